"""Courses and tasks as people see them: one person's course, and what is mine to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase
from redthread.journey.enums import TaskStatus
from redthread.journey.models import Course, CoursePhase, CourseTask
from redthread.journey.queries.guides import pack_of, tasks_of_version
from redthread.journey.words import OUTSIDE
from redthread.jurisdiction.guides import GuideTask

SHOWN: Final = 200
"""Tasks on one page of a list."""


@dataclass(frozen=True, slots=True)
class Step:
    """A task of somebody's course with the line of the guide it follows."""

    task: CourseTask
    guide: GuideTask

    @property
    def is_open(self) -> bool:
        """Say whether it is to be done now."""
        return self.task.status == TaskStatus.OPEN

    def is_late(self, now: datetime) -> bool:
        """Say whether it should have been done."""
        return self.is_open and self.task.due_at is not None and self.task.due_at < now


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase of a course: where somebody was, or is."""

    phase: Phase
    entered_at: datetime
    left_at: datetime | None
    version_id: UUID


@dataclass(frozen=True, slots=True)
class ClientTask:
    """A task in the client's words.

    Attributes:
        who: the person whom it was given to, else what the role is called.
        status: one of :class:`~redthread.journey.enums.TaskStatus`.
    """

    code: str
    phase: Phase
    title: str
    means: str
    who: str
    status: str
    due_at: datetime | None
    done_at: datetime | None
    is_mine: bool
    terms: tuple[str, ...] = ()
    """Codes of the glossary that its texts use."""


def get_course(*, client_id: int) -> Course | None:
    """Return the running course of a client, None where there is none or it may not be read."""
    return Course.objects.filter(client_id=client_id, ended_at=None).first()


def running_course(*, client_id: int) -> UUID | None:
    """Return which course of a client runs, also for who does not read its phase; None: none within reach."""
    with connection.cursor() as cursor:
        cursor.execute("select journey.running_course(%s)", [client_id])
        found: UUID | None = cursor.fetchone()[0]
        return found


def list_phases(*, client_id: int) -> list[PhaseLine]:
    """Return the phases of the running course in the order in which they began."""
    rows = CoursePhase.objects.filter(client_id=client_id, course__ended_at=None).order_by("entered_at", "id")
    return [PhaseLine(Phase(r.phase), r.entered_at, r.left_at, r.version_id) for r in rows]


def list_steps(*, client_id: int) -> list[Step]:
    """Return the tasks of the running course that the actor may read: by phase and place in the guide.

    Tasks are read by their own class: also by a nurse, who does not read the phase and so not the course.
    """
    if (running := running_course(client_id=client_id)) is None:
        return []
    rows = CourseTask.objects.filter(client_id=client_id, course_id=running)
    order = {phase.value: n for n, phase in enumerate(Phase)}
    found = sorted(rows, key=lambda t: (order[t.phase], t.order, t.code, -t.occurrence))
    return [step for t in found if (step := _step(t)) is not None]


def list_tasks_for_client(*, client_id: int, language: str) -> list[ClientTask]:
    """Return the last time of each task that has words for the client, in the order of the course."""
    found: dict[str, ClientTask] = {}
    steps = list_steps(client_id=client_id)
    names = thread.names_of(sorted({s.task.assignee_id for s in steps if s.task.assignee_id}))
    for step in steps:
        task, guide = step.task, step.guide
        if guide.client is None or task.code in found:
            continue
        found[task.code] = ClientTask(
            code=task.code,
            phase=Phase(task.phase),
            title=guide.title.in_language(language),
            means=guide.client.in_language(language),
            who=names.get(task.assignee_id or 0)
            or name_of_role(task.role, pack=task.version.pack, language=language),
            status=task.status,
            due_at=task.due_at,
            done_at=task.done_at,
            is_mine=task.role == "client",
            terms=guide.terms,
        )
    return list(found.values())


def name_of_role(role: str, *, pack: str, language: str) -> str:
    """Return what an owner is called: a role of the pack, or somebody outside."""
    known = pack_of(pack).roles.get(role)
    return known.title.in_language(language) if known else str(OUTSIDE.get(role, role))


class When(StrEnum):
    """Which of my tasks: by their clock."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    ALL = "all"
    TOLD = "told"
    """Late at somebody else, and told to a role of mine."""


@dataclass(frozen=True, slots=True)
class MyTask:
    """A task of mine on a list, with whom it is about."""

    step: Step
    client_name: str
    client_number: str
    is_told: bool
    """Late tasks of somebody else that I was told of."""


@dataclass(frozen=True, slots=True)
class MyTasks:
    """A page of my tasks, late first; how many by clock and by phase; ``wanted`` fit what was asked."""

    tasks: Sequence[MyTask]
    by_clock: Mapping[When, int]
    by_phase: Mapping[Phase, int]
    told: int
    wanted: int


def my_roles() -> list[str]:
    """Return the codes of the roles that the acting person holds now."""
    with connection.cursor() as cursor:
        cursor.execute("select journey.my_roles()")
        return list(cursor.fetchone()[0])


