"""The next common slots are what trying every step finds, over every change of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from redthread.timetable.rules.slots import next_slots, open_windows, overlaps, which_are_taken

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 3, 28, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

minutes = st.integers(0, 3 * 24 * 60)
intervals = st.tuples(minutes, st.integers(1, 300)).map(
    lambda v: (START + timedelta(minutes=v[0]), START + timedelta(minutes=v[0] + v[1]))
)
parties = st.lists(st.lists(intervals, max_size=12).map(sorted), max_size=4)


def naive(busy, windows, length, count, step, not_before):
    """Try every step of every window against every interval."""
    found = []
    for opens, closes in windows:
        at = opens
        while at + length <= closes:
            slot = (at, at + length)
            if (
                at >= not_before
                and not any(overlaps(slot, b) for row in busy for b in row)
                and not any(overlaps(slot, f) for f in found)
            ):
                found.append(slot)
                if len(found) == count:
                    return found
            at += step
    return found


@given(
    busy=parties,
    length=st.integers(1, 240).map(lambda m: timedelta(minutes=m)),
    count=st.integers(1, 12),
    step=st.sampled_from([5, 15, 30]).map(lambda m: timedelta(minutes=m)),
    later=minutes,
)
def test_slots_are_those_that_trying_every_step_finds(busy, length, count, step, later) -> None:
    windows = list(
        open_windows(
            first=date(2026, 3, 28),
            days=3,
            opens=time(8),
            closes=time(17, 30),
            zone=STOCKHOLM,
            is_open=lambda _day: True,
        )
    )
    given_ = {"length": length, "count": count, "step": step, "not_before": START + timedelta(minutes=later)}
    assert next_slots(busy=busy, windows=windows, **given_) == naive(busy, windows, *given_.values())


def test_opening_hours_keep_the_wall_time_over_the_change_of_the_clock() -> None:
    """Saturday eight o'clock is 07:00 UTC; Sunday, in summer time, 06:00."""
    windows = open_windows(
        first=date(2026, 3, 28),
        days=2,
        opens=time(8),
        closes=time(9),
        zone=STOCKHOLM,
        is_open=lambda _d: True,
    )
    assert [w[0].hour for w in windows] == [7, 6]


def test_a_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    (night,) = open_windows(
        first=date(2026, 3, 29),
        days=1,
        opens=time(0),
        closes=time(6),
        zone=STOCKHOLM,
        is_open=lambda _d: True,
    )
    slots = next_slots(
        busy=[], windows=[night], length=timedelta(hours=1), count=9, step=QUARTER, not_before=START
    )
    assert len(slots) == 5


def test_closed_days_have_no_slots() -> None:
    windows = open_windows(
        first=date(2026, 3, 27),
        days=4,
        opens=time(8),
        closes=time(9),
        zone=STOCKHOLM,
        is_open=lambda day: day.weekday() < 5,
    )
    assert [w[0].date() for w in windows] == [date(2026, 3, 27), date(2026, 3, 30)]


@given(st.lists(intervals, max_size=12), st.lists(intervals, max_size=12))
@example([(START, START + QUARTER)], [(START + QUARTER, START + 2 * QUARTER)])
def test_what_is_taken_is_what_overlaps(wanted, busy) -> None:
    assert which_are_taken(wanted, busy) == [any(overlaps(w, b) for b in busy) for w in wanted]
