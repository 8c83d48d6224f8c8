"""My way: the red thread of a course as one picture, and what others and I do on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from redthread.custody.public import dates_of, find_key_worker, find_sentence, name_of
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.foundation import clock, thread
from redthread.foundation.actor import require_client
from redthread.foundation.phases import Phase
from redthread.foundation.sentences import Text
from redthread.journey.public import (
    PHASE_WORDS,
    ClientTask,
    Course,
    PhaseLine,
    Point,
    TaskStatus,
    get_course,
    list_phases,
    list_points,
    list_tasks_for_client,
    name_of_role,
)
from redthread.jurisdiction.glossary import load_glossary
from redthread.jurisdiction.sentences import DateKind
from redthread.ui.words import date_long, day_in_words, local_day

MOST_BEEN: Final = 6
"""Stops behind somebody that the picture shows; who came and went many times sees the last ones."""
MOST_NOW: Final = 5
"""Tasks that stand open on the page; the others lie in a fold."""
KEPT_FROM_START: Final = timedelta(days=2)
"""Who came longer before their guides began to be kept was here before them."""
PREPARED: Final = timedelta(days=365)
"""So long before the release it is prepared (own default, as the phase itself)."""

MEANS: Final[dict[Phase, tuple[Text, str]]] = {
    Phase.REMAND: (gettext_lazy("You wait for the court. Nobody has decided yet."), "appeal"),
    Phase.INTAKE: (gettext_lazy("You settle in. Your plan is made together with you."), "smile"),
    Phase.SERVING: (gettext_lazy("Work, school, help, family. Your plan goes on."), "work"),
    Phase.RELEASE: (gettext_lazy("Home, money, papers, work: it is made ready with you."), "key"),
    Phase.SUPERVISION: (
        gettext_lazy("You are free. If you have supervision, you meet your probation officer."),
        "people",
    ),
    Phase.AFTER: (gettext_lazy("It is over. Nobody outside reads about you here any more."), "star"),
}
"""What each phase means for the person, in words that a child can read, and its pictogram."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A knot of the thread. ``state``: been, now, next, or open (nobody knows yet)."""

    state: str
    title: str
    means: str
    icon: str
    when: str


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody does, in the person's words. ``state``: mine, late, now, known, later, done, over.

    ``codes`` name words of the glossary, ``terms`` are they with what they mean: each once on the page.
    """

    state: str
    means: str
    who: str
    when: str
    codes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Footstep:
    """A point of the schedule for a good release."""

    number: int
    doing: Doing


@require_safe
def course(request: HttpRequest) -> HttpResponse:
    """Show a client their own course: where they have been, where they are, what comes, who does what."""
    actor = actor_of(request)
    client_id, now = require_client(actor), clock.now()
    tz = find_zone(client_id)
    running = get_course(client_id=client_id)
    if running is None:
        return render_page(request, "client/course/course.jinja", {"stops": []})
    tasks = list_tasks_for_client(client_id=client_id, language=actor.language)
    doing = explained(tasks_in_words(tasks, now=now, tz=tz), pack=running.pack, language=actor.language)
    key_worker = find_key_worker(client_id=client_id)
    page = {
        "key_worker": name_of(key_worker) if key_worker else "",
        "stops": stops_of(running, list_phases(client_id=client_id), _days(client_id), now=now, tz=tz),
        "now": doing["now"][:MOST_NOW],
        "more": doing["now"][MOST_NOW:],
        "known": doing["known"],
        "later": doing["later"],
        "done": doing["done"],
        "steps": footsteps(client_id, Phase(running.phase), language=actor.language, now=now, tz=tz),
        "steps_open": Phase(running.phase) in {Phase.RELEASE, Phase.SUPERVISION},
    }
    return render_page(request, "client/course/course.jinja", page)


def stops_of(
    running: Course,
    lines: Sequence[PhaseLine],
    days: dict[Phase, date],
    *,
    now: datetime,
    tz: str,
) -> list[Stop]:
    """Return the knots of the thread in order; exactly one is ``now``.

    Args:
        lines: the phases that began, in order.
        days: when phases ahead are expected to begin.
    """
    here = Phase(running.phase)
    # The days of phases that were over before the guides were kept are not known: only that they were.
    is_older = running.opened_at - running.started_at > KEPT_FROM_START

    def said(at: datetime) -> str:
        return date_long(at, tz=tz, year=local_day(at, tz).year != local_day(now, tz).year)

    def day_of(at: datetime) -> str:
        return "" if is_older and at <= running.opened_at else said(at)

    been = [line for line in lines if line.phase is not here and line.entered_at <= running.phase_since]
    stops = [Stop("been", _("You came"), "", "check", said(running.started_at))]
    stops += [_stop(line.phase, "been", day_of(line.entered_at)) for line in been[-MOST_BEEN:]]
    since = day_of(running.phase_since)
    stops.append(_stop(here, "now", _("since %(day)s") % {"day": since} if since else ""))
    if here is Phase.REMAND:
        # Whoever waits for a judgment counts as innocent: the picture foretells no sentence.
        court = _("What comes then, nobody knows yet. You see it here as soon as it is decided.")
        return [*stops, Stop("open", _("The court decides"), court, "appeal", "")]
    return stops + [
        _stop(phase, "next", _expected(days.get(phase), now, tz)) for phase in _ahead(running, days, tz)
    ]


def tasks_in_words(tasks: Sequence[ClientTask], *, now: datetime, tz: str) -> dict[str, list[Doing]]:
    """Return what is done, by whom and until when: ``now`` (mine first), ``known``, ``later``, ``done``."""
    found: dict[str, list[tuple[tuple[int, float], Doing]]] = {
        "now": [],
        "known": [],
        "later": [],
        "done": [],
    }
    for task in tasks:
        place, doing = _doing(task, now=now, tz=tz)
        if place:
            moment = task.done_at or task.due_at
            rank = 0 if task.is_mine and place == "now" else 1
            when = moment.timestamp() if moment else float("inf")
            found[place].append(((rank, -when if place == "done" else when), doing))
    return {place: [d for _key, d in sorted(rows, key=lambda row: row[0])] for place, rows in found.items()}


def explained(doing: dict[str, list[Doing]], *, pack: str, language: str) -> dict[str, list[Doing]]:
    """Return what is done with the words of the glossary beside it, each where it is first read."""
    glossary, seen = load_glossary(settings.PACKS / pack), set[str]()

    def explain(row: Doing) -> Doing:
        fresh = [glossary[code] for code in row.codes if code in glossary and code not in seen]
        seen.update(row.codes)
        terms = tuple((t.name.in_language(language), t.definition.in_language(language)) for t in fresh)
        return replace(row, terms=terms)

    return doing | {place: [explain(row) for row in doing[place]] for place in ("now", "known", "later")}


def footsteps(client_id: int, phase: Phase, *, language: str, now: datetime, tz: str) -> list[Footstep]:
    """Return the points of the schedule for a good release in the person's words, where there is one.

    None of them in remand: whoever waits for a judgment is not told of a release from a sentence.
    """
    if phase in {Phase.REMAND, Phase.AFTER}:
        return []
    points = [p for p in list_points(client_id=client_id) if p.guide.client is not None]
    names = thread.names_of(sorted({i for p in points if (i := _whose(p))}))
    return [Footstep(p.number, _step_of(p, names, language, now, tz)) for p in points]


def _whose(point: Point) -> int:
    """Return who did a point, or who it was given to; 0: nobody was named."""
    if point.task is None:
        return 0
    return (point.task.done_by if point.task.status == TaskStatus.DONE else point.task.assignee_id) or 0


def _step_of(point: Point, names: Mapping[int, str], language: str, now: datetime, tz: str) -> Doing:
    guide, task = point.guide, point.task
    role = name_of_role(task.role if task else guide.role, pack=point.pack, language=language)
    task_in_words = ClientTask(
        code=guide.code,
        phase=point.phase,
        title=guide.title.in_language(language),
        means=guide.client.in_language(language) if guide.client else "",
        who=names.get(_whose(point)) or role,
        status=task.status if task else TaskStatus.WAITING,
        due_at=task.due_at if task else None,
        done_at=task.done_at if task else None,
        is_mine=(task.role if task else guide.role) == "client",
    )
    return _doing(task_in_words, now=now, tz=tz)[1]


def _doing(task: ClientTask, *, now: datetime, tz: str) -> tuple[str, Doing]:
    day = _day(task.due_at, now, tz)
    match task.status:
        case TaskStatus.OPEN:
            late = task.due_at is not None and task.due_at < now
            state = "mine" if task.is_mine else "late" if late else "now"
            when = (
                (_("was to be done: %(day)s") if late else _("until %(day)s")) % {"day": day} if day else ""
            )
            return "now", Doing(state, task.means, task.who, when, task.terms)
        case TaskStatus.KNOWN:
            return "known", Doing("known", task.means, "", day, task.terms)
        case TaskStatus.WAITING:
            return "later", Doing("later", task.means, task.who, "", task.terms)
        case TaskStatus.DONE | TaskStatus.SKIPPED:
            state = "done" if task.status == TaskStatus.DONE else "over"
            return "done", Doing(state, task.means, task.who, _day(task.done_at, now, tz))
    return "", Doing("over", task.means, task.who, "")


def _stop(phase: Phase, state: str, when: str) -> Stop:
    means, icon = MEANS[phase]
    return Stop(state, str(PHASE_WORDS[phase]), str(means), icon, when)


def _ahead(running: Course, days: dict[Phase, date], tz: str) -> list[Phase]:
    """Return the phases to come; who leaves within a year goes from the first weeks straight to release."""
    order = list(Phase)
    ahead = order[order.index(Phase(running.phase)) + 1 :]
    soon = days.get(Phase.RELEASE)
    if soon and Phase.SERVING in ahead and soon <= local_day(running.phase_since, tz) + timedelta(days=28):
        ahead.remove(Phase.SERVING)
    return ahead


def _days(client_id: int) -> dict[Phase, date]:
    """Return when the phases ahead begin, as far as the sentence says it."""
    found = find_sentence(client_id=client_id)
    if found is None:
        return {}
    dates = dates_of(found)
    release, over = dates.on(DateKind.RELEASE), dates.on(DateKind.SUPERVISION_END)
    days = {Phase.RELEASE: release - PREPARED, Phase.SUPERVISION: release} if release else {}
    return days | ({Phase.AFTER: over} if over else {})


def _expected(day: date | None, now: datetime, tz: str) -> str:
    if day is None or day <= local_day(now, tz):
        return ""
    return _("from %(day)s, if nothing changes") % {"day": date_long(day, tz=tz, year=True)}


def _day(value: datetime | None, now: datetime, tz: str) -> str:
    return day_in_words(value, tz=tz, now=now) if value else ""
