"""A client's day: what is planned, where and with whom; what was cancelled, why, and what comes instead."""

from datetime import timedelta
from typing import Any

import pytest

from redthread.foundation import clock
from redthread.timetable import public as timetable
from tests.factories.requests import Desk
from tests.timetable.arrange import MONDAY, Plan, arrange_rooms, at


@pytest.fixture
def plan(desk: Desk, as_owner: Any, acting: Any) -> Plan:
    made = Plan(acting, desk.world, as_owner)
    with as_owner():
        arrange_rooms(made)
    return made


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(hours=2))


def test_the_day_says_where_with_whom_and_when(plan: Plan, cast: Any, leila: Any) -> None:
    plan.book(
        cast.manager,
        "education",
        clients=(cast.leila, cast.amir),
        staff=(cast.officer,),
        room="K1",
        start=at(13),
    )
    plan.book(
        cast.nurse, "health", clients=(cast.leila,), room="H1", start=at(8), titles={"en": "Blood test"}
    )
    page = leila.see("/my/day")
    assert "14:00–15:00 School" in page
    assert "K1 · with Karin Lund" in page
    assert "09:00–10:00 Blood test" in page, "one's own health is one's own"
    assert "Rahmani" not in page


def test_a_cancelled_booking_says_why_and_what_instead(plan: Plan, cast: Any, leila: Any) -> None:
    made = plan.book(cast.manager, clients=(cast.leila,), room="V1", start=at(13))
    with plan.acting(cast.manager) as actor:
        timetable.cancel_booking(actor=actor, booking_id=made.id, reason="The visitor is ill", at=MONDAY)
    page = leila.see("/my/day")
    assert "14:00 Visit: cancelled" in page
    assert "The visitor is ill." in page


def test_the_first_page_says_when_and_not_what(plan: Plan, cast: Any, leila: Any) -> None:
    plan.book(cast.nurse, "health", clients=(cast.leila,), start=at(13), titles={"en": "Blood test"})
    page = leila.see("/my/")
    assert "14:00–15:00" in page
    assert "Blood test" not in page
    assert "Health care" not in page