def list_my_tasks(
    *,
    actor: Actor,
    now: datetime,
    end_of_day: datetime,
    end_of_week: datetime,
    when: When = When.ALL,
    phase: Phase | None = None,
    everybody: bool = False,
    words: str = "",
    by_person: bool = False,
) -> MyTasks:
    """Return what is mine to do: given to me, or of a role of mine; and what is late and told to my role.

    Args:
        everybody: whatever stands open for the people within reach, whoever does it.
        words: a part of a name or number that narrows the list.
        by_person: by name, each person's late tasks first; else by the clock.
    """
    mine, arguments = _mine(actor, now, end_of_day, end_of_week, everybody=everybody)
    where = ["true"]
    if when is When.TOLD:
        where.append("m.is_told")
    elif when is not When.ALL:
        where.append("clock = %(when)s")
    if phase is not None:
        where.append("phase = %(phase)s")
    if words:
        where.append("strpos(lower(c.given_name || ' ' || c.family_name || ' ' || c.number), %(words)s) > 0")
    order = "c.family_name, c.given_name, m.client_id, " if by_person else ""
    arguments |= {"when": when.value, "phase": phase and phase.value, "words": words.lower()}
    with connection.cursor() as cursor:
        cursor.execute(f"{mine} select clock, phase, is_told, count(*) from mine group by 1, 2, 3", arguments)  # noqa: S608
        counts = cursor.fetchall()
        cursor.execute(
            f"{mine} select m.id, m.is_told, c.given_name || ' ' || c.family_name, c.number, "  # noqa: S608
            "count(*) over () from mine m join people_client c on c.id = m.client_id "
            f"where {' and '.join(where)} "
            f'order by {order}m.due_at nulls last, m.client_id, m."order" limit {SHOWN}',
            arguments,
        )
        rows = cursor.fetchall()
    by_id = CourseTask.objects.in_bulk([row[0] for row in rows])
    tasks = [
        MyTask(step, name, number, is_told)
        for id_, is_told, name, number, _count in rows
        if id_ in by_id and (step := _step(by_id[id_])) is not None
    ]
    told = sum(row[3] for row in counts if row[2])
    return MyTasks(tasks, _sum(counts, 0, When), _sum(counts, 1, Phase), told, rows[0][4] if rows else 0)


def count_my_tasks(*, actor: Actor, now: datetime, end_of_day: datetime) -> Mapping[When, int]:
    """Return how much is mine: late, due today, and late at somebody else and told to a role of mine."""
    mine, arguments = _mine(actor, now, end_of_day, end_of_day, everybody=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{mine} select count(*) filter (where clock = 'late' and not is_told), "  # noqa: S608
            "count(*) filter (where clock = 'today'), count(*) filter (where is_told) from mine",
            arguments,
        )
        late, today, told = cursor.fetchone()
    return {When.LATE: late, When.TODAY: today, When.TOLD: told}


def _mine(
    actor: Actor, now: datetime, end_of_day: datetime, end_of_week: datetime, *, everybody: bool
) -> tuple[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        # Whoever reaches a caseload starts from it: the policy would ask it for every task of the country.
        cursor.execute("select current_setting('app.wide_read')::bigint")
        is_wide = cursor.fetchone()[0] & int(InformationClass.PHASE)
    arguments: dict[str, Any] = {
        "actor": actor.id,
        "roles": my_roles(),
        "now": now,
        "day": end_of_day,
        "week": end_of_week,
        "everybody": everybody,
    }
    return _MINE % {"near": "" if is_wide else _NEAR}, arguments


_NEAR: Final = (
    "t.client_id = any (array(select k.client_id from access.caseload k where k.actor_id = %(actor)s)) and"
)
_MINE: Final = """
with mine as materialized (
  select t.id, t.client_id, t.phase, t.due_at, t."order",
    t.assignee_id is distinct from %%(actor)s
      and not (t.assignee_id is null and t.role = any (%%(roles)s))
      and t.escalated_at is not null and t.escalates_to = any (%%(roles)s) as is_told,
    case when t.due_at < %%(now)s then 'late' when t.due_at <= %%(day)s then 'today'
      when t.due_at <= %%(week)s then 'week' else 'later' end as clock
  from journey_coursetask t
  where %(near)s t.status = 'open' and (%%(everybody)s or t.assignee_id = %%(actor)s
    or t.assignee_id is null and t.role = any (%%(roles)s)
    or t.escalated_at is not null and t.escalates_to = any (%%(roles)s)))
"""


def _sum(counts: Sequence[tuple[Any, ...]], column: int, kind: Any) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for row in counts:
        key = kind(row[column])
        found[key] = found.get(key, 0) + row[3]
    return found


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a task can be given to; ``holds_role`` when it is of a role of theirs."""

    actor_id: int
    name: str
    title: str
    holds_role: bool


def list_who_may_do(*, task_id: UUID) -> list[Colleague]:
    """Return colleagues who reach the client and may read the task, those of the task's role first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from journey.who_may_do(%s)", [task_id])
        return [Colleague(*row) for row in cursor.fetchall()]


def measure_contact_before_release(*, since: datetime, until: datetime) -> list[tuple[int, date, int, int]]:
    """Return (establishment, month, released, of them with a contact outside arranged before) for a time.

    What is beaten by it: in Sweden in 2009 nearly 40 % had none (rules for the shared plan).
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from journey.released_with_contact(%s, %s)", [since, until])
        return list(cursor.fetchall())


def _step(task: CourseTask) -> Step | None:
    """Return a task with its line; one that a later version dropped is told by the version it was made of."""
    guide = tasks_of_version(task.version_id).get(task.code)
    return Step(task, guide) if guide else None
