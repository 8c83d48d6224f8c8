"""My tasks from all guides, late first, narrowed by clock and phase."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.journey.clock import clock_of
from redthread.foundation import thread
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import MyTask, When

MOST_WORDS: Final = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the list is narrowed and sorted, as its address says it."""

    when: When = When.ALL
    phase: Phase | None = None
    everybody: bool = False
    words: str = ""
    by_person: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether something is left out."""
        return self.when is not When.ALL or self.phase is not None or bool(self.words)

    def fields(self) -> dict[str, str]:
        """Return it as the fields of an address; what is usual is left out."""
        found = {
            "when": self.when.value if self.when is not When.ALL else "",
            "phase": self.phase.value if self.phase else "",
            "who": "all" if self.everybody else "",
            "q": self.words,
            "sort": "person" if self.by_person else "",
        }
        return {name: value for name, value in found.items() if value}

    def address(self, **other: Any) -> str:
        """Return the address of the list with something chosen otherwise."""
        query = urlencode(replace(self, **other).fields())
        return reverse("staff:guides") + (f"?{query}" if query else "")


@require_safe
def my_tasks(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do; what I was told of because it is late stands among it, marked."""
    desk = desk_of(request)
    admit(desk.actor, journey.Permission.COMPLETE)
    may_all = desk.actor.may(journey.Permission.ASSIGN)
    chosen = _chosen(request, may_all=may_all)
    found = journey.list_my_tasks(
        actor=desk.actor,
        now=desk.now,
        end_of_day=desk.day_ends,
        end_of_week=desk.day_ends + timedelta(days=6),
        when=chosen.when,
        phase=chosen.phase,
        everybody=chosen.everybody,
        words=chosen.words,
        by_person=chosen.by_person,
    )
    everybody = chosen.everybody
    names = thread.names_of(sorted({a for t in found.tasks if (a := t.step.task.assignee_id)}))
    context: dict[str, Any] = {
        "here": "guides",
        "lines": [_line(t, desk, names) for t in found.tasks],
        "total": sum(found.by_clock.values()),
        "hidden": max(0, found.wanted - len(found.tasks)),
        "chosen": chosen,
        "clocks": _clocks(found, chosen),
        "phases": _phases(found, chosen),
        "sorts": [
            (chosen.address(by_person=False), _("Late first"), not chosen.by_person),
            (chosen.address(by_person=True), _("By person"), chosen.by_person),
        ],
        "kept_fields": {name: value for name, value in chosen.fields().items() if name != "q"},
        "without_words": chosen.address(words=""),
        "is_narrowed": chosen.is_narrowed,
        "whose": [
            (chosen.address(everybody=False), _("Mine"), not everybody),
            (chosen.address(everybody=True), _("Everybody's"), everybody),
        ]
        if may_all
        else [],
        "is_all": everybody,
        "is_told": chosen.when is When.TOLD,
    }
    return render_desk(request, "staff/journey/guides.jinja", desk, context)


def told_today(desk: Desk) -> dict[str, Any]:
    """Return what the first page of the day says of the guides: how much is late, due, and told to me."""
    if not desk.actor.may(journey.Permission.COMPLETE):
        return {}
    counts = journey.count_my_tasks(actor=desk.actor, now=desk.now, end_of_day=desk.day_ends)
    shown = {When.LATE: _("late in the guides"), When.TODAY: _("due today in the guides")}
    return {
        "told": counts[When.TOLD],
        "told_href": Chosen(when=When.TOLD).address(),
        "figures": [
            (Chosen(when=when).address(), counts[when], words, when is When.LATE)
            for when, words in shown.items()
            if counts[when]
        ],
        "any": any(counts.values()),
    }


def _clocks(found: journey.MyTasks, chosen: Chosen) -> list[tuple[str, str, int, bool, bool]]:
    words = {
        When.ALL: _("All"),
        When.LATE: pgettext("tasks", "Late"),
        When.TODAY: _("Today"),
        When.WEEK: _("This week"),
        When.LATER: _("Later"),
    }
    counts = {**found.by_clock, When.ALL: sum(found.by_clock.values()), When.TOLD: found.told}
    if found.told or chosen.when is When.TOLD:
        words[When.TOLD] = _("Told to me")
    return [
        (
            chosen.address(when=w),
            label,
            counts.get(w, 0),
            w is chosen.when,
            w in {When.LATE, When.TOLD},
        )
        for w, label in words.items()
    ]


def _phases(found: journey.MyTasks, chosen: Chosen) -> list[tuple[str, Any, int, bool]]:
    return [
        (
            chosen.address(phase=p if p is not chosen.phase else None),
            journey.PHASE_WORDS[p],
            n,
            p is chosen.phase,
        )
        for p in Phase
        if (n := found.by_phase.get(p, 0)) or p is chosen.phase
    ]


def _chosen(request: HttpRequest, *, may_all: bool) -> Chosen:
    when, phase = request.GET.get("when", ""), request.GET.get("phase", "")
    return Chosen(
        When(when) if when in set(When) else When.ALL,
        Phase(phase) if phase in set(Phase) else None,
        everybody=may_all and request.GET.get("who") == "all",
        words=" ".join(request.GET.get("q", "").replace("\0", "").split())[:MOST_WORDS],
        by_person=request.GET.get("sort") == "person",
    )


def _line(row: MyTask, desk: Desk, names: Mapping[int, str]) -> dict[str, Any]:
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
        "assignee": names.get(task.assignee_id or 0, ""),
        "is_given": task.assignee_id == desk.actor.id,
    }
