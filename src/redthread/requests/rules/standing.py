"""The states of a request and every step between them: the whole state machine, as pure functions.

A step takes where a request stands and returns where it stands afterwards, or refuses. Services apply the
result to the row; the database repeats what must never be wrong as constraints.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from redthread.requests.enums import ClientState, RequestStatus


class Refusal(StrEnum):
    """Why a step is not possible; ``services.errors`` has a sentence for each."""

    ENDED = "ended"
    NOT_DUE = "not_due"
    TAKEN_BY_OTHER = "taken_by_other"
    NOT_TAKEN_BY_YOU = "not_taken_by_you"
    GROUNDS_MISSING = "grounds_missing"
    NEXT_STEP_MISSING = "next_step_missing"
    REASON_MISSING = "reason_missing"
    PAUSE_NOT_ALLOWED = "pause_not_allowed"
    ALREADY_LATE = "already_late"
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    NOT_DECIDED = "not_decided"
    APPEAL_NOT_OFFERED = "appeal_not_offered"
    APPEAL_TOO_LATE = "appeal_too_late"
    APPEAL_EXISTS = "appeal_exists"
    APPEAL_OF_APPEAL = "appeal_of_appeal"
    SAME_PERSON = "same_person"
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    SAME_DEPARTMENT = "same_department"
    NOT_APPROVED = "not_approved"
    ALREADY_CARRIED_OUT = "already_carried_out"


class StepRefusedError(Exception):
    """A step that the rules of requests do not allow."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the reason; people are told by the service that called."""
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a request stands, as far as the rules need to know.

    Attributes:
        due_at: the promise; what the client was told. Moves only when a pause ends.
        escalate_at: when the next manager is told if nobody has answered; none while paused, after the end,
            and when the chain is used up.
        department_id: who must answer. Never empty: that is what "nothing is lost" means here.
        resumes_on_reply: a question waits for the client; while paused, the reply also ends the pause.
    """

    status: RequestStatus
    received_at: datetime
    due_at: datetime
    establishment_id: int
    department_id: int
    first_read_at: datetime | None = None
    taken_by: int | None = None
    paused_at: datetime | None = None
    pause_reason: str = ""
    resumes_on_reply: bool = False
    ended_at: datetime | None = None
    ended_by: int | None = None
    escalated_level: int = 0
    escalate_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether somebody still owes the client an answer."""
        return self.status.is_open

    @property
    def is_paused(self) -> bool:
        """Say whether the clock stands still."""
        return self.paused_at is not None

    @property
    def awaits_reply(self) -> bool:
        """Say whether the client was asked something and has not replied; the clock may run on meanwhile."""
        return self.is_open and self.resumes_on_reply

    def is_late(self, now: datetime) -> bool:
        """Say whether the promise is broken: open, past its time, and the clock not standing still."""
        return self.is_open and not self.is_paused and now > self.due_at


def client_state(standing: Standing, *, now: datetime) -> ClientState:
    """Return where the request stands in the client's words."""
    if not standing.is_open:
        return ClientState(standing.status.value)
    if standing.awaits_reply:
        return ClientState.QUESTION
    if standing.is_paused:
        return ClientState.PAUSED
    if standing.escalated_level > 0 or standing.is_late(now):
        return ClientState.LATE
    if standing.status is RequestStatus.IN_PROGRESS:
        return ClientState.IN_PROGRESS
    return ClientState.READ if standing.first_read_at else ClientState.RECEIVED


def refuse(refusal: Refusal, *, when: bool) -> None:
    """Refuse the step when the condition holds."""
    if when:
        raise StepRefusedError(refusal)


def receive(*, at: datetime, due_at: datetime, establishment_id: int, department_id: int) -> Standing:
    """Return how a request starts: received, with a promise, addressed to a department."""
    return Standing(
        status=RequestStatus.RECEIVED,
        received_at=at,
        due_at=due_at,
        escalate_at=due_at,
        establishment_id=establishment_id,
        department_id=department_id,
    )


def read(standing: Standing, *, at: datetime) -> Standing:
    """Note the first time that staff opened it; later looks change nothing here (the thread keeps them)."""
    if standing.first_read_at or not standing.is_open:
        return standing
    return replace(standing, first_read_at=at)


