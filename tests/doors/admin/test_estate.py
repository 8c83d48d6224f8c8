"""Units and rooms: shown before they change, closed ones take nobody, and the house remembers who did it."""

import re
from collections.abc import Callable

import pytest

from redthread.custody.public import RoomClosedError, move_client
from redthread.estate.public import EstateError, Room, RoomDraft, UnitDraft, list_rooms, save_room, save_unit
from redthread.foundation import clock
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.events import HOUSE
from redthread.foundation.thread import list_entries
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, AsOwner, Cast, Member, World

ESTATE = "/staff/office/estate"


def test_a_closed_room_takes_nobody_new(acting: Acting, cast: Cast, world: World) -> None:
    """It is in no list of rooms to choose, and moving somebody there is refused in a sentence."""
    with acting(cast.governor) as actor:
        room = Room.objects.get(id=world.rooms["D202"])
        save_room(
            actor=actor,
            unit_id=room.unit_id,
            room_id=room.id,
            draft=RoomDraft(code=room.code, is_open=False),
            at=clock.now(),
        )
        assert room.id not in {r.id for r in list_rooms(establishment_id=world.establishments["hall"])}
    with (
        acting(cast.governor, focus=cast.amir.client_id) as actor,
        pytest.raises(RoomClosedError, match="D202"),
    ):
        move_client(actor=actor, client_id=cast.amir.client_id or 0, room_id=room.id, at=clock.now())


def test_a_closed_unit_closes_its_rooms(acting: Acting, cast: Cast, world: World) -> None:
    """Nobody can be placed on a closed unit."""
    with acting(cast.governor) as actor:
        save_unit(
            actor=actor,
            establishment_id=world.establishments["hall"],
            unit_id=world.units["hall-D"],
            draft=UnitDraft(code="D", name="Avdelning D", is_open=False),
            at=clock.now(),
        )
        left = list_rooms(establishment_id=world.establishments["hall"])
        assert {r.unit_id for r in left} == {world.units["hall-C"]}


def test_what_cannot_be_is_refused(acting: Acting, cast: Cast, world: World) -> None:
    """A code twice, no code, more places than certified, fewer than none."""
    room = world.rooms["C201"]
    for code, working in (("C202", 1), (" ", 1), ("C201", 2), ("C201", -1)):
        with acting(cast.governor) as actor, pytest.raises(EstateError):
            save_room(
                actor=actor,
                unit_id=world.units["hall-C"],
                room_id=room,
                draft=RoomDraft(code=code, working=working),
                at=clock.now(),
            )


def test_nobody_changes_the_estate_of_another_place(acting: Acting, cast: Cast, world: World) -> None:
    """A governor changes the own establishment; an officer none."""
    for member, unit in ((cast.governor, "kumla-A"), (cast.officer, "hall-C")):
        with acting(member) as actor, pytest.raises(PermissionDeniedError):
            save_room(
                actor=actor,
                unit_id=world.units[unit],
                room_id=None,
                draft=RoomDraft(code="X1"),
                at=clock.now(),
            )


def test_a_change_is_shown_then_made_and_remembered(
    office: Callable[[Member], Clerk], cast: Cast, world: World, acting: Acting, as_owner: AsOwner
) -> None:
    """The first press shows what follows, the second does it, and the chain of the house has one entry."""
    clerk = office(cast.governor)
    room = world.rooms["C204"]
    typed = {"room": str(room), "code": "C204", "capacity": "1", "is_open": "1"}
    clerk.send(f"{ESTATE}/room", typed, of=ESTATE, status=200)
    assert "Fewer places than before" in clerk.page
    with as_owner():
        assert Room.objects.get(id=room).places == 2
    again = clerk.form()
    assert again["capacity"] == "1"
    clerk.send(f"{ESTATE}/room", again | {"step": "save"}, of=ESTATE)
    with as_owner():
        found = Room.objects.get(id=room)
        assert (found.places, found.capacity) == (1, 2)
    with acting(cast.governor):
        entries = list_entries(client_id=HOUSE, kinds=["estate."])
        assert [(e.kind, e.payload and e.payload["after"]) for e in entries] == [
            ("estate.room_changed", "Avdelning C C204: 1/2")
        ]
    assert re.search(r"Changed a room: .*C204", clerk.page)


def test_a_room_elsewhere_is_not_there(office: Callable[[Member], Clerk], cast: Cast, world: World) -> None:
    """Nor can a room be made on another establishment's unit."""
    clerk = office(cast.governor)
    elsewhere = {"room": str(world.rooms["A201"]), "code": "A201", "capacity": "9"}
    clerk.send(f"{ESTATE}/room", elsewhere, of=ESTATE, status=404)
    clerk.send(f"{ESTATE}/room", {"unit": str(world.units["kumla-A"]), "code": "A9"}, of=ESTATE, status=404)
