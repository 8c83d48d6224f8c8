"""Writes of restrictions: entered as decided, lifted by a further decision, withdrawn where wrong."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import Channel
from redthread.custody.events import RestrictionLifted, RestrictionsImposed, RestrictionWithdrawn
from redthread.custody.models import Restriction
from redthread.custody.permissions import Permission
from redthread.custody.queries.restrictions import rules_for
from redthread.custody.rules.restrictions import Fault, find_fault
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import Effect, RestrictionChanged
from redthread.foundation.errors import DomainError

LONGEST_TOLD: Final = 500
LONGEST_REASON: Final = 300


class RestrictionRefusedError(DomainError):
    """What was entered cannot be true, or something is missing."""

    status = 422


class RestrictionOverlapsError(DomainError):
    """The same channel is closed in that time already."""


class RestrictionStandsError(DomainError):
    """The restriction is no longer where the page thought it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a prosecutor or a court decided.

    Attributes:
        id: made when the form was opened; the same id is the same entry.
        ends_at: None until further notice.
        told_reason: what the client may be told; empty: nothing.
    """

    id: UUID
    channels: Collection[Channel]
    number: str
    decided_by: str
    begins_at: datetime
    ends_at: datetime | None
    told_reason: str = ""


_FAULTS: Final = {
    Fault.NOT_YET: _("A restriction cannot begin in the future. Check the day and the time."),
    Fault.LONG_AGO: _("The decision would be more than a year old. Check the day."),
    Fault.ENDS_FIRST: _("The restriction would end before it begins. Check both days."),
    Fault.IS_OVER: _("The restriction would be over already. Check the day of its end."),
    Fault.TOO_LONG: _("The restriction would last for more than three years. Check the day of its end."),
}


@transaction.atomic
def impose_restrictions(
    *, actor: Actor, client_id: int, decision: Decision, at: datetime
) -> tuple[list[Restriction], list[Effect]]:
    """Enter a decision: the channels close at once, and every module reacts in the same transaction.

    The same ``decision.id`` again changes nothing.

    Raises:
        RestrictionRefusedError: no channel, number or name, or times that cannot be true.
        RestrictionOverlapsError: one of the channels is closed in that time already.
    """
    require(actor, Permission.RESTRICT)
    channels = [c for c in Channel if c in set(decision.channels)]
    ids = [uuid5(decision.id, channel.value) for channel in Channel]
    if again := list(Restriction.objects.filter(id__in=ids, client_id=client_id)):
        return again, []
    number, by = decision.number.strip()[:60], decision.decided_by.strip()[:120]
    _refuse_empty(channels, number, by)
    if fault := find_fault(begins_at=decision.begins_at, ends_at=decision.ends_at, now=at):
        raise RestrictionRefusedError(_FAULTS[fault])
    closing = rules_for(client_id=client_id).channels
    rows = [
        Restriction(
            id=uuid5(decision.id, channel.value),
            client_id=client_id,
            channel=channel,
            closes=list(closing[channel.value].closes),
            period=(decision.begins_at, decision.ends_at),
            decision_number=number,
            decided_by=by,
            told_reason=decision.told_reason.strip()[:LONGEST_TOLD],
            recorded_at=at,
            recorded_by=actor.id,
        )
        for channel in channels
    ]
    for row in rows:
        _insert(row)
    event = RestrictionsImposed(
        client_id=client_id,
        info_class=InformationClass.RESTRICTIONS,
        decision_number=number,
        decided_by=by,
        channels=tuple(channel.value for channel in channels),
        until=decision.ends_at,
    )
    thread.record(actor, event, at=at)
    effects = [e for row in rows for e in _tell(actor, row, at, is_closed=True, until=decision.ends_at)]
    return rows, course.in_order(effects)


@transaction.atomic
def lift_restriction(
    *, actor: Actor, client_id: int, restriction_id: UUID, decision_number: str, at: datetime
) -> Restriction:
    """Lift a restriction by a further decision, which has a number of its own.

    Raises:
        RestrictionRefusedError: no number, or that of the decision which imposed it.
        RestrictionStandsError: it does not hold any more.
    """
    require(actor, Permission.RESTRICT)
    number = decision_number.strip()[:60]
    row = _locked(client_id, restriction_id)
    if not number:
        raise RestrictionRefusedError(
            _("Staff cannot lift a restriction. Enter the number of the decision that lifts it.")
        )
    if number.casefold() == row.decision_number.casefold():
        raise RestrictionRefusedError(
            _("This is the number of the decision that imposed it. Enter that of the new decision.")
        )
    if row.lifted_at is not None or not _holds(row, at):
        raise RestrictionStandsError(_("This restriction does not hold any more. Look at the list again."))
    row.period, row.lifted_at, row.lifted_by = (row.period.lower, at), at, actor.id
    row.lifted_decision = number
    row.save(update_fields=["period", "lifted_at", "lifted_by", "lifted_decision"])
    event = RestrictionLifted(
        client_id=client_id,
        info_class=InformationClass.RESTRICTIONS,
        restriction_id=row.id,
        channel=row.channel,
        decision_number=number,
    )
    thread.record(actor, event, at=at)
    _tell(actor, row, at, is_closed=False)
    return row


@transaction.atomic
def withdraw_restriction(
    *, actor: Actor, client_id: int, restriction_id: UUID, reason: str, at: datetime
) -> Restriction:
    """Take back a restriction that was entered wrongly, such as for another person: it never held.

    The row stays readable for staff, with the reason; the client is told that it was a mistake, not whose.

    Raises:
        RestrictionRefusedError: no reason.
        RestrictionStandsError: it was withdrawn already.
    """
    require(actor, Permission.RESTRICT)
    row = _locked(client_id, restriction_id)
    if not reason.strip():
        raise RestrictionRefusedError(
            _("Write why it is withdrawn. Whoever asks later has to understand it.")
        )
    if row.withdrawn_at is not None:
        raise RestrictionStandsError(_("This restriction was withdrawn already."))
    held = _holds(row, at)
    row.withdrawn_at, row.withdrawn_by = at, actor.id
    row.withdrawn_reason = reason.strip()[:LONGEST_REASON]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    event = RestrictionWithdrawn(
        client_id=client_id,
        info_class=InformationClass.RESTRICTIONS,
        restriction_id=row.id,
        channel=row.channel,
    )
    thread.record(actor, event, at=at)
    if held:
        _tell(actor, row, at, is_closed=False)
    return row


def _refuse_empty(channels: list[Channel], number: str, by: str) -> None:
    if not channels:
        raise RestrictionRefusedError(_("Choose what is closed."))
    if not number:
        raise RestrictionRefusedError(_("Enter the number of the decision."))
    if not by:
        raise RestrictionRefusedError(_("Enter who decided it."))


def _insert(row: Restriction) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RestrictionOverlapsError(
            _(
                "This is closed in that time already: %(channel)s. Nothing was entered. Enter it from where "
                "the other one ends, or withdraw that one."
            )
            % {"channel": Channel(row.channel).label}
        ) from None


def _locked(client_id: int, restriction_id: UUID) -> Restriction:
    row = Restriction.objects.select_for_update().filter(id=restriction_id, client_id=client_id).first()
    if row is None:
        raise RestrictionStandsError(_("There is no such restriction in your reach."))
    return row


def _holds(row: Restriction, at: datetime) -> bool:
    ends = row.period.upper
    return row.withdrawn_at is None and row.period.lower < at and (ends is None or at < ends)


def _changed(client_id: int, channel: str, *, is_closed: bool, until: datetime | None) -> RestrictionChanged:
    return RestrictionChanged(
        client_id=client_id,
        info_class=InformationClass.RESTRICTIONS,
        channel=str(channel),
        is_closed=is_closed,
        until=until,
    )


def _tell(
    actor: Actor, row: Restriction, at: datetime, *, is_closed: bool, until: datetime | None = None
) -> list[Effect]:
    event = _changed(row.client_id, row.channel, is_closed=is_closed, until=until)
    return course.happen(event, actor=actor, at=at)[1]
