"""Courses of the demonstration: everybody in their phase, with what is done, to be done, and a little late.

Facts come from what is in the database already, by the same function as in service; due dates by the same
rules. That one task in twenty is late is an own estimate.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.demo.copying import bare, copy_rows
from redthread.demo.house import SETUP
from redthread.demo.people import Population
from redthread.foundation.phases import Phase
from redthread.foundation.session import acting_as_system
from redthread.journey.public import (
    INSIDE,
    INTAKE_DAYS,
    RELEASE_DAYS,
    ClockTask,
    HeldGuide,
    Known,
    Line,
    PackGuides,
    Reckoning,
    calendar_for,
    days_of,
    due_of,
    facts_for,
    guides_of,
    known_from,
    load_pack_guides,
    next_change,
    phase_of,
    reckon,
    standing_of,
    task_row,
)
from redthread.jurisdiction.deadlines import Every
from redthread.jurisdiction.guides import GuideTask
from redthread.jurisdiction.pack import Pack

LATE: Final = 0.05
LONGEST_LATE: Final = timedelta(days=12)
ANYBODY: Final = 1001
"""The first of the staff, where a place has nobody in a role."""
TABLES: Final = {
    "journey_course": "id client_id pack phase phase_since started_at opened_at look_at ended_at",
    "journey_coursephase": "id course_id client_id phase version_id entered_at left_at",
    "journey_coursetask": (
        "id course_id client_id version_id phase code occurrence order info_class is_shown role "
        "escalates_to checks repeats_on status opened_at due_at latest_at counted_from done_at done_by "
        "reason lapsed escalated_at"
    ),
}

_AS_THE_THREAD_SAYS: Final = """
with said as materialized (
  select e.client_id, e.seq, e.at, e.actor_id, e.kind, e.payload, a.kind as by from thread.entry e
  join access.actor a on a.id = e.actor_id where e.kind in (select kind from journey.watched)
), found as (
  select distinct on (t.id) t.id, e.at, e.actor_id, e.seq from journey_coursetask t
  cross join lateral unnest(t.checks) c
  join said e on e.client_id = t.client_id and e.kind = split_part(c, '(', 1) and e.at >= t.opened_at
    and journey.says(c, e.kind, e.payload) and (e.by <> 'client' or t.role = 'client')
  where t.status in ('open', 'done') and t.occurrence = 1
    and not exists (select 1 from journey_coursetask o where o.course_id = t.course_id and o.code = t.code
      and o.occurrence > 1)
  order by t.id, e.seq
)
update journey_coursetask t set status = 'done', done_at = f.at, done_by = f.actor_id, done_seq = f.seq,
  escalated_at = null
from found f where f.id = t.id
"""
"""What the thread says is done was done then, and by whom it says, as the trigger would have had it."""
_NOT_AGREED: Final = """
update journey_coursetask t set status = 'open', done_at = null, done_by = null,
  escalated_at = case when t.escalates_to <> '' and t.due_at < now() then t.due_at + interval '1 minute' end
from journey_course k
where k.id = t.course_id and k.phase = t.phase and t.status = 'done' and t.done_seq is null
  and t.occurrence = 1 and t.checks = '{plans.agreed}' and t.due_at is not null
  and not exists (select 1 from journey_coursetask o where o.course_id = t.course_id and o.code = t.code
    and o.occurrence > 1)
"""
"""Nobody says by hand that a plan is agreed with which nobody agreed: it is still to be done."""


def publish_guides(pack: Pack, *, now: datetime) -> PackGuides:
    """Publish the guides of the pack as an administrator would."""
    with acting_as_system(SETUP) as actor:
        load_pack_guides(actor=actor, pack=pack.code, at=now)
        return guides_of(pack.code)


def write_journeys(
    owner: Connection[Any], population: Population, guides: PackGuides, *, now: datetime, seed: int
) -> int:
    """Write everybody's course by COPY, inside ``loading``; return how many tasks there are."""
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    clients = [row[0] for row in owner.execute("select id from people_client order by id")]
    people = owner.execute("select client_id, facts from journey.facts_of(%s, false)", [clients])
    demo = _Demo(guides, _staff(population), now, random.Random(f"journey {seed}"))
    for client_id, facts in people:
        demo.add(known_from(client_id, facts), rows)
    with bare(owner, list(TABLES)):
        for table, columns in TABLES.items():
            copy_rows(owner, table, columns.split(), rows[table])
    owner.execute(_AS_THE_THREAD_SAYS)
    owner.execute(_NOT_AGREED)
    owner.execute("truncate journey.stale")
    # What partners may know follows from the phase.
    owner.execute(
        "insert into access.client_phase (client_id, phase, since) "
        "select client_id, phase, phase_since from journey_course where ended_at is null"
    )
    return len(rows["journey_coursetask"])


