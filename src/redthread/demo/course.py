"""The steps of a request, as the services take them: its row, the thread, and what lies beside.

Nothing here decides when or whether; ``tests/demo`` compares a sample with the rules and with the services.
"""

import random
import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from redthread.demo.answers import Answers
from redthread.demo.asked import Asked, Beside, TypeRow
from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import Ready, ready
from redthread.demo.desks import Desks
from redthread.demo.people import ClientPlan, StaffPlan
from redthread.demo.words import FreeWords
from redthread.jurisdiction.calendars import WorkingCalendar
from redthread.jurisdiction.pack import Decision, Ground, Pack
from redthread.requests.public import is_sampled

SPEAKS = {"agrees": 0.84, "unclear": 0.11, "differs": 0.05}
"""What second readers say; an own estimate."""
READING_DAYS = (1, 8)
TOLD_AFTER = timedelta(seconds=30)
"""The clock job looks once a minute."""


class Promises:
    """Promise dates and limits by the working calendar, counted once a day and not once a request."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.zone: ZoneInfo = calendar.timezone
        self._due: dict[tuple[date, int], datetime] = {}
        self._limits: dict[tuple[date, int], datetime] = {}

    def due(self, at: datetime, days: int) -> datetime:
        """Return the promise for something handed in ``at``."""
        key = (at.astimezone(self.zone).date(), days)
        if key not in self._due:
            self._due[key] = self.calendar.add_working_days(at, days)
        return self._due[key]

    def limit(self, at: datetime, days: int) -> datetime:
        """Return the local midnight from which it is too late to appeal an answer given ``at``."""
        key = (at.astimezone(self.zone).date(), days)
        if key not in self._limits:
            last = self.calendar.last_day(at, days) + timedelta(days=1)
            self._limits[key] = datetime.combine(last, time.min, tzinfo=self.zone)
        return self._limits[key]

    def after_pause(self, paused_at: datetime, due_at: datetime, at: datetime) -> datetime:
        """Return the promise after a pause, as ``rules.promise.due_after_pause`` moves it."""
        stood_still = self.calendar.working_days_between(paused_at, at)
        moved = max(due_at, self.due(due_at, stood_still)) if stood_still > 0 else due_at
        return moved if moved >= at else self.due(at, 1)


class Course:
    """Takes requests through their steps."""

    def __init__(
        self,
        *,
        pack: Pack,
        promises: Promises,
        desks: Desks,
        words: FreeWords,
        beside: Beside,
        now: datetime,
        clock_actor: int,
    ) -> None:
        self.pack, self.promises, self.desks, self.words = pack, promises, desks, words
        self.beside, self.now, self.home = beside, now, pack.languages[0]
        self.answers, self._clock_actor = Answers(pack), clock_actor
        self._step_days = int(pack.number("escalation_step_days"))

    def receive(
        self,
        client: ClientPlan,
        kind: TypeRow,
        chain: Chain,
        *,
        at: datetime,
        number: int,
        answers: Ready,
        basket: object = (),
        paper_by: int | None = None,
        first: Asked | None = None,
        chance: random.Random,
    ) -> Asked:
        """Hand in a request, on a screen or entered from paper by ``paper_by``; an appeal of ``first``."""
        request_id = uuid.UUID(int=chance.getrandbits(128), version=4)
        due = self.promises.due(at, kind.pack.answer_days)
        year = at.astimezone(self.promises.zone).year
        reference = f'"reference":"{year}-{number}",'
        which = f'"request_id":"{request_id}","type_code":"{kind.pack.code}"}}'
        asked = Asked(
            request_id,
            client,
            kind,
            chain,
            number,
            year,
            at,
            due,
            due,
            kind.department_id,
            kind.department,
            answers,
            basket,
            paper_by or client.actor_id,
            reference + which,
        )
        if paper_by is not None:
            asked.filed_on = "paper"
        if first is not None:
            asked.appealed_from = first.id
            self._keep(
                asked,
                at,
                "appealed",
                client.actor_id,
                f'"appealed_from":"{first.id}","due_at":"{due.isoformat()}",',
            )
            return asked
        chain.add(
            at,
            asked.info_class,
            "requests.received",
            asked.filed_by,
            f'{{"due_at":"{due.isoformat()}","filed_on":"{asked.filed_on}",{reference}"refiled_from":null,{which}',
        )
        return asked

    def _keep(self, asked: Asked, at: datetime, kind: str, by: int, said: str = "") -> None:
        """Note an event; ``said`` holds the fields of its payload that sort before the reference."""
        asked.chain.add(at, asked.info_class, f"requests.{kind}", by, "{" + said + asked.facts)

    def _keep_all(self, asked: Asked, at: datetime, kind: str, by: int, **said: object) -> None:
        which = {"request_id": str(asked.id), "type_code": asked.kind.pack.code}
        payload = payload_text({"reference": f"{asked.year}-{asked.number}", **which, **said})
        asked.chain.add(at, asked.info_class, f"requests.{kind}", by, payload)

    def read(self, asked: Asked, at: datetime, by: StaffPlan) -> None:
        """Let staff open it for the first time."""
        if asked.first_read_at is None:
            asked.first_read_at = at
            self._keep(asked, at, "read", by.actor_id)

    def take(self, asked: Asked, at: datetime, by: StaffPlan) -> None:
        """Let one person begin to work on it."""
        asked.first_read_at = asked.first_read_at or at
        asked.status, asked.taken_by = "in_progress", by.actor_id
        self._keep_all(asked, at, "taken", by.actor_id, taken_over_from=None)

    def forward(self, asked: Asked, at: datetime, by: StaffPlan, to: TypeRow, note: str) -> None:
        """Hand it to another department, with a note that only staff read."""
        asked.first_read_at = asked.first_read_at or at
        self.say(asked, at, by, note, audience="staff", kind="forward")
        from_department = asked.department
        asked.department_id, asked.department = to.department_id, to.department
        asked.status, asked.taken_by = "in_progress", None
        self._keep_all(
            asked,
            at,
            "forwarded",
            by.actor_id,
            from_department=from_department,
            to_department=to.department,
        )

    def say(
        self,
        asked: Asked,
        at: datetime,
        by: StaffPlan,
        text: str,
        *,
        audience: str = "both",
        kind: str = "note",
    ) -> None:
        """Let staff write inside it."""
        self._message(
            asked, at, by.actor_id, text, by_title=self.desks.title(by), audience=audience, kind=kind
        )
        if audience == "both":
            asked.first_read_at = asked.first_read_at or at
            asked.has_news = True

    def reply(self, asked: Asked, at: datetime, text: str) -> None:
        """Let the client write inside it; a pause that waited for it ends."""
        self._message(asked, at, asked.client.actor_id, text, by_title="", audience="both", kind="note")
        asked.has_reply, asked.has_news = True, False
        if asked.paused_at is not None and asked.resumes_on_reply:
            due = self.promises.after_pause(asked.paused_at, asked.due_at, at)
            asked.due_at = asked.escalate_at = max(due, asked.due_at)
            asked.paused_at, asked.pause_reason, asked.resumes_on_reply = None, "", False
            self._keep(asked, at, "resumed", asked.client.actor_id, f'"due_at":"{asked.due_at.isoformat()}",')

    def _message(
        self, asked: Asked, at: datetime, by: int, text: str, *, by_title: str, audience: str, kind: str
    ) -> None:
        number = len(self.beside.messages)
        message_id = uuid.uuid5(asked.id, str(number))
        by_client = not by_title
        language = asked.client.person.language if by_client else self.home
        self.beside.messages.append(
            (
                message_id,
                asked.id,
                asked.client.client_id,
                asked.info_class,
                at,
                by,
                by_client,
                by_title,
                audience,
                kind,
                language,
                text,
            )
        )
        self._keep(
            asked,
            at,
            "message_added",
            by,
            f'"audience":"{audience}","is_question":{str(kind == "question").lower()},'
            f'"message_id":"{message_id}",',
        )

    def pause(self, asked: Asked, at: datetime, by: StaffPlan, reason: str, *, question: str = "") -> None:
        """Stop the clock for a reason the client reads; with a question, until they reply."""
        if question:
            self.say(asked, at, by, question, kind="question")
        asked.first_read_at = asked.first_read_at or at
        asked.status, asked.paused_at, asked.pause_reason = "in_progress", at, reason
        asked.resumes_on_reply, asked.escalate_at, asked.has_news = bool(question), None, True
        self._keep_all(asked, at, "paused", by.actor_id, reason=reason)

    def tell_managers(self, asked: Asked, until: datetime) -> None:
        """Let the clock job tell role after role, as long as nobody answers ``until`` then."""
        chain = asked.kind.pack.escalation
        while asked.escalate_at is not None and asked.escalate_at + TOLD_AFTER < until:
            at = asked.escalate_at + TOLD_AFTER
            level = asked.escalated_level + 1
            asked.escalated_to = chain[level - 1] if level <= len(chain) else ""
            asked.escalated_level, asked.has_news = level, True
            asked.escalate_at = self.promises.due(at, self._step_days) if level < len(chain) else None
            self._keep_all(asked, at, "escalated", self._clock_actor, level=level, role=asked.escalated_to)

    def decide(
        self,
        asked: Asked,
        at: datetime,
        by: StaffPlan,
        decision: Decision,
        chance: random.Random,
        *,
        ground: Ground | None = None,
        words: str = "",
    ) -> None:
        """Say yes or no, or send it back, with one of the pack's grounds and perhaps own words."""
        self.tell_managers(asked, at)
        said = self.answers.of(
            asked.kind.pack, decision, asked.client.person.language, chance, ground=ground, words=words
        )
        asked.first_read_at = asked.first_read_at or at
        self._end(asked, at, decision.value, by.actor_id)
        asked.ended_by_title, asked.answer, asked.answer_language = self.desks.title(by), said, self.home
        asked.has_news, asked.has_reply = True, False
        if decision is Decision.RETURNED:
            self._keep(asked, at, "returned", by.actor_id, f'"reason":"{said.return_reason}",')
            return
        appeal = asked.kind.pack.appeal
        if appeal is not None and appeal.days and asked.appealed_from is None:
            asked.appeal_until = self.promises.limit(at, appeal.days)
        drawn = is_sampled(asked.id, share=asked.kind.pack.second_reader_share)
        self._keep(
            asked,
            at,
            decision.value,
            by.actor_id,
            f'"for_second_reader":{str(drawn).lower()},"ground_codes":["{said.code}"],',
        )
        if drawn:
            self._second_reading(asked, at, by, chance)

    def withdraw(self, asked: Asked, at: datetime) -> None:
        """Let the client take it back."""
        self.tell_managers(asked, at)
        self._end(asked, at, "withdrawn", asked.client.actor_id)
        asked.has_news = False
        self._keep(asked, at, "withdrawn", asked.client.actor_id)

    def _end(self, asked: Asked, at: datetime, status: str, by: int) -> None:
        asked.status, asked.ended_at, asked.ended_by = status, at, by
        asked.paused_at, asked.pause_reason, asked.resumes_on_reply = None, "", False
        asked.escalate_at = None

    def rate(self, asked: Asked, at: datetime, *, satisfied: bool) -> None:
        """Let the client see the answer and say whether it was one."""
        asked.satisfied, asked.has_news = satisfied, False
        which = {"request_id": str(asked.id), "type_code": asked.kind.pack.code}
        asked.chain.add(
            at,
            asked.info_class,
            "requests.answer_rated",
            asked.client.actor_id,
            f'{{"reference":"{asked.year}-{asked.number}","request_id":"{asked.id}",'
            f'"satisfied":{str(satisfied).lower()},"type_code":"{which["type_code"]}"}}',
        )

    def carry_out(self, asked: Asked, at: datetime, by: StaffPlan) -> None:
        """Note that what a yes promised has happened."""
        asked.carried_out_at = at
        self._keep(asked, at, "carried_out", by.actor_id)

    def _second_reading(self, asked: Asked, at: datetime, by: StaffPlan, chance: random.Random) -> None:
        read_at, reader, verdict, note = None, None, "", ""
        later = at + timedelta(days=chance.uniform(*READING_DAYS))
        there = self.desks.in_role(asked.client.establishment.id, "second_reader")
        reads = self.pack.roles["second_reader"].reads
        if later < self.now and there and int(reads) & asked.info_class:
            read_at, reader = later.replace(microsecond=0), there[0]
            verdict = chance.choices(list(SPEAKS), list(SPEAKS.values()))[0]
            note = "" if verdict == "agrees" else self.words.staff("second_reader", verdict, chance)
            self._keep_all(asked, read_at, "second_read", reader.actor_id, verdict=verdict)
        self.beside.readings.append(
            (
                asked.id,
                asked.client.client_id,
                asked.info_class,
                asked.client.establishment.id,
                at,
                by.actor_id,
                read_at,
                reader.actor_id if reader else None,
                verdict,
                note,
            )
        )

    def add_paper(self, asked: Asked, jpeg: bytes, thumbnail: bytes, size: tuple[int, int]) -> None:
        """Keep the photo of the paper form that was entered."""
        picture = uuid.uuid5(asked.id, "paper")
        self.beside.pictures.append(
            (
                picture,
                asked.id,
                asked.client.client_id,
                asked.info_class,
                asked.received_at,
                asked.filed_by,
                True,
                *size,
                jpeg,
                thumbnail,
            )
        )
        self._keep(
            asked, asked.received_at, "attachment_added", asked.filed_by, f'"attachment_id":"{picture}",'
        )


def said_in_appeal(text: str) -> Ready:
    """Return the answers of an appeal for its column."""
    return ready({"text": text})
