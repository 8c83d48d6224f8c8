"""Segregation: five facts, a clock by ground, days that are counted, and nobody forgotten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from redthread.custody import public as custody
from redthread.custody.public import Clock, ReviewOutcome, WatchKind
from redthread.custody.rules.segregation import Length, Noted, clock_of, days_in, days_of, next_review
from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from tests.factories.world import Acting, AsOwner, Cast, World

NOW = datetime.now(UTC) - timedelta(hours=2)
TZ = "Europe/Stockholm"
Begin = Callable[..., custody.Segregation]
times = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@pytest.fixture
def begin(acting: Acting, cast: Cast) -> Begin:
    """Segregate Amir."""

    def decide(**other: object) -> custody.Segregation:
        facts = {
            "id": uuid4(),
            "ground": "safety",
            "reason": "Threats against others on the landing.",
            "place": "C 201",
            "doctor": "Dr Alm",
            "begins_at": NOW,
        } | other
        with acting(cast.manager) as actor:
            return custody.begin_segregation(
                actor=actor,
                client_id=cast.amir.client_id,
                facts=custody.SegregationFacts(**facts),  # type: ignore[arg-type]
                at=NOW,
            )

    return decide


def age(as_owner: AsOwner, days: int) -> None:
    """Let the segregation have begun earlier."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update custody_segregation set "
            "period = tstzrange(lower(period) - make_interval(days => %s), null), "
            "review_due_at = review_due_at - make_interval(days => %s)",
            [days, days],
        )


def test_the_five_facts_are_kept_and_told(begin: Begin, acting: Acting, cast: Cast) -> None:
    row = begin()
    assert row.review_due_at.date() == (NOW + timedelta(days=10)).date(), "SE: every tenth day"
    with acting(cast.amir):
        seen = custody.find_segregation(client_id=cast.amir.client_id)
        assert seen is not None
        assert (seen.reason, seen.place, seen.doctor) == (row.reason, row.place, row.doctor)
        assert thread.list_entries(client_id=cast.amir.client_id)[0].kind == "custody.segregation_begun"
    with acting(cast.jonas):
        assert custody.find_segregation(client_id=cast.amir.client_id) is None


@pytest.mark.parametrize(
    "other",
    [
        {"reason": " "},
        {"place": ""},
        {"doctor": ""},
        {"ground": "because"},
        {"begins_at": NOW + timedelta(hours=1)},
        {"begins_at": NOW - timedelta(days=3)},
    ],
)
def test_without_one_of_them_it_does_not_begin(begin: Begin, other: dict[str, object]) -> None:
    with pytest.raises(custody.SegregationRefusedError):
        begin(**other)


def test_two_never_hold_at_once_and_a_double_click_is_one(begin: Begin) -> None:
    same = uuid4()
    assert begin(id=same).id == begin(id=same).id
    with pytest.raises(custody.SegregationStandsError):
        begin()


def test_a_review_winds_the_clock_again_and_two_officers_do_not_review_twice(
    begin: Begin, acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    row = begin()
    age(as_owner, 12)

    def review(
        due: datetime, outcome: ReviewOutcome, grounds: str = "Still so."
    ) -> custody.SegregationReview:
        with acting(cast.governor) as actor:
            return custody.review_segregation(
                actor=actor,
                client_id=cast.amir.client_id,
                segregation_id=row.id,
                due_before=due,
                outcome=outcome,
                grounds=grounds,
                at=NOW,
            )

    due = row.review_due_at - timedelta(days=12)
    with pytest.raises(custody.SegregationRefusedError):
        review(due, ReviewOutcome.CONTINUE, "  ")
    assert review(due, ReviewOutcome.CONTINUE).was_late
    with pytest.raises(custody.SegregationStandsError):
        review(due, ReviewOutcome.END)
    with acting(cast.governor):
        seen = custody.find_segregation(client_id=cast.amir.client_id)
    assert seen is not None
    review(seen.review_due_at, ReviewOutcome.END)
    with acting(cast.governor):
        assert custody.find_segregation(client_id=cast.amir.client_id) is None
    with pytest.raises(custody.SegregationStandsError):
        review(seen.review_due_at, ReviewOutcome.END)


def test_an_inquiry_is_never_prolonged(begin: Begin, acting: Acting, cast: Cast) -> None:
    row = begin(ground="inquiry")
    assert row.review_due_at == NOW + timedelta(days=4)
    with acting(cast.governor) as actor, pytest.raises(custody.SegregationRefusedError, match="no longer"):
        custody.review_segregation(
            actor=actor,
            client_id=cast.amir.client_id,
            segregation_id=row.id,
            due_before=row.review_due_at,
            outcome=ReviewOutcome.CONTINUE,
            grounds="More time.",
            at=NOW,
        )


def test_whoever_watches_notes_and_decides_nothing(
    begin: Begin, acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    row = begin()
    age(as_owner, 16)
    yesterday = (NOW - timedelta(days=1)).date()

    def note(kind: WatchKind, on: date, minutes: int = 0, who: str = "") -> None:
        with acting(cast.officer) as actor:
            custody.note_segregation(
                actor=actor,
                client_id=cast.amir.client_id,
                segregation_id=row.id,
                kind=kind,
                on=on,
                minutes=minutes,
                who=who,
                at=NOW,
            )

    note(WatchKind.CONTACT, yesterday, 70)
    note(WatchKind.CONTACT, yesterday, 50)
    note(WatchKind.VISIT, yesterday, who="Petra Holm")
    note(WatchKind.DOCTOR, yesterday, who="Dr Alm")
    for wrong in (
        (WatchKind.CONTACT, yesterday, 0, ""),
        (WatchKind.CONTACT, yesterday, 1400, ""),
        (WatchKind.VISIT, yesterday, 0, " "),
        (WatchKind.CONTACT, (NOW + timedelta(days=2)).date(), 30, ""),
        (WatchKind.CONTACT, (NOW - timedelta(days=40)).date(), 30, ""),
    ):
        with pytest.raises(custody.SegregationRefusedError):
            note(*wrong)
    with acting(cast.governor):
        [standing] = custody.list_segregated(establishment_id=row.establishment_id, at=NOW)
    assert (standing.days, standing.is_long, standing.clock) == (16, True, Clock.LATE)
    by_day = {day.on: day for day in standing.by_day}
    assert (by_day[yesterday].minutes, by_day[yesterday].visits, by_day[yesterday].doctors) == (120, 1, 1)
    assert not by_day[yesterday].is_short(standing.needed)
    assert standing.short == 14, "every other whole day had too little"
    with acting(cast.officer) as actor:
        with pytest.raises(PermissionDeniedError):
            custody.review_segregation(
                actor=actor,
                client_id=cast.amir.client_id,
                segregation_id=row.id,
                due_before=row.review_due_at,
                outcome=ReviewOutcome.END,
                grounds="x",
                at=NOW,
            )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("insert into custody_segregationnote (minutes) values (1)")


def test_it_ends_with_the_stay(begin: Begin, acting: Acting, cast: Cast) -> None:
    begin(begins_at=NOW - timedelta(hours=1))
    with acting(cast.manager) as actor:
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=NOW)
    with acting(cast.amir):
        assert custody.find_segregation(client_id=cast.amir.client_id) is None


# ---------------------------------------------------------------- the rules alone


def test_a_month_ends_on_its_last_day_and_days_keep_the_wall_time() -> None:
    end_of_january = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)
    assert next_review(Length(every_months=1), since=end_of_january, tz=TZ).date() == date(2027, 2, 28)
    before_summer_time = datetime(2027, 3, 20, 11, 0, tzinfo=UTC)
    assert next_review(Length(every_days=10), since=before_summer_time, tz=TZ).hour == 10, "noon stays noon"


