"""The timetable at the staff door: grids, booking, clashes, moving, lists, feeds, in everybody's measure."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse
from icalendar import Calendar

from redthread.doors.staff.timetable.urls import timetable_urls
from redthread.timetable.public import Booking
from tests.doors.staff.conftest import AGENT, text_of
from tests.factories.world import World
from tests.timetable.arrange import Plan, arrange_rooms, at

DAY = "2026-03-04"
"""The Wednesday after these tests' Tuesday."""
NEW = "/staff/timetable/bookings/new"
SOME: dict[str, Any] = {
    "client_id": 7,
    "staff_id": 7,
    "room_id": 7,
    "booking_id": UUID(int=7),
    "token": "x" * 43,
}


@pytest.fixture
def plan(world: World, as_owner: Any, acting: Any) -> Plan:
    made = Plan(acting, world, as_owner)
    with as_owner():
        arrange_rooms(made)
    return made


def form(plan: Plan, **more: Any) -> dict[str, Any]:
    """Return the form of a visit of Amir's on Wednesday at ten."""
    given = {
        "kind": "visit",
        "client": [plan.world.cast.amir.client_id],
        "room": plan.rooms["V1"],
        "day": DAY,
        "start": "10:00",
        "minutes": "60",
    }
    return given | more


def test_a_booking_is_made_and_shown_in_every_grid(plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    desk = seat(cast.manager)
    made = desk.post(
        NEW, form(plan, staff=[plan.staff_id(cast.officer)], title="Visit of the sister"), of=NEW
    )
    assert made.status_code == 302
    page = desk.read(made["location"])
    assert "Visit of the sister" in page
    assert "Amir Rahmani" in page
    assert "Karin Lund" in page
    unit = plan.world.units["hall-C"]
    for path in (
        f"/staff/timetable?unit={unit}&day={DAY}",
        f"/staff/timetable/clients/{cast.amir.client_id}?day={DAY}",
        f"/staff/timetable/staff/{plan.staff_id(cast.officer)}?day={DAY}",
        f"/staff/timetable/rooms/{plan.rooms['V1']}?day={DAY}",
        f"/staff/timetable/movements?day={DAY}",
        f"/staff/timetable/unlock?day={DAY}",
    ):
        assert "Visit of the sister" in desk.read(path), path
    assert "Visit of the sister" in seat(cast.officer).read(f"/staff/timetable/mine?day={DAY}")


def test_a_booking_stands_at_its_square_of_the_wall_clock(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    """Ten o'clock is sixteen quarters after six, so the seventeenth square, and an hour has four."""
    desk = seat(cast.manager)
    desk.post(NEW, form(plan), of=NEW)
    html = desk.get(f"/staff/timetable/clients/{cast.amir.client_id}?day={DAY}").content.decode()
    assert re.search(r'class="tt-b r17 s4 c0"[^>]*data-start="2026-03-04T10:00"', html)


def test_a_clash_is_shown_with_ways_out_and_one_of_them_books(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    plan.book(cast.manager, "work", clients=(cast.amir,), room="W1", start=at(8, day=2), minutes=180)
    desk = seat(cast.manager)
    clash = desk.post(NEW, form(plan), of=NEW)
    assert clash.status_code == 409
    page = text_of(clash)
    assert "Amir Rahmani Work tomorrow 09:00–12:00 the new booking" in page
    assert "tomorrow 12:00–13:00" in page
    html = clash.content.decode()
    slot = re.search(r'name="slot" value="(2026-03-04T12:00)"', html)
    assert slot
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    made = desk.post(NEW, hidden | {"slot": slot.group(1)}, of=NEW)
    assert made.status_code == 302
    assert "tomorrow 12:00–13:00" in desk.read(made["location"])


def test_a_taken_room_offers_another_of_the_same_use(plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    plan.book(cast.manager, clients=(cast.jonas,), room="V1", start=at(9, day=2))
    desk = seat(cast.manager)
    clash = desk.post(NEW, form(plan), of=NEW)
    assert clash.status_code == 409
    other = f'name="other_room" value="{plan.rooms["V2"]}"'
    assert other in clash.content.decode()
    made = desk.post(NEW, form(plan, other_room=plan.rooms["V2"]), of=NEW)
    assert made.status_code == 302


def test_who_may_decide_books_over_a_clash_and_the_others_are_not_asked(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    plan.book(cast.manager, "work", clients=(cast.amir,), start=at(8, day=2), minutes=180)
    assert "Decide and book" not in text_of(seat(cast.officer).post(NEW, form(plan), of=NEW))
    desk = seat(cast.manager)
    assert "Decide and book" in text_of(desk.post(NEW, form(plan), of=NEW))
    made = desk.post(NEW, form(plan, reason="His mother comes from far away"), of=NEW)
    page = desk.read(made["location"])
    assert "Petra Holm decided: His mother comes from far away" in page
    assert "Work" in desk.read("/staff/timetable/offers")


def test_a_dropped_booking_moves_and_leads_back_to_the_grid(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    made = plan.book(cast.manager, clients=(cast.amir,), room="V1", start=at(9, day=2))
    desk, back = seat(cast.officer), f"/staff/timetable/clients/{cast.amir.client_id}?day={DAY}"
    path = reverse("staff:booking-move", args=[made.id])
    moved = desk.post(path, {"day": "2026-03-05", "start": "13:15", "back": back}, of=NEW)
    assert moved["location"] == f"{back}&done=moved"
    assert "Moved." in desk.read(moved["location"])
    with plan.as_owner():
        assert Booking.objects.get(id=made.id).period.lower == at(12.25, day=3)
    for hostile in ("//evil.example", "https://evil.example", "/staff/timetable\\@evil.example"):
        moved = desk.post(path, {"day": "2026-03-05", "start": "14:00", "back": hostile}, of=NEW)
        assert moved["location"].startswith(f"/staff/timetable/bookings/{made.id}")


def test_a_series_is_made_shown_and_ended(plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    desk = seat(cast.manager)
    weekly = form(plan, repeats="1", days=["MO", "WE"], until="2026-03-31", skips="1", every="1")
    made = desk.post(NEW, weekly, of=NEW)
    assert made.status_code == 302
    with plan.as_owner():
        assert Booking.objects.filter(status="planned").count() == 8
    path = made["location"].split("?")[0]
    ended = desk.post(f"{path}/cancel", {"reason": "The visits room is rebuilt", "all": "1"}, of=NEW)
    assert ended.status_code == 302
    with plan.as_owner():
        assert not Booking.objects.filter(status="planned").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"until": "3026-01-01"}, "two years"),
        ({"until": ""}, "needs an end"),
        ({"until": "2026-03-05", "days": ["SU"]}, "No day fits"),
        ({"every": "0", "until": "2026-03-01"}, "No day fits"),
    ],
)
def test_a_series_that_makes_no_sense_is_refused_in_a_sentence(
    plan: Plan, cast: Any, seat: Callable[..., Any], more: dict[str, Any], says: str
) -> None:
    answer = seat(cast.manager).post(NEW, form(plan, repeats="1", **more), of=NEW)
    assert answer.status_code == 422
    assert says in text_of(answer)


@pytest.mark.parametrize(
    "more",
    [
        {"day": "yesterday"},
        {"start": "25:99"},
        {"minutes": "-5"},
        {"minutes": "99999"},
        {"kind": "picnic"},
        {"client": [], "room": ""},
        {"slot": "nonsense"},
    ],
)
def test_a_form_that_makes_no_sense_is_shown_again(
    plan: Plan, cast: Any, seat: Callable[..., Any], more: dict[str, Any]
) -> None:
    answer = seat(cast.manager).post(NEW, form(plan, **more), of=NEW)
    assert answer.status_code == 422


def test_somebody_out_of_reach_cannot_be_booked_by_a_forged_form(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    answer = seat(cast.manager).post(NEW, form(plan, client=[cast.marek.client_id]), of=NEW)
    assert answer.status_code == 403
    with plan.as_owner():
        assert not Booking.objects.exists()


def test_health_is_only_busy_for_the_officer(plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    made = plan.book(
        cast.nurse, "health", clients=(cast.amir,), room="H1", start=at(9, day=2), titles={"en": "Blood test"}
    )
    officer = seat(cast.officer)
    for path in (
        f"/staff/timetable?day={DAY}",
        f"/staff/timetable/clients/{cast.amir.client_id}?day={DAY}",
        f"/staff/timetable/movements?day={DAY}",
        f"/staff/timetable/unlock?day={DAY}",
        f"/staff/timetable/rooms/{plan.rooms['H1']}?day={DAY}",
    ):
        page = officer.read(path)
        assert "Busy" in page or "rooms" in path, path
        assert "Blood test" not in page, path
        assert "Health care" not in page.replace("Health care room", ""), path
    assert officer.get(f"/staff/timetable/bookings/{made.id}").status_code == 404
    assert "Blood test" in seat(cast.nurse).read(f"/staff/timetable/clients/{cast.amir.client_id}?day={DAY}")


def test_common_times_are_found_for_everybody_chosen(plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    plan.book(cast.manager, clients=(cast.amir,), start=at(8, day=2), minutes=240)
    answer = seat(cast.manager).post(NEW, form(plan, do="find"), of=NEW)
    found = re.findall(r'name="slot" value="([^"]+)"', answer.content.decode())
    assert len(found) == 10
    assert found[0] == "2026-03-04T13:00"


def test_a_feed_is_shown_once_opened_without_a_session_and_revoked(
    plan: Plan, cast: Any, seat: Callable[..., Any]
) -> None:
    plan.book(cast.manager, clients=(cast.amir,), staff=(cast.officer,), room="V1", start=at(9, day=2))
    desk = seat(cast.officer)
    page = desk.post("/staff/timetable/calendar", {"do": "make"}, of=NEW).content.decode()
    address = re.search(r"http://testserver(/staff/calendar/[\w-]+\.ics)", page)
    assert address
    assert address.group(1) not in desk.get("/staff/timetable/calendar").content.decode()
    stranger = Browser()
    answer = stranger.get(address.group(1))
    assert answer["content-type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["location"]) == "V1"
    assert b"Amir" not in answer.content
    desk.post("/staff/timetable/calendar", {"do": "revoke"}, of=NEW)
    assert stranger.get(address.group(1)).status_code == 404


def address(pattern: Any) -> str:
    return reverse(f"staff:{pattern.name}", kwargs={n: SOME[n] for n in pattern.pattern.converters})


def test_a_stranger_is_sent_to_the_door(world: World) -> None:
    stranger = Browser(headers={"user-agent": AGENT})
    for pattern in timetable_urls:
        if pattern.name == "feed":
            assert stranger.get(address(pattern)).status_code == 404
            continue
        answer = stranger.get(address(pattern))
        assert answer.status_code == 302, pattern.name
        assert answer["location"].startswith("/staff/sign-in?next="), pattern.name
        assert stranger.post(address(pattern)).status_code == 401, pattern.name


@pytest.mark.parametrize("who", ["officer", "nurse", "kiosk_clerk", "administrator", "protection_officer"])
def test_no_address_breaks_for_anybody(who: str, plan: Plan, cast: Any, seat: Callable[..., Any]) -> None:
    browser = seat(getattr(cast, who))
    for pattern in timetable_urls:
        path = address(pattern)
        assert browser.get(path).status_code in (200, 302, 403, 404, 405), path
        posted = browser.post(path, {"x": "y"}, of="/staff/keys").status_code
        assert posted in (200, 302, 403, 404, 405, 409, 422), path
