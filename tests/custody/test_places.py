"""Where somebody is held: never in two places, never in a full room, and reach follows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from redthread.custody.public import (
    AlreadyHeldError,
    NotHeldError,
    RoomFullError,
    find_place,
    list_held_in,
    list_stays,
    move_client,
    receive_client,
    release_client,
)
from redthread.foundation import clock, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.people.public import Client
from tests.factories.moves import transfer
from tests.factories.world import ARRIVED, Acting, AsOwner, Cast, World


def test_a_move_within_the_house_keeps_the_history(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C203"], at=clock.now())
        place = find_place(client_id=cast.amir.client_id)
        stays = list_stays(client_id=cast.amir.client_id)
    assert place is not None
    assert place.room == "C203"
    assert [s.room.code for s in stays] == ["C203", "C201"]
    assert stays[1].period.upper == stays[0].period.lower


def test_a_full_room_takes_nobody(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor, pytest.raises(RoomFullError, match="C202"):
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C202"], at=clock.now())


def test_a_shared_room_takes_as_many_as_it_holds(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        for who in (cast.amir, cast.jonas):
            move_client(actor=actor, client_id=who.client_id, room_id=world.rooms["C204"], at=clock.now())
        assert len(list_held_in(unit_id=world.units["hall-C"])) == 2
        with pytest.raises(RoomFullError):
            move_client(
                actor=actor, client_id=cast.leila.client_id, room_id=world.rooms["C204"], at=clock.now()
            )


def test_a_transfer_moves_the_reach_and_tells_the_thread(acting: Acting, cast: Cast, world: World) -> None:
    """The old place loses sight of the client, the new one gains it, the client's thread goes on."""
    with acting(cast.governor) as actor:
        transfer(actor, cast.amir.client_id, world.rooms["A202"], clock.now())
    with acting(cast.officer):
        assert not Client.objects.filter(id=cast.amir.client_id).exists()
    with acting(cast.officer_elsewhere):
        assert Client.objects.filter(id=cast.amir.client_id).exists()
    with acting(cast.amir):
        entries = thread.list_entries(client_id=cast.amir.client_id, kinds=["custody."])
        assert entries[0].kind == "custody.transferred"


def test_an_officer_places_nobody(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C203"], at=clock.now())


def test_who_is_held_is_not_received_again(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor, pytest.raises(AlreadyHeldError):
        receive_client(
            actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C203"], at=clock.now()
        )


def test_a_release_ends_the_stay_and_the_reach(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.manager) as actor:
        release_client(actor=actor, client_id=cast.amir.client_id, at=clock.now())
    with acting(cast.manager) as actor:
        assert find_place(client_id=cast.amir.client_id) is None
        with pytest.raises(NotHeldError):
            release_client(actor=actor, client_id=cast.amir.client_id, at=clock.now())


def test_stays_never_overlap_even_for_the_owner(as_owner: AsOwner, cast: Cast, world: World) -> None:
    with (
        as_owner(),
        pytest.raises(IntegrityError, match="overlap"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period) "
            "select client_id, establishment_id, unit_id, %s, tstzrange(%s, null) from custody_stay "
            "where client_id = %s",
            [world.rooms["C203"], ARRIVED + timedelta(days=1), cast.amir.client_id],
        )


def test_a_web_role_cannot_place_by_hand(acting: Acting, cast: Cast) -> None:
    """Moving somebody's reach without the permission is refused in the database."""
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting(cast.officer),
        connection.cursor() as cursor,
    ):
        cursor.execute("select access.place_client(%s, 1, 1)", [cast.marek.client_id])
