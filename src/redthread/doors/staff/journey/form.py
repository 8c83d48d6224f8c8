"""The form that completes a task: filled in once, and read afterwards by who may read the task."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from redthread.doors.staff.custody.fields import Case, case_of
from redthread.doors.staff.desk import number, render_desk
from redthread.doors.staff.journey.course import is_theirs
from redthread.forms.public import FormContext, Step, present, start, summarise, take_step
from redthread.foundation import thread
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.journey import public as journey
from redthread.journey.public import FilledTask, TaskStatus
from redthread.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, client_id: int, task_id: UUID) -> HttpResponse:
    """Show the form of a task and take it in, which completes the task; what was sent is shown to be read."""
    case = case_of(request, client_id, journey.Permission.COMPLETE)
    found = journey.find_step(client_id=client_id, task_id=task_id)
    if found is None or not _is_on_their_page(case, found):
        raise Http404
    if request.method != "POST":
        if kept := journey.find_filled(client_id=client_id, task_id=task_id):
            return _read(request, case, kept)
        if found.task.status not in {TaskStatus.OPEN, TaskStatus.WAITING}:
            raise Http404
    form = journey.form_of(found.guide)
    if form is None:
        raise Http404
    context = FormContext(today=case.desk.today)
    step, error = start(form, context, is_whole=True), None
    if request.method == "POST":
        first = step.page
        step = take_step(form, dict(request.POST.lists()), context, is_whole=True)
        if step.checked is not None:
            try:
                journey.fill_task(
                    actor=case.desk.actor,
                    task_id=task_id,
                    version=number(request.POST.get("version")) or 0,
                    answers=step.checked.answers,
                    context=context,
                    at=case.desk.now,
                )
            except DomainError as problem:
                # Nothing was kept, and nothing typed is lost: the same page again, with the reason.
                error, step = problem, Step(first, step.answers, getattr(problem, "errors", ()))
            else:
                return HttpResponseRedirect(reverse("staff:course", args=[client_id]) + "?said=done")
    view = present(form, step, language=case.desk.actor.language, context=context, is_whole=True)
    page: dict[str, Any] = _head(case, found) | {"view": view, "error": error.message if error else ""}
    status = error.status if error else 422 if view.errors else 200
    return render_desk(request, "staff/journey/form.jinja", case.desk, page, status=status)


def _read(request: HttpRequest, case: Case, filled: FilledTask) -> HttpResponse:
    language, kept = case.desk.actor.language, filled.kept
    page = _head(case, filled.step) | {
        "form_title": filled.form.definition.title.in_language(language),
        "rows": summarise(filled.form, filled.answers, language),
        "who": thread.names_of([kept.sent_by]).get(kept.sent_by, ""),
        "when": words.date_short(kept.sent_at, tz=case.desk.establishment.timezone, year=True),
    }
    return render_desk(request, "staff/journey/answers.jinja", case.desk, page)


def _is_on_their_page(case: Case, found: journey.Step) -> bool:
    """Say whether the course's page shows this task to them: who does not read the phase has only theirs."""
    reads_all = case.desk.actor.focus_read & InformationClass.PHASE
    return bool(reads_all) or is_theirs(found, case.desk.actor, journey.my_roles())


def _head(case: Case, found: journey.Step) -> dict[str, Any]:
    return {
        "here": "guides",
        "client": case.client,
        "task_id": found.task.id,
        "title": found.guide.title.in_language(case.desk.actor.language),
    }
