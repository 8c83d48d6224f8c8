"""The promise: when an answer is due, what a pause does, who is told of silence, when one may appeal."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol
from uuid import UUID

from redthread.requests.rules.standing import Refusal, Standing, StepRefusedError, refuse


class WorkingCalendar(Protocol):
    """Working days of one establishment (``jurisdiction.calendars``)."""

    def add_working_days(self, start_at: datetime, days: int) -> datetime:
        """Return the end of office hours ``days`` working days after the day of ``start_at``."""
        ...

    def working_days_between(self, start_at: datetime, end_at: datetime) -> int:
        """Return the working days after the day of ``start_at``, up to and with the day of ``end_at``."""
        ...

    def last_day(self, start_at: datetime, days: int) -> date:
        """Return the last local day of a time limit of calendar ``days``."""
        ...


def due_at(*, received_at: datetime, answer_days: int, calendar: WorkingCalendar) -> datetime:
    """Return the promise made at hand-in: ``answer_days`` working days of the establishment."""
    return calendar.add_working_days(received_at, answer_days)


def due_after_pause(standing: Standing, *, at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the promise after a pause that ends ``at``: moved by the working days the clock stood still.

    A pause within one day moves nothing and no pause brings the promise nearer. Where the old time ran out
    during the pause without a working day between (paused on Friday, resumed on Saturday) one working day is
    left.
    """
    if standing.paused_at is None:
        raise StepRefusedError(Refusal.NOT_PAUSED)
    stood_still = calendar.working_days_between(standing.paused_at, max(at, standing.paused_at))
    moved = standing.due_at
    if stood_still > 0:
        moved = max(moved, calendar.add_working_days(standing.due_at, stood_still))
    return moved if moved >= at else calendar.add_working_days(at, 1)


def next_escalation_at(
    *, at: datetime, told: int, chain: int, step_days: int, calendar: WorkingCalendar
) -> datetime | None:
    """Return when the role after the ``told`` first of ``chain`` roles is told; none when all have been.

    Args:
        step_days: working days that each role gets (pack: ``escalation_step_days``).
    """
    return calendar.add_working_days(at, step_days) if told < chain else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTerms:
    """What the type of a request offers to somebody who disagrees.

    Attributes:
        days: calendar days after the decision; 0 when the answer cannot be appealed here.
            SE: three weeks (SFS 2010:610 14:1-3); BE: seven days (beklagrecht).
        on_silence: whether a broken promise can be appealed like a refusal (BE).
    """

    days: int
    on_silence: bool = False


def appeal_until(
    *, decided_at: datetime, terms: AppealTerms, calendar: WorkingCalendar, zone: tzinfo
) -> datetime | None:
    """Return the local midnight from which an answer can no longer be appealed; none when it never could."""
    if not terms.days:
        return None
    last = calendar.last_day(decided_at, terms.days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def check_appeal(
    standing: Standing,
    *,
    at: datetime,
    terms: AppealTerms,
    until: datetime | None,
    appealed: bool,
    is_appeal: bool,
) -> None:
    """Refuse an appeal: not offered, too late, the second one, of an appeal, or of nothing decided.

    Args:
        until: what :func:`appeal_until` gave at the decision; the client was told this date.
    """
    refuse(Refusal.APPEAL_OF_APPEAL, when=is_appeal)
    refuse(Refusal.APPEAL_EXISTS, when=appealed)
    if standing.is_open:
        refuse(Refusal.NOT_DECIDED, when=not (terms.on_silence and standing.is_late(at)))
        return
    refuse(Refusal.NOT_DECIDED, when=not standing.status.is_decision)
    refuse(Refusal.APPEAL_NOT_OFFERED, when=until is None)
    refuse(Refusal.APPEAL_TOO_LATE, when=until is not None and at >= until)


def check_appeal_reader(*, by: int, first_decided_by: int | None) -> None:
    """Refuse that somebody decides an appeal of the own decision."""
    refuse(Refusal.SAME_PERSON, when=first_decided_by is not None and by == first_decided_by)


def conflicts(*, allows_several: bool, open_ids: frozenset[UUID], own_id: UUID) -> frozenset[UUID]:
    """Return the undecided requests that stand in the way of a new one; none where several may wait."""
    return frozenset() if allows_several else open_ids - {own_id}