def ask(standing: Standing, *, at: datetime) -> Standing:
    """Note that the client was asked something; the clock runs on, or stands still for the reason it has."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    after = read(standing, at=at)
    return after if after.is_paused else replace(after, resumes_on_reply=True)


def reply(standing: Standing) -> Standing:
    """Note that the client replied: nothing waits for them any more (a pause is ended by :func:`resume`)."""
    return standing if standing.is_paused else replace(standing, resumes_on_reply=False)


def take(standing: Standing, *, by: int, at: datetime, over: bool = False) -> Standing:
    """Let one person work on it; ``over`` takes it from a colleague on purpose."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.TAKEN_BY_OTHER, when=standing.taken_by not in (None, by) and not over)
    return replace(read(standing, at=at), status=RequestStatus.IN_PROGRESS, taken_by=by)


def hand_back(standing: Standing, *, by: int) -> Standing:
    """Put it back for the department; the client still sees that somebody has begun."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.NOT_TAKEN_BY_YOU, when=standing.taken_by != by)
    return replace(standing, taken_by=None)


def forward(standing: Standing, *, department_id: int, at: datetime) -> Standing:
    """Hand it to another department of the same establishment; the promise stays."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.SAME_DEPARTMENT, when=standing.department_id == department_id)
    return replace(
        read(standing, at=at), department_id=department_id, taken_by=None, status=RequestStatus.IN_PROGRESS
    )


def pause(
    standing: Standing, *, reason: str, at: datetime, may_pause: bool, until_reply: bool = False
) -> Standing:
    """Stop the clock for a reason that the client can read; never for one that is already late."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.PAUSE_NOT_ALLOWED, when=not may_pause)
    refuse(Refusal.REASON_MISSING, when=not reason.strip())
    refuse(Refusal.ALREADY_PAUSED, when=standing.is_paused)
    refuse(Refusal.ALREADY_LATE, when=standing.escalated_level > 0 or standing.is_late(at))
    return replace(
        read(standing, at=at),
        status=RequestStatus.IN_PROGRESS,
        paused_at=at,
        pause_reason=reason.strip(),
        resumes_on_reply=until_reply,
        escalate_at=None,
    )


def resume(standing: Standing, *, due_at: datetime) -> Standing:
    """Let the clock run again towards a promise that may not be nearer than the old one."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.NOT_PAUSED, when=not standing.is_paused)
    later = max(due_at, standing.due_at)
    return replace(
        standing, paused_at=None, pause_reason="", resumes_on_reply=False, due_at=later, escalate_at=later
    )


def escalate(standing: Standing, *, at: datetime, next_at: datetime | None) -> Standing:
    """Tell the next role in the chain; ``next_at`` is when the one after is told, none after the last."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.NOT_DUE, when=standing.escalate_at is None or standing.escalate_at > at)
    return replace(standing, escalated_level=standing.escalated_level + 1, escalate_at=next_at)


def approve(standing: Standing, *, by: int, at: datetime, next_step: str) -> Standing:
    """Say yes, and what happens next."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.NEXT_STEP_MISSING, when=not next_step.strip())
    return _end(standing, RequestStatus.APPROVED, by=by, at=at)


def decline(standing: Standing, *, by: int, at: datetime, grounds: str) -> Standing:
    """Say no, and why."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.GROUNDS_MISSING, when=not grounds.strip())
    return _end(standing, RequestStatus.DECLINED, by=by, at=at)


def send_back(standing: Standing, *, by: int, at: datetime, next_step: str) -> Standing:
    """Return it undecided (wrong form, duplicate, incomplete, moved), saying what to do instead."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.NEXT_STEP_MISSING, when=not next_step.strip())
    return _end(standing, RequestStatus.RETURNED, by=by, at=at)


def withdraw(standing: Standing, *, by: int, at: datetime) -> Standing:
    """Let the client take it back."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    return _end(standing, RequestStatus.WITHDRAWN, by=by, at=at)


def check_carried_out(standing: Standing, *, already: bool) -> None:
    """Refuse to note that something happened which was not promised, or which was noted before."""
    refuse(Refusal.NOT_APPROVED, when=standing.status is not RequestStatus.APPROVED)
    refuse(Refusal.ALREADY_CARRIED_OUT, when=already)


def readdress(standing: Standing, *, establishment_id: int, department_id: int) -> Standing:
    """Let an open request follow the client to a new establishment; every clock is kept."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    return replace(standing, establishment_id=establishment_id, department_id=department_id, taken_by=None)


def _end(standing: Standing, status: RequestStatus, *, by: int, at: datetime) -> Standing:
    """End it: the clock stops for good, a pause is lifted, the promise stays as it was for measuring."""
    return replace(
        standing if status is RequestStatus.WITHDRAWN else read(standing, at=at),
        status=status,
        ended_at=at,
        ended_by=by,
        paused_at=None,
        pause_reason="",
        resumes_on_reply=False,
        escalate_at=None,
    )
