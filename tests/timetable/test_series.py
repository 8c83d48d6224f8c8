"""Series: the hour on the wall is kept, the length is kept, and nothing runs on for ever."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.timetable import public as timetable
from redthread.timetable.public import (
    Booking,
    NewSeries,
    Parties,
    SeriesClashError,
    SeriesRefusedError,
)
from redthread.timetable.rules.series import Fault, Limits, SeriesFaultError, occurrences, weekly, write_wall
from tests.timetable.arrange import MONDAY, Plan, at

LIMITS = Limits(days=730, occurrences=1000)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
zones = st.sampled_from(
    sorted(z for z in available_timezones() if z.startswith(("Europe/", "America/", "Australia/")))
)


def expand(rule: str, starts: datetime, *, minutes: int = 60, zone: ZoneInfo = STOCKHOLM, **more):
    return occurrences(rule=rule, starts=starts, minutes=minutes, zone=zone, limits=LIMITS, **more)


@given(
    zone=zones,
    day=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 15, 30, 45]),
    minutes=st.integers(5, 600),
    count=st.integers(1, 400),
)
def test_every_day_keeps_its_wall_time_and_its_length(zone, day, hour, minute, minutes, count) -> None:
    starts = datetime.combine(day, time(hour, minute))
    found = expand(f"FREQ=DAILY;COUNT={count}", starts, minutes=minutes, zone=ZoneInfo(zone))
    assert len(found) == count
    for n, occurrence in enumerate(found):
        local = occurrence.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        assert occurrence.wall == starts + timedelta(days=n)
        assert occurrence.ends_at - occurrence.starts_at == timedelta(minutes=minutes)
        assert occurrence.is_shifted == (local != occurrence.wall)
        if occurrence.is_shifted:
            # The clock skips: read by the offset before, it shows the skipped time later.
            assert timedelta() < local - occurrence.wall <= timedelta(hours=2)
    instants = [o.starts_at for o in found]
    assert instants == sorted(set(instants))


def test_a_time_that_does_not_exist_is_shown_an_hour_later() -> None:
    """29 March 2026: 02:30 does not exist in Stockholm."""
    (occurrence,) = expand("FREQ=DAILY;COUNT=1", datetime(2026, 3, 29, 2, 30))
    assert occurrence.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert occurrence.is_shifted


def test_a_time_that_occurs_twice_is_the_first_of_the_two() -> None:
    """25 October 2026: 02:30 occurs in summer time first."""
    (occurrence,) = expand("FREQ=DAILY;COUNT=1", datetime(2026, 10, 25, 2, 30))
    assert occurrence.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not occurrence.is_shifted


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("FREQ=YEARLY;COUNT=1000", Fault.TOO_LONG),
        ("FREQ=WEEKLY;UNTIL=30260101T000000Z", Fault.TOO_LONG),
        ("FREQ=DAILY;COUNT=1001", Fault.TOO_MANY),
        ("FREQ=DAILY;COUNT=999999999999", Fault.BROKEN),
        ("FREQ=DAILY", Fault.ENDLESS),
        ("FREQ=SECONDLY;COUNT=5", Fault.BROKEN),
        ("FREQ=DAILY;INTERVAL=0;COUNT=5", Fault.BROKEN),
        ("FREQ=DAILY;INTERVAL=-1;COUNT=5", Fault.BROKEN),
        ("FREQ=DAILY;BYHOUR=1,2,3;COUNT=5", Fault.BROKEN),
        ("FREQ=DAILY;BYMONTH=13;COUNT=5", Fault.TOO_LONG),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=5", Fault.BROKEN),
        ("FREQ=DAILY;COUNT=5;COUNT=6\nEXDATE:x", Fault.BROKEN),
        ("FREQ=DAILY;COUNT=zero", Fault.BROKEN),
        ("FREQ=DAILY;COUNT=0", Fault.EMPTY),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20270101T000000Z", Fault.EMPTY),
        ("", Fault.BROKEN),
        ("nonsense", Fault.BROKEN),
        ("FREQ=DAILY;UNTIL=tomorrow", Fault.BROKEN),
        ("FREQ=DAILY;COUNT=" + "1" * 300, Fault.BROKEN),
    ],
)
def test_a_rule_that_would_run_on_or_makes_no_sense_is_refused(rule: str, fault: Fault) -> None:
    with pytest.raises(SeriesFaultError) as refused:
        expand(rule, datetime(2026, 3, 2, 9))
    assert refused.value.fault is fault


@given(st.text(alphabet="FREQDAILYWKBUNTCO=;,+-0123456789", max_size=60))
def test_whatever_is_written_becomes_occurrences_or_a_fault(text: str) -> None:
    try:
        found = expand(text, datetime(2026, 3, 2, 9))
    except SeriesFaultError:
        return
    assert 0 < len(found) <= LIMITS.occurrences


def test_exceptions_and_closed_days_are_left_out_and_count(plan: Plan) -> None:
    """Five working days from Maundy Thursday 2026 on, one of them taken out by hand."""
    rule = weekly(days=["MO", "TU", "WE", "TH", "FR"], until=date(2026, 4, 10), zone=STOCKHOLM)
    with plan.acting(plan.world.cast.manager) as actor:
        made = timetable.make_series(
            actor=actor,
            new=NewSeries(
                kind="education",
                establishment_id=plan.hall,
                starts=datetime(2026, 4, 2, 9),
                minutes=90,
                rule=rule,
                excluded=("2026-04-08T09:00",),
                skips_closed_days=True,
                parties=Parties(clients=(plan.world.cast.amir.client_id,), room=plan.rooms["K1"]),
            ),
            at=MONDAY,
        )
    # Good Friday (3 April) and Easter Monday (6 April) are public holidays in Sweden.
    assert [b.occurrence for b in made] == [
        "2026-04-02T09:00",
        "2026-04-07T09:00",
        "2026-04-09T09:00",
        "2026-04-10T09:00",
    ]


def series(plan: Plan, **more) -> NewSeries:
    given_ = {
        "kind": "work",
        "establishment_id": plan.hall,
        "starts": datetime(2026, 3, 23, 9),
        "minutes": 120,
        "rule": "FREQ=DAILY;COUNT=10",
        "parties": Parties(clients=(plan.world.cast.amir.client_id,), room=plan.rooms["W1"]),
    }
    return NewSeries(**{**given_, **more})


def test_a_series_of_a_thousand_years_is_refused_with_a_sentence(plan: Plan) -> None:
    with plan.acting(plan.world.cast.manager) as actor, pytest.raises(SeriesRefusedError) as refused:
        timetable.make_series(actor=actor, new=series(plan, rule="FREQ=YEARLY;COUNT=1000"), at=MONDAY)
    assert "two years" in str(refused.value)


def test_a_series_over_the_change_of_the_clock_keeps_nine_oclock(plan: Plan) -> None:
    with plan.acting(plan.world.cast.manager) as actor:
        new = series(plan)
        made = timetable.make_series(actor=actor, new=new, at=MONDAY)
        assert timetable.make_series(actor=actor, new=new, at=MONDAY)[0].id == made[0].id, "sent twice"
    assert {b.period.lower.astimezone(STOCKHOLM).hour for b in made} == {9}
    assert {b.period.lower.hour for b in made} == {8, 7}, "UTC"


def test_occurrences_that_run_into_others_are_named_or_left_out(plan: Plan) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, "visit", clients=(cast.amir,), start=at(8, day=22), minutes=60)
    with plan.acting(cast.manager) as actor:
        with pytest.raises(SeriesClashError) as refused:
            timetable.make_series(actor=actor, new=series(plan), at=MONDAY)
        assert refused.value.walls == ["2026-03-24T09:00"]
        made = timetable.make_series(actor=actor, new=series(plan), at=MONDAY, leave_out_clashes=True)
    assert len(made) == 9


def test_one_occurrence_is_moved_another_taken_out_and_the_rest_ended(plan: Plan) -> None:
    cast = plan.world.cast
    with plan.acting(cast.manager) as actor:
        made = timetable.make_series(actor=actor, new=series(plan), at=MONDAY)
        series_id = made[0].series_id
        assert series_id is not None
        moved = timetable.move_booking(
            actor=actor,
            booking_id=made[1].id,
            starts_at=at(13, day=22),
            ends_at=at(15, day=22),
            at=MONDAY,
        )
        timetable.take_out(actor=actor, booking_id=made[2].id, reason="Machine is broken", at=MONDAY)
        ended = timetable.end_series(
            actor=actor, series_id=series_id, reason="The workshop closes", at=at(12, day=23)
        )
        left = Booking.objects.filter(series_id=series_id, status="planned")
        kept = timetable.Series.objects.get(id=series_id).excluded
    assert moved.occurrence == "2026-03-24T09:00", "the rule's own time stays its name"
    assert {write_wall(b.period.lower.astimezone(STOCKHOLM)) for b in left} == {
        "2026-03-23T09:00",
        "2026-03-24T14:00",
    }
    assert (ended, kept) == (7, ["2026-03-25T09:00"])
