"""What people do with the tasks of a course, and how a course is brought up to date."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.forms.public import AnswerError, FormContext, check_answers
from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.foundation.classes import OWN_READ
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.journey.enums import TaskStatus
from redthread.journey.events import (
    CourseTakenOver,
    DayNoted,
    PhaseBegan,
    TaskAssigned,
    TaskDone,
    TaskLate,
    TaskSkipped,
)
from redthread.journey.models import CourseTask
from redthread.journey.permissions import Permission
from redthread.journey.queries.answers import form_of
from redthread.journey.queries.guides import tasks_of_version
from redthread.journey.services.knowing import take
from redthread.journey.services.reckoning import counting_parole, reckon_all
from redthread.journey.services.rows import Change, write
from redthread.journey.words import PHASES, in_all_languages
from redthread.jurisdiction.guides import FACTS, GuideTask, Known
from redthread.sharing import public as sharing

LEAST_REASON: Final = 3
LONGEST_REASON: Final = 500
OLDEST_DAY: Final = timedelta(days=3660)


class Step(Protocol):
    """A part of a job's work, to be done again until there is no more."""

    def __call__(self, *, actor: Actor, at: datetime) -> int:
        """Do it and return how much was done."""
        ...


class TaskGoneError(DomainError):
    """The task ended meanwhile, or was never there."""


class ReasonMissingError(DomainError):
    """Whoever leaves a task out says why."""

    status = 422


class FormRefusedError(DomainError):
    """The form of a task cannot be taken in as it was sent; ``errors`` name the answers that are wrong."""

    status = 422

    def __init__(self, message: str | Promise, errors: Sequence[AnswerError] = ()) -> None:
        """Say why."""
        super().__init__(message)
        self.errors = tuple(errors)


class NotForThemError(DomainError):
    """A task is given to a colleague who reaches the client and may read it."""

    status = 422


class DayRefusedError(DomainError):
    """A day that cannot be noted."""

    status = 422


