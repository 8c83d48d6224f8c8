"""Units and rooms: shown before they change, closed ones take nobody, and the house remembers who did it."""

import re
from collections.abc import Callable

import pytest

from redthread.custody.public import RoomClosedError, move_client
from redthread.estate.public import (
    CapacityCertificate,
    Equipment,
    EstateError,
    OutOfUse,
    Room,
    RoomDraft,
    UnitDraft,
    list_rooms,
    save_room,
    save_unit,
)
from redthread.foundation import clock
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.events import HOUSE
from redthread.foundation.thread import list_entries
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, AsOwner, Cast, Member, World

ESTATE = "/staff/office/estate"
CERTIFICATES = "/staff/office/certificates"
AS_IT_WAS = {"partition": "", "side": ""}
"""A choice of nothing, which the reader of forms in these tests takes for no choice."""


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
    here = f"{ESTATE}/rooms/{room}"
    clerk.see(here)
    clerk.send(f"{here}/save", clerk.form() | {"working": "1"} | AS_IT_WAS, of=here, status=200)
    assert "Fewer places than before" in clerk.page
    with as_owner():
        assert Room.objects.get(id=room).places == 2
    again = clerk.form()
    assert again["working"] == "1"
    clerk.send(f"{here}/save", again | AS_IT_WAS | {"step": "save"}, of=here)
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
    """Nor can a room be made on another establishment's unit, or its plan be drawn."""
    clerk = office(cast.governor)
    there = f"{ESTATE}/rooms/{world.rooms['A201']}"
    clerk.see(there, status=404)
    clerk.send(f"{there}/save", {"code": "A201"}, of=ESTATE, status=404)
    clerk.send(f"{there}/out", {"reason": "repair"}, of=ESTATE, status=404)
    clerk.send(f"{ESTATE}/rooms", {"unit": str(world.units["kumla-A"]), "code": "A9"}, of=ESTATE, status=404)
    clerk.see(f"{ESTATE}/units/{world.units['kumla-A']}/plan", status=404)


def test_a_new_room_asks_for_its_certificate_and_another_person_gives_it(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """The manager of the unit asks, the governor approves after reading what it does, and it holds people."""
    clerk = office(cast.governor)
    typed = {"unit": str(world.units["hall-C"]), "code": "C205", "use": "living", "capacity": "2"}
    clerk.send(f"{ESTATE}/rooms", typed, of=ESTATE, status=200)
    assert "certified for nobody" in clerk.page
    clerk.send(f"{ESTATE}/rooms", clerk.form() | {"step": "save"}, of=ESTATE)
    with as_owner():
        made = Room.objects.get(code="C205")
        assert made.capacity == 0
        waiting = CapacityCertificate.objects.get(room=made)
    clerk.see(CERTIFICATES)
    assert "Another person decides it" in clerk.page
    at = f"{CERTIFICATES}/{waiting.id}"
    clerk.send(at, {"decision": "approve", "step": "save"}, of=CERTIFICATES, status=403)
    clerk.send(at, {"decision": "withdraw"}, of=CERTIFICATES)
    assert "Taken back." in clerk.page
    asker = office(cast.manager)
    typed = {"room": str(made.id), "capacity": "1", "grounds": "Built last week"}
    asker.send(f"{CERTIFICATES}/ask", typed, of=CERTIFICATES, status=200)
    assert "Its size is not known." in asker.page
    asker.send(f"{CERTIFICATES}/ask", asker.form() | {"step": "save"}, of=CERTIFICATES)
    with as_owner():
        waiting = CapacityCertificate.objects.get(room=made, state="requested")
    at = f"{CERTIFICATES}/{waiting.id}"
    asker.send(at, {"decision": "decline", "words": "no"}, of=CERTIFICATES, status=403)
    clerk.send(at, {"decision": "decline", "words": ""}, of=CERTIFICATES, status=422)
    clerk.send(at, {"decision": "approve", "words": "Seen"}, of=CERTIFICATES, status=200)
    assert "Built last week" in clerk.page
    clerk.send(at, clerk.form() | {"step": "save"}, of=CERTIFICATES)
    with as_owner():
        assert Room.objects.get(id=made.id).capacity == 1
    clerk.see(CERTIFICATES)
    assert "Petra Holm" in clerk.page
    assert "Lars Björk" in clerk.page


def test_a_room_goes_out_of_use_and_back(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """The page says that somebody lives there before it is done."""
    clerk = office(cast.governor)
    here = f"{ESTATE}/rooms/{world.rooms['C201']}"
    clerk.send(f"{here}/out", {"reason": "water", "words": "pipe"}, of=here, status=200)
    assert "1 person lives there" in clerk.page
    clerk.send(f"{here}/out", clerk.form() | {"step": "save"}, of=here)
    assert "No water, heat or power, pipe" in clerk.page
    clerk.send(f"{here}/out", {"reason": "repair", "step": "save"}, of=here, status=422)
    with as_owner():
        out = OutOfUse.objects.get()
    clerk.send(f"{here}/out/{out.id}/end", {}, of=here)
    with as_owner():
        assert OutOfUse.objects.get().period.upper is not None


def test_the_plan_is_drawn_in_numbers_shown_and_kept(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """Numbers are shown before they are kept; rooms that lie on each other are refused."""
    clerk = office(cast.governor)
    here = f"{ESTATE}/units/{world.units['hall-C']}/plan"
    room, other = world.rooms["C201"], world.rooms["C202"]
    clerk.see(here)
    typed = clerk.form() | {f"x-{room}": "30", f"y-{room}": "2", f"w-{room}": "6", f"h-{room}": "4"}
    clerk.send(here, typed | {"step": "show"}, of=here, status=200)
    assert "px30 py2 pw6 ph4" in clerk.page
    with as_owner():
        assert Room.objects.get(id=room).plan_x is None
    clerk.send(here, typed | {"step": "save"}, of=here)
    with as_owner():
        assert Room.objects.get(id=room).plan_x == 30
    clash = clerk.form() | {f"x-{other}": "31", f"y-{other}": "3", "step": "save"}
    clerk.send(here, clash, of=here, status=422)
    assert "lie on each other" in clerk.page
    clerk.send(here, clerk.form() | {"step": "forget"}, of=here)
    with as_owner():
        assert Room.objects.get(id=room).plan_x is None


def test_devices_are_added_and_set_aside(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """A laptop cart that is broken cannot be booked."""
    clerk = office(cast.governor)
    cart = {"code": "CART1", "name": "Laptops", "kind": "laptop_cart"}
    clerk.send(f"{ESTATE}/devices", cart, of=ESTATE)
    with as_owner():
        made = Equipment.objects.get(code="CART1")
    clerk.send(f"{ESTATE}/devices", cart | {"device": str(made.id)}, of=ESTATE)
    assert "set aside" in clerk.page
    clerk.send(f"{ESTATE}/devices", cart, of=ESTATE, status=422)


@pytest.mark.parametrize("typed", ["1e309", "1e999", "NaN", "Infinity", "99999999", "-0.004", "٣"])
def test_a_measure_that_cannot_be_is_refused_in_a_sentence(
    office: Callable[[Member], Clerk], cast: Cast, world: World, typed: str
) -> None:
    """A number too large to have hundredths is no fault of the program."""
    clerk, page = office(cast.governor), f"/staff/office/estate/rooms/{world.rooms['C204']}"
    clerk.see(page)
    fields = clerk.form() | {"area": typed, "height": typed, "wall_distance": typed}
    answer = clerk.post(f"{page}/save", fields | {"step": "save"}, of=page)
    assert answer.status_code < 500
