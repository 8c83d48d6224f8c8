"""Absences, texts for answers, second readings, packing."""

from typing import Any

import pytest

from redthread.requests.public import Absence, GroundTemplate, SecondReading
from tests.doors.staff.conftest import text_of
from tests.factories.kiosk import COFFEE, PEN, Till, load_kiosks
from tests.factories.requests import NO
from tests.factories.world import grant, refresh

pytestmark = pytest.mark.django_db


def days(**more: str) -> dict[str, str]:
    first = {"from_day": "3", "from_month": "3", "from_year": "2026"}
    return first | {"until_day": "6", "until_month": "3", "until_year": "2026"} | more


def test_whoever_covers_finds_the_requests_among_their_own(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer, manager = seat(cast.officer), seat(cast.manager)
    officer.post(f"/staff/requests/{request_id}/take")
    assert "A. Rahmani" not in manager.read("/staff/requests?show=mine&department=all")
    answer = officer.post("/staff/absences", days(cover=str(cast.manager.actor_id), note="Course"))
    assert answer.status_code == 302
    assert "A. Rahmani" in manager.read("/staff/requests?show=mine&department=all")
    assert "With what you cover for 1 colleague." in manager.read("/staff/")
    with as_owner():
        absence = Absence.objects.get()
    assert officer.post(f"/staff/absences/{absence.id}/end").status_code == 302
    assert "Everybody is here." in officer.read("/staff/absences")


def test_an_absence_that_cannot_be_keeps_what_was_typed(desk: Any, cast: Any, seat: Any) -> None:
    officer = seat(cast.officer)
    for wrong in (
        days(cover=str(cast.manager.actor_id), until_day="31", until_month="2"),
        days(cover=str(cast.manager.actor_id), until_day="1"),
        days(cover=str(cast.officer.actor_id)),
        days(cover=str(cast.officer_elsewhere.actor_id)),
        days(cover="x", from_year="999999999999"),
    ):
        answer = officer.post("/staff/absences", wrong | {"note": "Kept note"})
        assert answer.status_code == 422, wrong
        assert "Kept note" in answer.content.decode()
    others = days(absent=str(cast.manager.actor_id), cover=str(cast.governor.actor_id))
    assert officer.post("/staff/absences", others).status_code == 403


def test_a_text_written_by_the_unit_answers_from_then_on(
    desk: Any, cast: Any, seat: Any, world: Any, as_owner: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    typed = {
        "decision": "declined",
        "unit": str(world.units["hall-C"]),
        "text_en": "The kitchen cannot.",
        "next_ar": "لاحقًا",
    }
    assert officer.post("/staff/texts/management/new", typed).status_code == 302
    page = officer.read(f"/staff/requests/{request_id}")
    assert "The kitchen cannot." in page
    with as_owner():
        template = GroundTemplate.objects.get(unit_id=world.units["hall-C"])
    changed = officer.post(f"/staff/texts/management/{template.id}", {"text_en": "The kitchen can not."})
    assert changed.status_code == 302
    assert "The kitchen can not." in officer.read("/staff/texts/management")
    officer.post(f"/staff/texts/management/{template.id}/remove")
    assert "The kitchen can not." not in officer.read("/staff/texts/management")


def test_a_text_that_says_nothing_or_belongs_elsewhere_is_refused(
    desk: Any, cast: Any, seat: Any, world: Any
) -> None:
    officer = seat(cast.officer)
    assert officer.post("/staff/texts/management/new", {"decision": "approved"}).status_code == 422
    foreign = {"decision": "approved", "text_en": "Yes", "unit": str(world.units["kumla-A"])}
    assert officer.post("/staff/texts/management/new", foreign).status_code == 404
    assert officer.post("/staff/texts/nothing/new", foreign).status_code == 404
    assert officer.get("/staff/texts/management/99999").status_code == 404


@pytest.fixture
def reader(world: Any, cast: Any, as_owner: Any) -> Any:
    with as_owner():
        grant(cast.governor.actor_id, "second_reader", "establishment", world.establishments["hall"])
        refresh(cast.governor.actor_id)
    return cast.governor


def test_a_second_reader_sees_the_answer_but_not_who_gave_it(
    desk: Any, cast: Any, seat: Any, reader: Any, as_owner: Any
) -> None:
    request_id = desk.ask(cast.amir)
    desk.decline(cast.officer, request_id)
    with as_owner():
        if not SecondReading.objects.filter(request_id=request_id).exists():
            SecondReading.objects.create(
                request_id=request_id,
                client_id=cast.amir.client_id,
                info_class=1 << 17,
                establishment_id=desk.world.establishments["hall"],
                drawn_at="2026-03-02T10:00:00Z",
                decided_by=cast.officer.actor_id,
            )
    second = seat(reader)
    assert "1 answer waits for a second look." in second.read("/staff/")
    assert str(request_id) in second.get("/staff/second-readings").content.decode()
    page = second.read(f"/staff/second-readings/{request_id}")
    assert NO.grounds in page
    assert "Karin Lund" not in page
    path = f"/staff/second-readings/{request_id}"
    refused = second.post(path, {"verdict": "differs", "note": ""})
    assert refused.status_code == 409
    assert second.post(path, {"verdict": "nonsense"}).status_code == 404
    assert second.post(path, {"verdict": "unclear", "note": "Say it plainer."}).status_code == 302
    assert "No answer waits" in second.read("/staff/second-readings")
    assert seat(cast.officer).get("/staff/second-readings").status_code == 404


@pytest.fixture
def till(desk: Any, acting: Any, world: Any) -> Till:
    load_kiosks(acting, world)
    return Till(acting, world)


def test_orders_are_packed_short_with_a_reason_and_answered_unit_by_unit(
    till: Till, cast: Any, seat: Any, world: Any, acting: Any
) -> None:
    till.give(cast.amir, 50_000)
    order = till.order(cast.amir, {COFFEE: 2, PEN: 1})
    clerk_seat = seat(cast.kiosk_clerk)
    page = clerk_seat.read("/staff/kiosk/packing")
    assert "C201 · A. Rahmani" in page
    with acting(cast.kiosk_clerk):
        article = till.article(COFFEE)
    short = {"delivered": "1", "reason": "sold_out", "stop": "1"}
    assert clerk_seat.post(f"/staff/kiosk/orders/{order}/{article.id}", short).status_code == 302
    assert "1 of 2" in clerk_seat.read("/staff/kiosk/packing")
    assert "Stop-list" in clerk_seat.read("/staff/kiosk/packing")
    too_many = {"delivered": "9", "reason": "sold_out"}
    assert clerk_seat.post(f"/staff/kiosk/orders/{order}/{article.id}", too_many).status_code == 422
    printed = clerk_seat.read("/staff/kiosk/packing?print=1")
    assert "Received, signature" in printed
    assert clerk_seat.post("/staff/kiosk/packed", {"unit": str(world.units["hall-C"])}).status_code == 302
    assert "No order waits." in clerk_seat.read("/staff/kiosk/packing")
    clerk_seat.post(f"/staff/kiosk/articles/{article.id}/resume")
    assert "Stop-list" not in clerk_seat.read("/staff/kiosk/packing")


def test_officers_pack_nothing(desk: Any, cast: Any, seat: Any) -> None:
    assert seat(cast.officer).get("/staff/kiosk/packing").status_code == 404
    assert seat(cast.administrator).get("/staff/kiosk/packing").status_code == 404
    assert "Packing" not in text_of(seat(cast.officer).get("/staff/"))