def bring_up_to_date(client_ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Reckon the courses of those to whom it is owed, and return how many.

    A phase that began is told in the thread, and what partners may know follows from it.
    """
    people = take(client_ids, with_sentences=counting_parole())
    if not people:
        return 0
    outcome = reckon_all(people, now=at)
    write(outcome, at=at)
    for change in sorted(outcome.changes, key=lambda c: c.client_id):
        _tell_phase(change, actor=actor, at=at)
    return len(people)


def _tell_phase(change: Change, *, actor: Actor, at: datetime) -> None:
    event = PhaseBegan(
        client_id=change.client_id,
        info_class=C.PHASE,
        phase=change.phase.value,
        before=change.before.value if change.before else "",
        title=in_all_languages(PHASES[change.phase]),
    )
    thread.record(actor, event, at=at)
    sharing.enter_phase(actor=actor, client_id=change.client_id, phase=change.phase, at=at)


@transaction.atomic
def complete_task(*, actor: Actor, task_id: UUID, note: str = "", at: datetime) -> CourseTask:
    """Say that a task is done; what is done again and again gets its next time.

    Args:
        note: what was done or agreed, in a few words; it is kept with the task.

    Raises:
        TaskGoneError: it had ended already.
    """
    return _tell_done(actor, _end(actor, task_id, TaskStatus.DONE, note.strip()[:LONGEST_REASON], at), at)


@transaction.atomic
def fill_task(
    *,
    actor: Actor,
    task_id: UUID,
    version: int,
    answers: Mapping[str, object],
    context: FormContext,
    at: datetime,
) -> CourseTask:
    """Keep the answers to the form that the guide names for a task, and so complete the task.

    Args:
        version: of the form that the writer saw.
        answers: linkId → answer; everything is checked again.

    Raises:
        FormRefusedError: there is no form here, a newer version is in use, or an answer is wrong.
        TaskGoneError: the task had ended already.
    """
    require(actor, Permission.COMPLETE)
    task = _get(task_id)
    form = form_of(tasks_of_version(task.version_id)[task.code])
    if form is None:
        raise FormRefusedError(_("There is no form for this task. Say on the course’s page that it is done."))
    if form.definition.version != version:
        raise FormRefusedError(_("This form has changed meanwhile. Look through it, and send it again."))
    checked = check_answers(form, answers, context)
    if checked.errors:
        raise FormRefusedError(_("Some answers are missing or wrong."), checked.errors)
    with connection.cursor() as cursor:
        cursor.execute(
            "select journey.fill_task(%s, %s, %s, %s, %s)",
            [task_id, form.definition.code, version, json.dumps(checked.answers), at],
        )
        if not cursor.fetchone()[0]:
            raise TaskGoneError(_("This task has ended already. Look at the course again."))
    task.refresh_from_db()
    return _tell_done(actor, task, at)


@transaction.atomic
def skip_task(*, actor: Actor, task_id: UUID, reason: str, at: datetime) -> CourseTask:
    """Decide that a task is not needed for this person, and say why.

    Raises:
        ReasonMissingError: no reason.
        TaskGoneError: it had ended already.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissingError(_("Write why this is not needed. The reason is kept with the task."))
    task = _end(actor, task_id, TaskStatus.SKIPPED, reason.strip()[:LONGEST_REASON], at)
    thread.record(actor, TaskSkipped(**_of(task)), at=at)
    bring_up_to_date([task.client_id], actor=actor, at=at)
    return task


@transaction.atomic
def assign_task(*, actor: Actor, task_id: UUID, assignee_id: int | None, at: datetime) -> CourseTask:
    """Give a task to a colleague, take it oneself, or give it back to the role (None).

    Raises:
        PermissionDeniedError: only those who lead the work give a task to somebody else.
        TaskGoneError: it had ended already.
        NotForThemError: the colleague does not reach the client, or may not read it.
    """
    require(actor, Permission.COMPLETE if assignee_id == actor.id else Permission.ASSIGN)
    task = _get(task_id)
    if task.status not in {TaskStatus.OPEN, TaskStatus.WAITING}:
        raise TaskGoneError(_("This task has ended already. Look at the course again."))
    with connection.cursor() as cursor:
        cursor.execute("select journey.assign_task(%s, %s)", [task_id, assignee_id])
        if not cursor.fetchone()[0]:
            raise NotForThemError(_("This colleague does not work with this person. Choose somebody else."))
    name = thread.names_of([assignee_id])[assignee_id] if assignee_id is not None else ""
    if name:
        thread.record(actor, TaskAssigned(**_of(task), to=name), at=at)
    task.refresh_from_db()
    return task


@transaction.atomic
def note_day(*, actor: Actor, note_id: UUID, client_id: int, fact: str, on: date, at: datetime) -> None:
    """Note the day of something that no other part of the service sees; tasks that count from it begin.

    The same ``note_id`` again is the same note.

    Raises:
        DayRefusedError: there is no such fact to note, or the day cannot be right.
    """
    require(actor, Permission.COMPLETE)
    if FACTS.get(fact) is not Known.NOTED:
        raise DayRefusedError(_("This day comes from elsewhere and cannot be noted."))
    # Days are local: the calendar's today may be one ahead of the clock's.
    if not at.date() - OLDEST_DAY <= on <= at.date() + timedelta(days=1):
        raise DayRefusedError(_("This day lies in the future or too far back. Check it."))
    with connection.cursor() as cursor:
        cursor.execute("select journey.note_fact(%s, %s, %s, %s, %s)", [note_id, client_id, fact, on, at])
        if not cursor.fetchone()[0]:
            return
    event = DayNoted(client_id=client_id, info_class=C.PHASE, fact=fact, happened_on=on)
    thread.record(actor, event, at=at)
    bring_up_to_date([client_id], actor=actor, at=at)


@transaction.atomic
def take_over_course(*, actor: Actor, client_id: int, at: datetime) -> bool:
    """Let a person follow the current guides; what is done stays done. Say whether they changed."""
    require(actor, Permission.GUIDES)
    with connection.cursor() as cursor:
        cursor.execute("select journey.take_over(%s)", [[client_id]])
        changed = bool(cursor.fetchone()[0])
    bring_up_to_date([client_id], actor=actor, at=at)
    if changed:
        thread.record(actor, CourseTakenOver(client_id=client_id, info_class=C.PHASE), at=at)
    return changed


@transaction.atomic
def tell_late(*, actor: Actor, at: datetime, limit: int = 200) -> int:
    """Tell the next role of each late task, once; return how many. The job's work."""
    with connection.cursor() as cursor:
        cursor.execute("select * from journey.escalate(%s, %s)", [at, limit])
        rows = cursor.fetchall()
    for id_, client_id, info_class, version_id, code, role, escalates_to, due_at in sorted(
        rows, key=lambda row: (row[1], row[7])
    ):
        guide = tasks_of_version(version_id)[code]
        event = TaskLate(
            client_id=client_id,
            info_class=_class_of_entry(C(info_class), guide),
            task_id=id_,
            code=code,
            title=guide.title.as_dict(),
            role=role,
            escalates_to=escalates_to,
            due_on=due_at.date().isoformat(),
        )
        thread.record(actor, event, at=at)
    return len(rows)


@transaction.atomic
def settle_owed(*, actor: Actor, at: datetime, limit: int = 200) -> int:
    """Bring those courses up to date to whom something happened or a day has come; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select journey.list_owed(%s, %s)", [at, limit])
        owed = [row[0] for row in cursor.fetchall()]
    if not owed:
        return 0
    bring_up_to_date(owed, actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select journey.forget(%s)", [owed])
    return len(owed)


def _tell_done(actor: Actor, task: CourseTask, at: datetime) -> CourseTask:
    thread.record(actor, TaskDone(**_of(task)), at=at)
    bring_up_to_date([task.client_id], actor=actor, at=at)
    return task


def _end(actor: Actor, task_id: UUID, status: TaskStatus, reason: str, at: datetime) -> CourseTask:
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.COMPLETE)
    task = _get(task_id)
    with connection.cursor() as cursor:
        cursor.execute("select journey.end_task(%s, %s, %s, %s)", [task_id, status.value, reason, at])
        if not cursor.fetchone()[0]:
            raise TaskGoneError(_("This task has ended already. Look at the course again."))
    task.refresh_from_db()
    return task


def _get(task_id: UUID) -> CourseTask:
    try:
        return CourseTask.objects.get(id=task_id)
    except CourseTask.DoesNotExist:
        raise TaskGoneError(_("This task is not there.")) from None


def _of(task: CourseTask) -> dict[str, Any]:
    guide = tasks_of_version(task.version_id)[task.code]
    return {
        "client_id": task.client_id,
        "info_class": _class_of_entry(C(task.info_class), guide),
        "task_id": task.id,
        "code": task.code,
        "title": guide.title.as_dict(),
    }


def _class_of_entry(info_class: C, guide: GuideTask) -> C:
    """Return the class of an entry about a task: what the client is not shown is not told in their thread."""
    return C.SECURITY if guide.client is None and info_class & OWN_READ else info_class
