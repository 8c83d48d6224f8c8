"""No sequence of steps loses a request, reaches an illegal state, or moves a promise in secret."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from redthread.requests.enums import MoveRule, RequestStatus
from redthread.requests.rules import moves, promise, standing
from redthread.requests.rules.standing import Standing, StepRefusedError
from tests.requests.weekdays import Weekdays

CALENDAR = Weekdays()
PEOPLE = st.integers(1, 3)
PLACES = st.integers(1, 3)
TEXTS = st.sampled_from(["", "  ", "The visit room is closed"])
CHAIN = 2

ALLOWED = {
    RequestStatus.RECEIVED: set(RequestStatus) - {RequestStatus.RECEIVED},
    RequestStatus.IN_PROGRESS: set(RequestStatus) - {RequestStatus.RECEIVED, RequestStatus.IN_PROGRESS},
    RequestStatus.APPROVED: set(),
    RequestStatus.DECLINED: set(),
    RequestStatus.RETURNED: set(),
    RequestStatus.WITHDRAWN: set(),
}


class RequestLife(RuleBasedStateMachine):
    """Everybody does everything to one request, at any time, in any order."""

    @initialize(days=st.integers(1, 10), start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
    def hand_in(self, days: int, start: datetime) -> None:
        self.now = start.replace(tzinfo=UTC)
        due = promise.due_at(received_at=self.now, answer_days=days, calendar=CALENDAR)
        self.request = standing.receive(at=self.now, due_at=due, establishment_id=1, department_id=1)
        self.stood_still = False

    def attempt(self, step, *args, may_move_promise=False, **kwargs) -> None:
        before = self.request
        try:
            after = step(before, *args, **kwargs)
        except StepRefusedError:
            return
        assert after.status == before.status or after.status in ALLOWED[before.status]
        assert before.is_open or after == before, "nothing changes after the end"
        if may_move_promise:
            assert after.due_at >= before.due_at
        else:
            assert after.due_at == before.due_at
        self.request = after

    @rule(hours=st.integers(0, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def read(self) -> None:
        self.attempt(standing.read, at=self.now)

    @rule(by=PEOPLE, over=st.booleans())
    def take(self, by: int, over: bool) -> None:
        self.attempt(standing.take, by=by, at=self.now, over=over)

    @rule(by=PEOPLE)
    def hand_back(self, by: int) -> None:
        self.attempt(standing.hand_back, by=by)

    @rule(department=PLACES)
    def forward(self, department: int) -> None:
        self.attempt(standing.forward, department_id=department, at=self.now)

    @rule(reason=TEXTS, may_pause=st.booleans(), until_reply=st.booleans())
    def pause(self, reason: str, may_pause: bool, until_reply: bool) -> None:
        was_late = self.request.is_late(self.now)
        before = self.request
        self.attempt(standing.pause, reason=reason, at=self.now, may_pause=may_pause, until_reply=until_reply)
        if self.request != before:
            assert not was_late
            assert reason.strip()
            assert may_pause

    @rule()
    def resume(self) -> None:
        def step(s: Standing) -> Standing:
            return standing.resume(s, due_at=promise.due_after_pause(s, at=self.now, calendar=CALENDAR))

        self.attempt(step, may_move_promise=True)

    @rule()
    def escalate(self) -> None:
        told = self.request.escalated_level + 1
        following = promise.next_escalation_at(
            at=self.now, told=told, chain=CHAIN, step_days=2, calendar=CALENDAR
        )
        before = self.request
        self.attempt(standing.escalate, at=self.now, next_at=following)
        if self.request != before:
            assert before.escalated_level < CHAIN
            assert not before.is_paused

    @rule(by=PEOPLE, text=TEXTS, end=st.sampled_from(["approve", "decline", "send_back", "withdraw"]))
    def end(self, by: int, text: str, end: str) -> None:
        says = {"decline": {"grounds": text}, "withdraw": {}}.get(end, {"next_step": text})
        before = self.request
        self.attempt(getattr(standing, end), by=by, at=self.now, **says)
        if self.request != before:
            assert end == "withdraw" or text.strip(), "no end without words for the client"

    @rule(
        rule_=st.sampled_from(MoveRule),
        to=PLACES,
        has_type=st.booleans(),
        has_department=st.booleans(),
        is_appeal=st.booleans(),
        same_open=st.booleans(),
    )
    def move(
        self,
        rule_: MoveRule,
        to: int,
        has_type: bool,
        has_department: bool,
        is_appeal: bool,
        same_open: bool,
    ) -> None:
        if not self.request.is_open:
            return
        there = moves.Destination(
            establishment_id=to,
            type_id=1 if has_type else None,
            department_id=to * 10 if has_department else None,
            has_same_open=same_open,
        )
        match moves.outcome(self.request, rule=rule_, to=there, is_appeal=is_appeal):
            case moves.MoveOutcome.FOLLOWS:
                self.attempt(standing.readdress, establishment_id=to, department_id=there.department_id or 0)
                assert self.request.taken_by is None
            case moves.MoveOutcome.CLOSES:
                self.attempt(standing.send_back, by=0, at=self.now, next_step="Ask again at the new place")
            case moves.MoveOutcome.STAYS:
                pass

    @invariant()
    def somebody_answers_or_it_has_ended(self) -> None:
        if not hasattr(self, "request"):
            return
        r = self.request
        assert r.establishment_id > 0
        assert r.department_id > 0
        assert r.is_open == (r.ended_at is None)
        assert r.is_open or (not r.is_paused and r.escalate_at is None)

    @invariant()
    def an_open_clock_always_reaches_somebody(self) -> None:
        if not hasattr(self, "request"):
            return
        r = self.request
        if r.is_open and not r.is_paused and r.escalated_level < CHAIN:
            assert r.escalate_at is not None, "silence would never be noticed"
        if r.is_paused:
            assert r.pause_reason
            assert r.escalate_at is None

    @invariant()
    def the_past_is_not_rewritten(self) -> None:
        if not hasattr(self, "request"):
            return
        r = self.request
        assert r.first_read_at is None or r.received_at <= r.first_read_at <= self.now
        assert r.ended_at is None or r.received_at <= r.ended_at <= self.now
        assert r.due_at >= r.received_at
        assert replace(r) == r


TestRequestLife = RequestLife.TestCase
TestRequestLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
