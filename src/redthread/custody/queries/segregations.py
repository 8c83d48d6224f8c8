"""Reads of segregations: the clock, the days, and what must be looked at today."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.custody.models import Segregation
from redthread.custody.queries.restrictions import custody_rules
from redthread.custody.rules.segregation import Clock, Day, Length, Noted, clock_of, days_in, days_of
from redthread.jurisdiction.custody import Ground


@dataclass(frozen=True, slots=True)
class Standing:
    """How a segregation stands at an instant.

    Attributes:
        ground: None where the pack no longer knows it.
        days: full days so far.
        by_day: each day, newest first.
        short: how many whole days had less contact than is needed.
        needed: minutes of contact a day.
        is_long: longer than what the governor is shown every day.
    """

    segregation: Segregation
    ground: Ground | None
    clock: Clock
    days: int
    by_day: list[Day]
    short: int
    needed: int
    is_long: bool

    @property
    def may_go_on(self) -> bool:
        """Say whether a review may prolong it."""
        return self.ground is None or self.ground.most_days is None


@dataclass(frozen=True, slots=True)
class ToVisit:
    """Somebody segregated whom health staff have to see; ``seen_at`` is None before the first visit."""

    segregation_id: UUID
    number: str
    given_name: str
    family_name: str
    place: str
    since: datetime
    seen_at: datetime | None


def list_to_visit(*, establishment_id: int) -> list[ToVisit]:
    """Return who is segregated at the actor's own place, longest not seen first; logged as a look."""
    with connection.cursor() as cursor:
        cursor.callproc("custody_to_visit", [establishment_id])
        return [ToVisit(*row) for row in cursor.fetchall()]


def length_of(ground: Ground | None) -> Length:
    """Return the clock of a ground; a ground that is gone is reviewed as if it were due every day."""
    if ground is None:
        return Length(every_days=1)
    return Length(ground.every_days, ground.every_months, ground.most_days)


def find_segregation(*, client_id: int) -> Segregation | None:
    """Return the segregation that goes on, or None."""
    rows = Segregation.objects.select_related("establishment").filter(client_id=client_id)
    return rows.filter(period__endswith=None).first()


def list_segregations(*, client_id: int) -> list[Segregation]:
    """Return every segregation of a client with its reviews, newest first."""
    rows = Segregation.objects.select_related("establishment").prefetch_related("reviews")
    return list(rows.filter(client_id=client_id).order_by("-period"))


def standing_of(segregation: Segregation, *, at: datetime) -> Standing:
    """Return how a segregation stands."""
    notes = segregation.notes.values_list("kind", "on", "minutes")
    return _standing(segregation, [Noted(*note) for note in notes], at)


def list_segregated(*, establishment_id: int, at: datetime) -> list[Standing]:
    """Return who is segregated at an establishment now, whose review is due first."""
    rows = Segregation.objects.select_related("establishment", "client").prefetch_related("notes")
    found = rows.filter(establishment_id=establishment_id, period__endswith=None).order_by(
        "review_due_at", "id"
    )
    return [_standing(s, [Noted(n.kind, n.on, n.minutes) for n in s.notes.all()], at) for s in found]


def _standing(segregation: Segregation, notes: list[Noted], at: datetime) -> Standing:
    place = segregation.establishment
    rules = custody_rules(place.pack)
    ground = rules.grounds.get(segregation.ground)
    begins, ends = segregation.period.lower, segregation.period.upper
    by_day = days_of(notes, begins_at=begins, ends_at=ends, now=at, tz=place.timezone)
    days = days_in(begins_at=begins, now=ends or at)
    return Standing(
        segregation=segregation,
        ground=ground,
        clock=clock_of(length_of(ground), due_at=segregation.review_due_at, now=at),
        days=days,
        by_day=by_day,
        short=sum(day.is_short(rules.contact_minutes) for day in by_day),
        needed=rules.contact_minutes,
        is_long=days >= rules.report_days,
    )
