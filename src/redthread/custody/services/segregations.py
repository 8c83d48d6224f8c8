"""Writes of segregations: decided with five facts, reviewed by a clock, counted each day, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import ReviewOutcome, WatchKind
from redthread.custody.events import SegregationBegun, SegregationEnded, SegregationReviewed
from redthread.custody.models import Segregation, SegregationReview
from redthread.custody.permissions import Permission
from redthread.custody.queries.restrictions import custody_rules
from redthread.custody.queries.segregations import length_of
from redthread.custody.queries.stays import find_place
from redthread.custody.rules.segregation import Length, next_review
from redthread.custody.services.common import NotHeldError
from redthread.estate.public import get_establishment
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError

MINUTES_A_DAY: Final = 24 * 60
LATEST_ENTRY: Final = timedelta(days=1)
"""How long after its beginning a segregation may be entered."""


class SegregationRefusedError(DomainError):
    """A fact is missing, or the facts contradict each other."""

    status = 422


class SegregationStandsError(DomainError):
    """Somebody else began, reviewed or ended it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What must be recorded (SFS 2010:2010 18 §); ``id`` is made when the form is opened.

    Attributes:
        ground: a code of the pack.
        doctor: who was told and examined the person.
    """

    id: UUID
    ground: str
    reason: str
    place: str
    doctor: str
    begins_at: datetime


@transaction.atomic
def begin_segregation(*, actor: Actor, client_id: int, facts: Facts, at: datetime) -> Segregation:
    """Decide that somebody is held apart from all others, and start the clock of the ground.

    Raises:
        NotHeldError: they are held nowhere now.
        SegregationRefusedError: a fact is missing, or the times cannot be true.
        SegregationStandsError: they are segregated already.
    """
    require(actor, Permission.SEGREGATE)
    if (again := Segregation.objects.filter(id=facts.id, client_id=client_id).first()) is not None:
        return again
    held = find_place(client_id=client_id)
    if held is None:
        raise NotHeldError
    establishment = get_establishment(establishment_id=held.establishment_id)
    ground = custody_rules(establishment.pack).grounds.get(facts.ground)
    if ground is None:
        raise SegregationRefusedError(_("Choose a ground."))
    reason, place, doctor = _check(facts, held_since=held.since, at=at)
    due_at = next_review(length_of(ground), since=facts.begins_at, tz=establishment.timezone)
    row = Segregation(
        id=facts.id,
        client_id=client_id,
        establishment_id=establishment.id,
        ground=ground.code,
        reason=reason[:1000],
        place=place[:120],
        doctor=doctor[:120],
        period=(facts.begins_at, None),
        review_due_at=due_at,
        decided_by=actor.id,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise SegregationStandsError(
            _("This person is segregated already. Look at that decision first.")
        ) from None
    event = SegregationBegun(
        client_id=client_id,
        info_class=InformationClass.RESTRICTIONS,
        segregation_id=row.id,
        ground=row.ground,
        reason=row.reason,
        place=row.place,
        review_due_at=due_at,
    )
    thread.record(actor, event, at=at)
    return row


def _check(facts: Facts, *, held_since: datetime, at: datetime) -> tuple[str, str, str]:
    """Return reason, place and doctor, none of them empty, of a segregation whose time can be true."""
    reason, place, doctor = facts.reason.strip(), facts.place.strip(), facts.doctor.strip()
    if not reason or not place or not doctor:
        raise SegregationRefusedError(_("Reason, place and doctor must be written down before it begins."))
    if not at - LATEST_ENTRY <= facts.begins_at <= at:
        raise SegregationRefusedError(_("It begins now, or began within the last day. Check the time."))
    if facts.begins_at < held_since:
        raise SegregationRefusedError(_("This person came here only later. Check the time."))
    return reason, place, doctor


@transaction.atomic
def review_segregation(
    *,
    actor: Actor,
    client_id: int,
    segregation_id: UUID,
    due_before: datetime,
    outcome: ReviewOutcome,
    grounds: str,
    at: datetime,
) -> SegregationReview:
    """Look at whether a segregation is still needed; it goes on with a new clock, or ends now.

    ``due_before`` is the review that the person had before them when they opened the page.

    Raises:
        SegregationRefusedError: no grounds, or the ground allows no longer.
        SegregationStandsError: somebody else reviewed or ended it meanwhile.
    """
    require(actor, Permission.SEGREGATE)
    row = _locked(client_id, segregation_id)
    if row.review_due_at != due_before:
        raise SegregationStandsError(_("Somebody else reviewed it meanwhile. Look at it again."))
    if not grounds.strip():
        raise SegregationRefusedError(_("Write what the decision is built on. The person reads it."))
    rules = custody_rules(row.establishment.pack)
    length = length_of(rules.grounds.get(row.ground))
    if outcome is ReviewOutcome.CONTINUE and not length.may_go_on:
        raise SegregationRefusedError(
            _("This ground allows no longer than that. End it, or decide anew on another ground.")
        )
    review = SegregationReview(
        segregation=row,
        client_id=client_id,
        outcome=outcome,
        grounds=grounds.strip()[:1000],
        was_late=at > row.review_due_at,
        at=at,
        by=actor.id,
    )
    review.save(force_insert=True)
    event = _goes_on(row, review, length) if outcome is ReviewOutcome.CONTINUE else _ends(row, review)
    thread.record(actor, event, at=at)
    return review


def _goes_on(row: Segregation, review: SegregationReview, length: Length) -> SegregationReviewed:
    row.review_due_at = next_review(length, since=review.at, tz=row.establishment.timezone)
    row.save(update_fields=["review_due_at"])
    return SegregationReviewed(
        client_id=row.client_id,
        info_class=InformationClass.RESTRICTIONS,
        segregation_id=row.id,
        grounds=review.grounds,
        review_due_at=row.review_due_at,
    )


def _ends(row: Segregation, review: SegregationReview) -> SegregationEnded:
    row.period, row.ended_reason = (row.period.lower, review.at), review.grounds[:500]
    row.save(update_fields=["period", "ended_reason"])
    return SegregationEnded(
        client_id=row.client_id,
        info_class=InformationClass.RESTRICTIONS,
        segregation_id=row.id,
        grounds=review.grounds,
    )


@transaction.atomic
def note_segregation(
    *,
    actor: Actor,
    client_id: int,
    segregation_id: UUID,
    kind: WatchKind,
    on: date,
    minutes: int,
    who: str,
    at: datetime,
) -> None:
    """Note time with others, that a doctor came, or the daily visit, for a day of a segregation.

    Raises:
        SegregationRefusedError: a day outside it, minutes that no day has, or nobody named.
        SegregationStandsError: there is no such segregation in reach.
    """
    require(actor, Permission.WATCH)
    row = _find(client_id, segregation_id)
    zone = ZoneInfo(row.establishment.timezone)
    last = row.period.upper or at
    if not row.period.lower.astimezone(zone).date() <= on <= min(last, at).astimezone(zone).date():
        raise SegregationRefusedError(_("This day does not belong to the segregation. Check the day."))
    if kind is WatchKind.CONTACT and not 1 <= minutes <= MINUTES_A_DAY:
        raise SegregationRefusedError(_("Write how many minutes it was, from 1 on."))
    if kind is not WatchKind.CONTACT and not who.strip():
        raise SegregationRefusedError(_("Write who came."))
    if kind is WatchKind.CONTACT and _minutes(row, on) + minutes > MINUTES_A_DAY:
        raise SegregationRefusedError(_("A day has no more than 24 hours. Check the minutes of that day."))
    with connection.cursor() as cursor:
        cursor.execute(
            "select custody_note_segregation(%s, %s, %s, %s, %s, %s)",
            [row.id, kind.value, on, minutes if kind is WatchKind.CONTACT else 0, who.strip()[:120], at],
        )


@transaction.atomic
def note_visit(*, actor: Actor, segregation_id: UUID, zone: ZoneInfo, at: datetime) -> None:
    """Note that health staff saw somebody who is segregated, today, in their own name.

    Raises:
        SegregationStandsError: it has ended meanwhile, or is at another place.
    """
    require(actor, Permission.VISIT)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.callproc("custody_note_visit", [segregation_id, at.astimezone(zone).date(), at])
    except DatabaseError as refused:
        raise SegregationStandsError(_("This segregation has ended, or is at another place.")) from refused


def _minutes(row: Segregation, on: date) -> int:
    return sum(row.notes.filter(kind=WatchKind.CONTACT, on=on).values_list("minutes", flat=True))


def _find(client_id: int, segregation_id: UUID) -> Segregation:
    rows = Segregation.objects.select_related("establishment")
    row = rows.filter(id=segregation_id, client_id=client_id).first()
    if row is None:
        raise SegregationStandsError(_("There is no such segregation in your reach."))
    return row


def _locked(client_id: int, segregation_id: UUID) -> Segregation:
    rows = Segregation.objects.select_for_update(of=("self",)).select_related("establishment")
    row = rows.filter(id=segregation_id, client_id=client_id).first()
    if row is None:
        raise SegregationStandsError(_("There is no such segregation in your reach."))
    if row.period.upper is not None:
        raise SegregationStandsError(_("This segregation has ended already."))
    return row
