"""A course is opened by those who may, and the person chooses how it speaks to them."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody.public import receive_client
from redthread.foundation import clock, thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.people.public import Client, choose_language, create_client, download_own_data, get_client
from tests.factories.world import Acting, Cast, World


def create(actor: Actor, number: str = "K26999999") -> int:
    return create_client(
        actor=actor,
        number=number,
        given_name="Åsa",
        family_name="Öberg",
        born_on=date(1988, 3, 4),
        gender="f",
        language="sv",
        at=clock.now(),
    )


def test_somebody_new_is_seen_once_they_are_placed(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        client_id = create(actor)
        assert not Client.objects.filter(id=client_id).exists()
        receive_client(actor=actor, client_id=client_id, room_id=world.rooms["C203"], at=clock.now())
        assert str(get_client(client_id=client_id)) == "Åsa Öberg"


def test_a_number_is_given_once(acting: Acting, cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="unique"), transaction.atomic(), acting(cast.manager) as actor:
        create(actor)
        create(actor)


def test_an_officer_opens_no_course(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        create(actor)


def test_a_language_is_remembered_and_told(acting: Acting, cast: Cast) -> None:
    with acting(cast.jonas) as actor:
        choose_language(actor=actor, language="fr", at=clock.now())
    with acting(cast.jonas) as actor:
        assert actor.language == "fr"
        entry = thread.list_entries(client_id=cast.jonas.client_id, limit=1)[0]
    assert entry.kind == "people.language_chosen"


def test_staff_do_not_choose_for_a_client(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        choose_language(actor=actor, language="fr", at=clock.now())


def test_taking_a_copy_of_ones_data_leaves_a_trace(acting: Acting, cast: Cast) -> None:
    with acting(cast.amir) as actor:
        assert download_own_data(actor=actor, at=clock.now()).given_name == "Amir"
        entry = thread.list_entries(client_id=cast.amir.client_id, limit=1)[0]
    assert entry.kind == "people.own_data_downloaded"


def test_nobody_renames_a_client_by_hand(acting: Acting, cast: Cast) -> None:
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting(cast.governor),
        connection.cursor() as cursor,
    ):
        cursor.execute("update people_client set family_name = 'x' where id = %s", [cast.amir.client_id])
