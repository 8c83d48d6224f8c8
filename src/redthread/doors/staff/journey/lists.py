"""My tasks from all guides, late first, narrowed by clock and phase."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.journey.clock import clock_of
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import MyTask, When


@require_safe
def my_tasks(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do; what I was told of because it is late stands among it, marked."""
    desk = desk_of(request)
    admit(desk.actor, journey.Permission.COMPLETE)
    when, phase = _chosen(request)
    may_all = desk.actor.may(journey.Permission.ASSIGN)
    everybody = may_all and request.GET.get("who") == "all"
    found = journey.list_my_tasks(
        actor=desk.actor,
        now=desk.now,
        end_of_day=desk.day_ends,
        end_of_week=desk.day_ends + timedelta(days=6),
        when=when,
        phase=phase,
        everybody=everybody,
    )
    words = {
        When.ALL: _("All"),
        When.LATE: pgettext("tasks", "Late"),
        When.TODAY: _("Today"),
        When.WEEK: _("This week"),
        When.LATER: _("Later"),
    }
    total = sum(found.by_clock.values())
    counts = {**found.by_clock, When.ALL: total}
    context: dict[str, Any] = {
        "here": "guides",
        "lines": [_line(t, desk) for t in found.tasks],
        "total": total,
        "hidden": max(0, _wanted(found, when, phase) - len(found.tasks)),
        "clocks": [
            (_address(w, phase, everybody=everybody), label, counts.get(w, 0), w is when, w is When.LATE)
            for w, label in words.items()
        ],
        "phases": [
            (
                _address(when, p if p is not phase else None, everybody=everybody),
                journey.PHASE_WORDS[p],
                n,
                p is phase,
            )
            for p in Phase
            if (n := found.by_phase.get(p, 0)) or p is phase
        ],
        "is_narrowed": when is not When.ALL or phase is not None,
        "whose": [
            (_address(when, phase, everybody=False), _("Mine"), not everybody),
            (_address(when, phase, everybody=True), _("Everybody's"), everybody),
        ]
        if may_all
        else [],
        "is_all": everybody,
    }
    return render_desk(request, "staff/journey/guides.jinja", desk, context)


def _chosen(request: HttpRequest) -> tuple[When, Phase | None]:
    when, phase = request.GET.get("when", ""), request.GET.get("phase", "")
    return (
        When(when) if when in set(When) else When.ALL,
        Phase(phase) if phase in set(Phase) else None,
    )


def _wanted(found: journey.MyTasks, when: When, phase: Phase | None) -> int:
    """Return how many the list would hold without its limit, as far as the counts tell."""
    if phase is not None:
        return found.by_phase.get(phase, 0) if when is When.ALL else len(found.tasks)
    return sum(found.by_clock.values()) if when is When.ALL else found.by_clock.get(when, 0)


def _address(when: When, phase: Phase | None, *, everybody: bool) -> str:
    fields = {"when": when.value if when is not When.ALL else "", "phase": phase.value if phase else ""}
    fields["who"] = "all" if everybody else ""
    query = urlencode({k: v for k, v in fields.items() if v})
    return reverse("staff:guides") + (f"?{query}" if query else "")


def _line(row: MyTask, desk: Desk) -> dict[str, Any]:
    task, language = row.step.task, desk.actor.language
    said, state = clock_of(task.due_at, desk)
    return {
        "href": reverse("staff:course", args=[task.client_id]) + f"?task={task.id}#t-{task.id}",
        "title": row.step.guide.title.in_language(language),
        "who": row.client_name,
        "number": row.client_number,
        "phase": journey.PHASE_WORDS[Phase(task.phase)],
        "role": journey.name_of_role(task.role, pack=task.version.pack, language=language),
        "clock": said,
        "state": state,
        "is_told": row.is_told,
        "is_given": task.assignee_id == desk.actor.id,
    }
