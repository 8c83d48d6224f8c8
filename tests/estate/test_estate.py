"""The tree of units, certificates by two hands, rooms out of use: kept by the database, whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from redthread.estate.public import (
    Box,
    CapacityCertificate,
    CertificateDecidedError,
    CertificateState,
    EstateError,
    OutOfUse,
    OwnCertificateError,
    Permission,
    Room,
    RoomDraft,
    RoomUse,
    TooSmallError,
    Unit,
    UnitDraft,
    approve_certificate,
    closed_units,
    decline_certificate,
    draw_plan,
    end_out_of_use,
    list_certificates,
    list_out_of_use,
    list_rooms,
    list_rooms_for_use,
    list_units,
    plans_of,
    request_certificate,
    save_room,
    save_unit,
    take_out_of_use,
    withdraw_certificate,
)
from redthread.foundation import clock
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.foundation.events import HOUSE
from redthread.foundation.thread import list_entries
from tests.factories.world import Acting, AsOwner, Cast, World

pytestmark = pytest.mark.django_db


@contextmanager
def refused(*errors: type[Exception], match: str = "") -> Iterator[None]:
    """Expect the database to refuse, and go on after it."""
    with pytest.raises(errors or (DatabaseError,), match=match), transaction.atomic():
        yield


def ask(actor: Actor, room: int, capacity: int = 2) -> CapacityCertificate:
    return request_certificate(
        actor=actor, room_id=room, capacity=capacity, grounds="Measured anew", at=clock.now()
    )


# ------------------------------------------------------------------ the tree
def test_units_are_parts_of_houses(acting: Acting, cast: Cast, world: World) -> None:
    """A house holds landings; closing it closes them; the thread says so."""
    hall = world.establishments["hall"]
    with acting(cast.governor) as actor:
        house = save_unit(
            actor=actor,
            establishment_id=hall,
            unit_id=None,
            draft=UnitDraft(code="H", name="Hus"),
            at=clock.now(),
        )
        for code in "CD":
            draft = UnitDraft(
                code=code, name=f"Avdelning {code}", parent_id=house.id, types=["women", "remand"]
            )
            save_unit(
                actor=actor,
                establishment_id=hall,
                unit_id=world.units[f"hall-{code}"],
                draft=draft,
                at=clock.now(),
            )
        assert Unit.objects.get(id=world.units["hall-C"]).types == ["remand", "women"]
        assert closed_units(list_units(establishment_id=hall)) == set()
        Unit.objects.filter(id=house.id).update(is_open=False)
        assert closed_units(list_units(establishment_id=hall)) >= set(
            map(world.units.get, ("hall-C", "hall-D"))
        )
        assert list_rooms(establishment_id=hall) == []
        last = list_entries(client_id=HOUSE, kinds=["estate."], limit=1)[0]
        assert last.payload is not None
        assert last.payload["after"] == "D Avdelning D / Hus [remand, women]"


def test_no_unit_is_a_part_of_itself(as_owner: AsOwner, acting: Acting, cast: Cast, world: World) -> None:
    """Not itself, not in a circle of three, not at another establishment: in words, and for everybody."""
    c, d = world.units["hall-C"], world.units["hall-D"]
    with as_owner():
        e = Unit.objects.create(
            establishment_id=world.establishments["hall"], code="E", name="E", parent_id=d
        ).id
        Unit.objects.filter(id=d).update(parent_id=c)
        for unit, parent in ((c, c), (c, e), (c, world.units["kumla-A"])):
            with refused(IntegrityError, match="itself|its own establishment"):
                Unit.objects.filter(id=unit).update(parent_id=parent)
        with refused(IntegrityError, match="its own establishment"):
            Unit.objects.filter(id=c).update(establishment_id=world.establishments["kumla"])
    with acting(cast.governor) as actor, pytest.raises(EstateError, match="part of itself"):
        save_unit(
            actor=actor,
            establishment_id=world.establishments["hall"],
            unit_id=c,
            draft=UnitDraft(code="C", name="C", parent_id=e),
            at=clock.now(),
        )


# ------------------------------------------------------------------ who writes where
WRITES = {
    "rename a unit": "update estate_unit set name = 'mine' where id = {unit}",
    "rename a room": "update estate_room set code = 'X' where id = {room}",
    "add a unit": "insert into estate_unit (establishment_id, code, name) values ({place}, 'X', 'X')",
    "add a room": "insert into estate_room (unit_id, code, capacity) values ({unit}, 'X', 0)",
    "add a device": "insert into estate_equipment (establishment_id, code, name, kind) "
    "values ({place}, 'X', 'X', 'other')",
    "take out of use": "insert into estate_outofuse (room_id, period, reason, set_by, set_at) "
    "values ({room}, '[2030-01-01,)', 'repair', access.actor_id(), now())",
    "ask for a certificate": "insert into estate_capacitycertificate (room_id, before, capacity, grounds, "
    "asked_by, asked_at, state) values ({room}, 1, 2, 'x', access.actor_id(), now(), 'requested')",
}


@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES)
def test_nobody_writes_elsewhere_whatever_the_page_says(
    acting: Acting, cast: Cast, world: World, statement: str
) -> None:
    """A governor at Hall with plain SQL at Kumla: nothing changes, or it is refused."""
    sql = statement.format(
        unit=world.units["kumla-A"], room=world.rooms["A201"], place=world.establishments["kumla"]
    )
    with acting(cast.governor), connection.cursor() as cursor:
        if sql.startswith("update"):
            cursor.execute(sql)
            assert cursor.rowcount == 0
        else:
            with refused(match="row-level security"):
                cursor.execute(sql)


def test_certificates_of_another_place_are_not_read(acting: Acting, cast: Cast, world: World) -> None:
    """Nor by who has no part in certificates; nor by clients."""
    with acting(cast.manager) as actor:
        ask(actor, world.rooms["C201"])
        assert CapacityCertificate.objects.count() == 1
    for who in (cast.officer_elsewhere, cast.officer, cast.amir, cast.protection_officer):
        with acting(who):
            assert CapacityCertificate.objects.count() == 0


# ------------------------------------------------------------------ certificates
def test_one_asks_another_decides_and_the_room_changes(acting: Acting, cast: Cast, world: World) -> None:
    """Who asked, who approved, when, and both in the house's chain."""
    room = world.rooms["C201"]
    with acting(cast.manager) as actor:
        asked = ask(actor, room)
    with acting(cast.governor) as actor:
        approve_certificate(actor=actor, certificate_id=asked.id, words="Seen", at=clock.now())
        assert Room.objects.get(id=room).capacity == 2
        (line,) = list_certificates(establishment_id=world.establishments["hall"])
        assert (line.asked_by, line.decided_by) == ("Petra Holm", "Lars Björk")
        assert line.certificate.state == CertificateState.APPROVED
        kinds = [e.kind for e in list_entries(client_id=HOUSE, kinds=["estate."])]
        assert kinds == ["estate.certificate_approved", "estate.certificate_requested"]
        with pytest.raises(CertificateDecidedError):
            decline_certificate(actor=actor, certificate_id=asked.id, words="late", at=clock.now())