@given(since=times, days=st.integers(1, 60), later=st.timedeltas(timedelta(0), timedelta(days=90)))
def test_the_clock_is_never_early_and_never_forgets(since: datetime, days: int, later: timedelta) -> None:
    for length in (Length(every_days=days), Length(most_days=days)):
        due = next_review(length, since=since, tz=TZ)
        assert abs(due - since - timedelta(days=days)) <= timedelta(hours=1)
        clock = clock_of(length, due_at=due, now=since + later)
        assert (clock in {Clock.LATE, Clock.LAPSED}) == (since + later >= due)
        assert length.may_go_on or clock is not Clock.LATE


@given(
    begins=times,
    length=st.timedeltas(timedelta(0), timedelta(days=40)),
    notes=st.lists(st.tuples(st.integers(-2, 42), st.integers(1, 300)), max_size=20),
)
def test_every_minute_of_a_day_of_it_is_counted_once(
    begins: datetime, length: timedelta, notes: list[tuple[int, int]]
) -> None:
    noted = [Noted("contact", begins.date() + timedelta(days=n), minutes) for n, minutes in notes]
    days = days_of(noted, begins_at=begins, ends_at=None, now=begins + length, tz="UTC")
    assert [d.on for d in days] == sorted({d.on for d in days}, reverse=True)
    inside = {d.on for d in days}
    assert sum(d.minutes for d in days) == sum(n.minutes for n in noted if n.on in inside)
    assert sum(d.is_whole for d in days) <= days_in(begins_at=begins, now=begins + length) + 1


def test_a_nurse_sees_who_is_to_be_visited_and_notes_the_visit(
    begin: Begin, acting: Acting, cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """Of the segregation no more than that it is: no ground, no reason; and at the own place alone."""
    row = begin()
    hall, zone = world.establishments["hall"], ZoneInfo(TZ)
    with acting(cast.nurse) as actor:
        assert custody.find_segregation(client_id=cast.amir.client_id) is None
        [found] = custody.list_to_visit(establishment_id=hall)
        assert (found.family_name, found.seen_at) == ("Rahmani", None)
        custody.note_visit(actor=actor, segregation_id=row.id, zone=zone, at=NOW)
        assert custody.list_to_visit(establishment_id=hall)[0].seen_at == NOW
        with pytest.raises(DatabaseError, match="another establishment"), transaction.atomic():
            custody.list_to_visit(establishment_id=world.establishments["kumla"])
    with acting(cast.nurse_elsewhere) as actor, pytest.raises(custody.SegregationStandsError):
        custody.note_visit(actor=actor, segregation_id=row.id, zone=zone, at=NOW)
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        custody.note_visit(actor=actor, segregation_id=row.id, zone=zone, at=NOW)
    with acting(cast.governor):
        [note] = custody.list_segregations(client_id=cast.amir.client_id)[0].notes.all()
        assert (note.kind, note.who) == (WatchKind.DOCTOR, "Sara Ek, Nurse")