class _Demo:
    """Lets a course have gone on for as long as somebody is here."""

    def __init__(
        self,
        guides: PackGuides,
        staff: Mapping[tuple[int, str], list[int]],
        now: datetime,
        chance: random.Random,
    ) -> None:
        self.guides, self.staff, self.now, self.chance = guides, staff, now, chance

    def add(self, known: Known, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        standing = standing_of(known.facts)
        zone = ZoneInfo(known.facts["timezone"])
        phase = phase_of(standing, now=self.now, zone=zone)
        if phase is None or phase is Phase.AFTER:
            return
        path = list(self._path(phase, known))
        started = path[0][1]
        course = {
            "id": str(self._id()),
            "client_id": known.client_id,
            "pack": self.guides.code,
            "phase": phase.value,
            "phase_since": path[-1][1],
            "started_at": started,
            "opened_at": started,
            "look_at": next_change(standing, now=self.now, zone=zone),
            "ended_at": None,
        }
        rows["journey_course"].append(tuple(course.values()))
        reckoning = Reckoning(
            facts=facts_for(known.facts, standing, now=self.now),
            calendar=calendar_for(self.guides.code, known.facts["timezone"]),
            now=self.now,
            started_at=started,
            opened_at=started,
            is_inside=phase in INSIDE,
        )
        place = known.facts["establishment_id"]
        for of, entered, left in path:
            version = str(self.guides.current[of])
            rows["journey_coursephase"].append(
                (self._id(), course["id"], known.client_id, of.value, version, entered, left)
            )
            held = HeldGuide(of, version, entered, is_active=True, tasks=self.guides.guides[of])
            for line, task in reckon([held], [], replace(reckoning, opened_at=entered)).changed:
                for lived in self._lived(line, task, held, reckoning, left):
                    rows["journey_coursetask"].append(self._row(lived, task, course, place))

    def _path(self, phase: Phase, known: Known) -> Iterator[tuple[Phase, datetime, datetime | None]]:
        """Yield the phases that somebody went through: which, since when, until when."""
        facts, standing = known.facts, standing_of(known.facts)
        if phase not in INSIDE or standing.arrival_at is None:
            yield phase, facts.get("supervision_start") or self.now, None
            return
        intake = standing.intake_at if standing.is_sentenced else None
        if intake is None:
            yield Phase.REMAND, standing.arrival_at, None
            return
        if intake - standing.arrival_at > timedelta(days=1):
            yield Phase.REMAND, standing.arrival_at, intake
        elif any(task.point for task in self.guides.guides[Phase.REMAND].values()):
            # Where a schedule begins at the door, the first hour is part of everybody's way.
            yield Phase.REMAND, standing.arrival_at, max(intake, standing.arrival_at + timedelta(hours=1))
        serving = intake + timedelta(days=INTAKE_DAYS)
        yield Phase.INTAKE, intake, None if phase is Phase.INTAKE else serving
        if phase is Phase.INTAKE:
            return
        yield Phase.SERVING, serving, None
        if phase is Phase.RELEASE and standing.release_on:
            opens = datetime.combine(standing.release_on, serving.timetz()) - timedelta(days=RELEASE_DAYS)
            yield Phase.RELEASE, max(serving, opens), None

    def _lived(
        self, line: Line, task: GuideTask, guide: HeldGuide, r: Reckoning, left: datetime | None
    ) -> Iterator[Line]:
        """Yield what became of a task: mostly done in time, a few late; of what repeats, the last two."""
        if line.status != "open" or line.due_at is None:
            if left is None:
                yield line
            return
        if left is not None:
            if not isinstance(task.deadline, Every):
                yield self._done(line, min(line.due_at, left))
            return
        if isinstance(task.deadline, Every):
            yield from self._repeated(line, task, guide, r)
        elif line.due_at >= self.now or (
            self.chance.random() < LATE and line.due_at > self.now - LONGEST_LATE
        ):
            yield line
        else:
            yield self._done(line, line.due_at)

    def _repeated(self, line: Line, task: GuideTask, guide: HeldGuide, r: Reckoning) -> Iterator[Line]:
        if not isinstance(task.deadline, Every):
            return
        step = timedelta(days=days_of(task.deadline.then or task.deadline.span))
        behind = step * self.chance.random()
        if self.chance.random() < LATE:
            behind = step + timedelta(days=1 + 5 * self.chance.random())
        last = self.now - behind
        if last < guide.entered_at:
            yield line
            return
        facts = replace(r.facts, known={**r.facts.known, "phase": guide.entered_at})
        due = due_of(ClockTask(task.deadline, task.starts, last, last), facts, r.calendar)
        if due is None:
            return
        yield replace(line, status="done", done_at=last)
        yield replace(line, occurrence=2, opened_at=last, due_at=due.at, counted_from=due.counted_from)

    def _done(self, line: Line, due: datetime) -> Line:
        spare = due - line.opened_at
        done = due - spare * self.chance.random() * 0.6 if spare > timedelta() else due
        return replace(line, status="done", done_at=min(done, self.now - timedelta(minutes=5)))

    def _row(self, line: Line, task: GuideTask, course: Mapping[str, Any], place: int) -> tuple[Any, ...]:
        row = task_row(line, task, course) | {"id": str(self._id()), "reason": "", "done_by": None}
        row["escalated_at"] = None
        for name in ("checks", "repeats_on"):
            row[name] = "{" + ",".join(f'"{kind}"' for kind in row[name]) + "}"
        if line.status == "done":
            who = self.staff.get((place, task.role)) or self.staff.get((place, "governor")) or [ANYBODY]
            row["done_by"] = self.chance.choice(who)
        elif line.status == "open" and task.escalates_to and line.due_at and line.due_at < self.now:
            row["escalated_at"] = line.due_at + timedelta(minutes=1)
        return tuple(row[name] for name in TABLES["journey_coursetask"].split())

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _staff(population: Population) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for member in population.staff:
        if member.establishment_id is not None:
            found[member.establishment_id, member.role].append(member.actor_id)
    return found