def test_nobody_decides_what_they_asked_for(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Refused in words; refused by the policy; and by a constraint, even for the owner of the database."""
    with acting(cast.governor) as actor:
        asked = ask(actor, world.rooms["C201"])
        with pytest.raises(OwnCertificateError):
            approve_certificate(actor=actor, certificate_id=asked.id, words="", at=clock.now())
        mine = CapacityCertificate.objects.filter(id=asked.id)
        with refused(match="row-level security|another_person"):
            mine.update(state="approved", decided_by=actor.id, decided_at=clock.now())
        with refused(match="row-level security"):
            mine.update(state="approved", decided_by=cast.manager.actor_id, decided_at=clock.now())
    with as_owner(), refused(IntegrityError, match="another_person"):
        CapacityCertificate.objects.filter(id=asked.id).update(
            state="approved", decided_by=asked.asked_by, decided_at=clock.now()
        )
    with acting(cast.governor):
        assert Room.objects.get(id=world.rooms["C201"]).capacity == 1


def test_who_may_ask_may_not_therefore_decide(acting: Acting, cast: Cast, world: World) -> None:
    """The manager of a unit decides nothing; an officer does not even ask."""
    with acting(cast.governor) as actor:
        asked = ask(actor, world.rooms["C201"])
    with acting(cast.manager) as actor:
        assert not actor.may(Permission.CERTIFY)
        with pytest.raises(PermissionDeniedError):
            approve_certificate(actor=actor, certificate_id=asked.id, words="", at=clock.now())
        changed = CapacityCertificate.objects.filter(id=asked.id).update(
            state="approved", decided_by=actor.id, decided_at=clock.now()
        )
        assert changed == 0
        with pytest.raises(PermissionDeniedError):
            withdraw_certificate(actor=actor, certificate_id=asked.id, at=clock.now())
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        ask(actor, world.rooms["C202"])
    with acting(cast.governor) as actor:
        withdraw_certificate(actor=actor, certificate_id=asked.id, at=clock.now())
        ask(actor, world.rooms["C201"], 3)


def test_the_number_changes_by_no_other_way(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Not by an update of the web role, not by a detour over a classroom, not in a new room."""
    room = Room.objects.filter(id=world.rooms["C201"])
    with acting(cast.governor) as actor:
        with refused(IntegrityError, match="only an approved certificate"):
            room.update(capacity=2)
        with refused(IntegrityError, match="only an approved certificate"), connection.cursor() as cursor:
            cursor.execute(
                "insert into estate_room (unit_id, code, capacity) values (%s, 'X', 4)",
                [world.units["hall-C"]],
            )
        spare = world.rooms["C203"]
        for draft in (RoomDraft(code="C203", use=RoomUse.CLASSROOM, seats=12), RoomDraft(code="C203")):
            save_room(actor=actor, unit_id=world.units["hall-C"], room_id=spare, draft=draft, at=clock.now())
        assert Room.objects.get(id=spare).capacity == 0
    with as_owner(), refused(IntegrityError, match="stays as it is"):
        done = CapacityCertificate.objects.create(
            room_id=spare,
            before=0,
            capacity=1,
            grounds="x",
            asked_by=1,
            asked_at=clock.now(),
            state="approved",
            decided_by=2,
            decided_at=clock.now(),
        )
        CapacityCertificate.objects.filter(id=done.id).update(capacity=9)


@pytest.mark.parametrize(
    ("capacity", "grounds", "error"),
    [(1, "x", EstateError), (-1, "x", EstateError), (51, "x", EstateError), (2, " ", EstateError)],
)
def test_what_cannot_be_asked(
    acting: Acting, cast: Cast, world: World, capacity: int, grounds: str, error: type[Exception]
) -> None:
    """The same number, an impossible one, no grounds."""
    with acting(cast.manager) as actor, pytest.raises(error):
        request_certificate(
            actor=actor, room_id=world.rooms["C201"], capacity=capacity, grounds=grounds, at=clock.now()
        )


def test_less_than_three_metres_a_person_is_not_asked_for(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Nor is a second request while one waits, nor one for a classroom."""
    with as_owner():
        Room.objects.filter(id=world.rooms["C201"]).update(area=Decimal("5.5"))
        Room.objects.filter(id=world.rooms["C203"]).update(use=RoomUse.CLASSROOM)
    with acting(cast.manager) as actor:
        with pytest.raises(TooSmallError, match=r"5\.5"):
            ask(actor, world.rooms["C201"])
        with pytest.raises(EstateError, match="where people live"):
            ask(actor, world.rooms["C203"])
        ask(actor, world.rooms["C202"])
        with pytest.raises(EstateError, match="waits"):
            ask(actor, world.rooms["C202"], 3)


def test_a_smaller_certificate_takes_working_places_with_it(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Three certified, two in use: certified for two again, both are in use; for one, one."""
    room = world.rooms["C204"]
    with as_owner():
        Room.objects.filter(id=room).update(capacity=3, working_capacity=2)
    for capacity in (2, 1):
        with acting(cast.manager) as actor:
            asked = ask(actor, room, capacity)
        with acting(cast.governor) as actor:
            approve_certificate(actor=actor, certificate_id=asked.id, words="", at=clock.now())
            assert Room.objects.get(id=room).places == capacity


# ------------------------------------------------------------------ out of use, uses, plan
def test_out_of_use_is_planned_begun_ended(acting: Acting, cast: Cast, world: World) -> None:
    """What has begun is ended and stays on record; what has not is taken off; none overlap."""
    now, hall = clock.now() - timedelta(hours=6), world.establishments["hall"]
    given: dict[str, Any] = {"room_id": world.rooms["C203"], "reason": "repair", "words": "", "at": now}
    with acting(cast.governor) as actor:
        begun = take_out_of_use(actor=actor, since=now - timedelta(days=9), until=None, **given)
        assert begun.period.lower == now
        with pytest.raises(EstateError, match="already"):
            take_out_of_use(actor=actor, since=now + timedelta(days=1), until=None, **given)
        end_out_of_use(actor=actor, out_of_use_id=begun.id, at=now + timedelta(hours=2))
        later = take_out_of_use(
            actor=actor, since=now + timedelta(days=1), until=now + timedelta(days=2), **given
        )
        end_out_of_use(actor=actor, out_of_use_id=later.id, at=now + timedelta(hours=3))
        with pytest.raises(EstateError, match="ended"):
            end_out_of_use(actor=actor, out_of_use_id=begun.id, at=now + timedelta(hours=4))
        assert list_out_of_use(establishment_id=hall, since=now + timedelta(hours=3)) == []
        assert OutOfUse.objects.get().period.upper == now + timedelta(hours=2)
        for wrong in ({"reason": "x"}, {"reason": "other"}):
            with pytest.raises(EstateError, match="why"):
                take_out_of_use(actor=actor, since=now, until=None, **(given | wrong))
        with pytest.raises(EstateError, match="after it begins"):
            take_out_of_use(actor=actor, since=now, until=now, **given)


def test_rooms_for_a_use_are_not_rooms_to_live_in(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Each list holds its own."""
    hall = world.establishments["hall"]
    with as_owner():
        Room.objects.filter(id=world.rooms["C203"]).update(use=RoomUse.VISIT)
        Room.objects.filter(id=world.rooms["D203"]).update(use=RoomUse.VISIT, is_open=False)
    with acting(cast.officer):
        visits = list_rooms_for_use(establishment_id=hall, uses=[RoomUse.VISIT, RoomUse.VIDEO])
        assert [r.code for r in visits] == ["C203"]
        assert "C203" not in {r.code for r in list_rooms(establishment_id=hall, with_closed=True)}


def test_rooms_do_not_lie_on_each_other(acting: Acting, as_owner: AsOwner, cast: Cast, world: World) -> None:
    """Said in words; kept by a constraint; neighbours may touch; a room of another unit is not drawn here."""
    one, other = world.rooms["C201"], world.rooms["C202"]
    unit = world.units["hall-C"]
    with acting(cast.governor) as actor:
        draw_plan(
            actor=actor, unit_id=unit, boxes={one: Box(0, 0, 4, 3), other: Box(4, 0, 4, 3)}, at=clock.now()
        )
        draw_plan(
            actor=actor, unit_id=unit, boxes={one: Box(4, 0, 4, 3), other: Box(0, 0, 4, 3)}, at=clock.now()
        )
        assert plans_of(Room.objects.filter(unit_id=unit))[0].boxes[one] == Box(4, 0, 4, 3)
        for boxes in (
            {one: Box(1, 1, 4, 3)},
            {one: Box(58, 0, 4, 3)},
            {world.rooms["D201"]: Box(9, 9, 1, 1)},
        ):
            with pytest.raises(EstateError):
                draw_plan(actor=actor, unit_id=unit, boxes=boxes, at=clock.now())
    with as_owner(), refused(IntegrityError, match="overlap"):
        Room.objects.filter(id=one).update(plan_x=3)


def test_a_room_upstairs_may_lie_above_another_and_is_a_plan_of_its_own(
    acting: Acting, cast: Cast, world: World
) -> None:
    """Squares are a storey's; who brings a room to another floor takes it off the plan it was drawn on."""
    one, other = world.rooms["C201"], world.rooms["C202"]
    unit, now = world.units["hall-C"], clock.now()
    with acting(cast.governor) as actor:
        draft = RoomDraft(code="C202", storey=1)
        save_room(actor=actor, unit_id=unit, room_id=other, draft=draft, at=now)
        boxes = dict.fromkeys((one, other), Box(0, 0, 4, 3))
        draw_plan(actor=actor, unit_id=unit, boxes=boxes, at=now)
        plans = plans_of(Room.objects.filter(unit_id=unit))
        assert list(plans) == [1, 0]
        assert set(plans[1].boxes) == {other}
        assert plans[0].boxes[one] == plans[1].boxes[other] == Box(0, 0, 4, 3)
        save_room(actor=actor, unit_id=unit, room_id=other, draft=RoomDraft(code="C202"), at=now)
        assert list(plans_of(Room.objects.filter(unit_id=unit))) == [0]
        assert Room.objects.get(id=other).plan_x is None
        for storey in (-6, 41):
            with pytest.raises(EstateError):
                draft = RoomDraft(code="C202", storey=storey)
                save_room(actor=actor, unit_id=unit, room_id=other, draft=draft, at=now)
