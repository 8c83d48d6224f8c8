"""Searching: a number finds its bearer alone, a room who lives there, a name also misspelt."""

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody.public import search_clients
from redthread.people.public import get_client
from tests.factories.world import Acting, AsOwner, Cast, Member, World, client, grant, refresh


def names(acting: Acting, who: Member, text: str) -> list[str]:
    """Return the family names found, in order."""
    with acting(who):
        return [m.family_name for m in search_clients(text=text)]


def number_of(acting: Acting, who: Member, someone: Member) -> str:
    with acting(who):
        return str(get_client(client_id=someone.client_id).number)


def test_a_number_finds_its_bearer_alone(acting: Acting, cast: Cast, as_owner: AsOwner) -> None:
    """Neighbouring numbers differ by one digit and would be like it; the same for who reaches everybody."""
    with as_owner():
        grant(cast.governor.actor_id, "governor", "service", None)
        refresh(cast.governor.actor_id)
    number = number_of(acting, cast.manager, cast.amir)
    for typed in (
        number,
        number.lower(),
        f" {number[0]} {number[1:4]} {number[4:]} ",
        f"{number[0]}-{number[1:]}",
    ):
        assert names(acting, cast.manager, typed) == ["Rahmani"], typed
    assert names(acting, cast.governor, number) == ["Rahmani"]


def test_a_number_out_of_reach_finds_nobody_by_it(acting: Acting, cast: Cast) -> None:
    """Not even by its absence: what is in reach and like it is shown as for any other text."""
    number = number_of(acting, cast.officer_elsewhere, cast.marek)
    assert "Nowak" not in names(acting, cast.officer, number)


@pytest.mark.parametrize("typed", ["C201", "c201", "c 201", "C-201", " C  201 "])
def test_a_room_is_found_however_it_is_typed(acting: Acting, cast: Cast, typed: str) -> None:
    assert names(acting, cast.manager, typed)[0] == "Rahmani"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Sorensen", "Sørensen"),
        ("SØRENSEN", "Sørensen"),
        ("So\u0308rensen", "Sørensen"),
        ("Sörensen", "Sørensen"),
        ("Åsa   Sørensen", "Sørensen"),
        ("Asa Sorensen", "Sørensen"),
        ("Sørnsen", "Sørensen"),
        ("rahmani", "Rahmani"),
        ("Rahmny", "Rahmani"),
    ],
)
def test_accents_blanks_and_typing_errors_are_forgiven(
    acting: Acting, cast: Cast, world: World, as_owner: AsOwner, typed: str, found: str
) -> None:
    with as_owner():
        client("Åsa", "Sørensen", "da", world, "C204")
        refresh(cast.manager.actor_id)
    assert names(acting, cast.manager, typed)[:1] == [found]


@pytest.mark.parametrize(
    "typed", ["", "x", "%", "_%", "\\", "%%%%", "'; drop table people_client; --", "🙂🙂"]
)
def test_strange_texts_find_nobody_and_break_nothing(acting: Acting, cast: Cast, typed: str) -> None:
    assert names(acting, cast.manager, typed) == []


def test_searching_needs_the_permission(acting: Acting, cast: Cast) -> None:
    """An administrator sets things up and looks for nobody."""
    with (
        pytest.raises(DatabaseError, match=r"people\.search"),
        transaction.atomic(),
        acting(cast.administrator),
    ):
        search_clients(text="Lund")


def test_each_search_is_logged(acting: Acting, cast: Cast, as_owner: AsOwner) -> None:
    names(acting, cast.officer, "Áhmani")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select detail from access.read_audit where route = 'people:search' and actor_id = %s",
            [cast.officer.actor_id],
        )
        assert cursor.fetchall() == [("ahmani → 1",)]
