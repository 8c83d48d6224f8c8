"""The forms of tasks: which one completes a task, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from redthread.forms.public import CompiledForm, FormNotFoundError, get_definition, get_published
from redthread.journey.models import CourseTask, TaskAnswers
from redthread.journey.queries.courses import Step
from redthread.journey.queries.guides import tasks_of_version
from redthread.jurisdiction.guides import GuideTask


@dataclass(frozen=True, slots=True)
class FilledTask:
    """A task that a form completed: the answers with the very questions they answer."""

    step: Step
    form: CompiledForm
    kept: TaskAnswers

    @property
    def answers(self) -> Mapping[str, object]:
        """Return linkId → answer."""
        found: Mapping[str, object] = self.kept.answers
        return found


def form_of(guide: GuideTask) -> CompiledForm | None:
    """Return the form that completes a task; None where the guide names none, or none is in use here."""
    if not guide.form:
        return None
    try:
        return get_published(guide.form)
    except FormNotFoundError:
        return None


def find_step(*, client_id: int, task_id: UUID) -> Step | None:
    """Return one task of a client with its line of the guide; None where the actor may not read it."""
    task = CourseTask.objects.filter(id=task_id, client_id=client_id).first()
    guide = tasks_of_version(task.version_id).get(task.code) if task else None
    return Step(task, guide) if task and guide else None


def list_filled(*, client_id: int) -> list[FilledTask]:
    """Return what was filled in for a client and the actor may read, the newest first."""
    rows = TaskAnswers.objects.filter(client_id=client_id).select_related("task").order_by("-sent_at", "id")
    return [
        FilledTask(Step(row.task, guide), get_definition(row.form, row.version), row)
        for row in rows
        if (guide := tasks_of_version(row.task.version_id).get(row.task.code))
    ]


def find_filled(*, client_id: int, task_id: UUID) -> FilledTask | None:
    """Return what was filled in for one task; None where nothing was, or the actor may not read it."""
    return next((f for f in list_filled(client_id=client_id) if f.kept.task_id == task_id), None)
