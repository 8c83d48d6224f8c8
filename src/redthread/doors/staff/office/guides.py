"""The guides of the service: versions, the draft with its preview, publishing, taking people over."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.deadline_words import say_deadline
from redthread.doors.staff.desk import Desk, pack_of
from redthread.doors.staff.office.confirm import Effect, confirm, is_confirmed
from redthread.doors.staff.office.guide_picture import draw
from redthread.doors.staff.office.guide_words import say_unfit
from redthread.doors.staff.office.page import language, office_of, render_office, to
from redthread.foundation.errors import DomainError
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import PHASE_WORDS, Example, GuideOrigin, GuideVersion, Permission, Previewed
from redthread.jurisdiction.guide_check import find_unfit
from redthread.jurisdiction.guides import GuideTask
from redthread.ui.words import date_long, date_short

SECTION: Final = "guides"
OWN: Final = "Own default"
"""What the packs write where the source is nobody but us; pages say it in the reader's language."""
SHOWN_DAYS: Final = ("arrived", "sentenced", "release", "ends")


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List the guide of each phase with its version and draft, and how far people are taken over."""
    desk = office_of(request, Permission.GUIDES)
    pack, current = desk.establishment.pack, journey.current_versions(pack=desk.establishment.pack)
    rows = []
    for phase in Phase:
        version = journey.get_version(version_id=current[phase]) if phase in current else None
        draft = journey.find_draft(pack=pack, phase=phase)
        rows.append(
            {
                "title": str(PHASE_WORDS[phase]),
                "href": to(desk, "office-guide", phase.value),
                "version": version.number if version else None,
                "origin": str(GuideOrigin(version.origin).label) if version else "",
                "is_own": version is not None and version.origin == GuideOrigin.OWN,
                "since": _day(version.published_at, desk) if version and version.published_at else "",
                "tasks": len(version.tasks) if version else 0,
                "draft": to(desk, "office-guide-draft", phase.value) if draft else "",
            }
        )
    context = {"rows": rows, "migration": _migration(desk), "has_guides": bool(current)}
    return render_office(request, "guides/list.jinja", desk, context, section=SECTION)


@require_safe
def guide(request: HttpRequest, phase: str) -> HttpResponse:
    """Show one version of a phase's guide in words, and its other versions."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    versions = journey.list_versions(pack=desk.establishment.pack, phase=found)
    asked = request.GET.get("version", "")
    shown = next((v for v in versions if str(v.number) == asked), versions[0] if versions else None)
    context = {
        "phase": found.value,
        "title": str(PHASE_WORDS[found]),
        "shown": _version(desk, shown) if shown else None,
        "versions": [_version(desk, v) for v in versions],
        "may_withdraw": shown is not None and shown.is_current and len(versions) > 1,
        "tasks": [line(t, desk) for t in journey.tasks_of_version(shown.id).values()] if shown else [],
        "draft": journey.find_draft(pack=desk.establishment.pack, phase=found),
    }
    return render_office(request, "guides/guide.jinja", desk, context, section=SECTION)


@require_POST
def begin(request: HttpRequest, phase: str) -> HttpResponse:
    """Begin a draft from the version in force, or from an earlier one that was chosen."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    pack = desk.establishment.pack
    if journey.find_draft(pack=pack, phase=found) is None:
        versions = journey.list_versions(pack=pack, phase=found)
        asked = request.POST.get("version", "")
        source = next((v for v in versions if str(v.number) == asked), None) or next(
            (v for v in versions if v.is_current), None
        )
        tasks = source.tasks if source else {}
        journey.save_draft(actor=desk.actor, pack=pack, phase=found, tasks=tasks, expected=None, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-guide-draft", phase))


@require_POST
def withdraw(request: HttpRequest, phase: str) -> HttpResponse:
    """Take the version in force back, once the page has said what that means for those who follow it."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    pack = desk.establishment.pack
    current = next((v for v in journey.list_versions(pack=pack, phase=found) if v.is_current), None)
    if current is None:
        raise Http404
    earlier = journey.version_before(version=current)
    if earlier is None:
        return HttpResponseRedirect(to(desk, "office-guide", phase, done="first"))
    if not is_confirmed(request):
        people = journey.count_followers(version_id=current.id)
        follow = ngettext(
            "%(num)s person follows it and keeps it until you take everybody over. Nothing is lost.",
            "%(num)s people follow it and keep it until you take everybody over. Nothing is lost.",
            people,
        )
        back = _("Version %(old)s holds again, as version %(new)s: whoever comes from now on follows it.")
        return confirm(
            request,
            desk,
            title=_("Withdraw version %(n)s") % {"n": current.number},
            section=SECTION,
            back=to(desk, "office-guide", phase),
            yes=_("Withdraw it"),
            effects=[
                Effect(back % {"old": earlier.number, "new": (current.number or 0) + 1}),
                Effect(follow % {"num": people}, is_warning=people > 0),
                Effect(_("The withdrawn version stays in the list: what was done by it can be read.")),
            ],
        )
    journey.withdraw_version(actor=desk.actor, version_id=current.id, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-guide", phase, done="withdrawn"))


@require_safe
def draft(request: HttpRequest, phase: str) -> HttpResponse:
    """Show the draft as it would be for an example person: each day, and what can never be met."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    example, wrong = example_of(request, desk)
    previewed = _previewed(desk, found, row, example)
    lines = [
        line(p.task, desk)
        | {"due": _day(p.due_at, desk), "warning": p.warning, "unfit": unfit_of(p.task, desk), "edge": ""}
        for p in previewed
    ]
    for each, edge in zip(lines[:1] + lines[-1:], ("up", "down"), strict=False):
        each["edge"] = edge
    context = {
        "phase": found.value,
        "title": str(PHASE_WORDS[found]),
        "tasks": lines,
        "picture": draw(desk, example.begins(found), list(zip(previewed, lines, strict=True))),
        "warnings": sum(bool(p.warning) for p in previewed),
        "unfit": sum(bool(each["unfit"]) for each in lines),
        "days": example_days(example, desk),
        "begins": _day(example.begins(found), desk),
        "wrong_days": wrong,
        "changed_at": row.changed_at,
        "next_order": max((p.task.order for p in previewed), default=0) + 10,
    }
    return render_office(request, "guides/draft.jinja", desk, context, section=SECTION)


@require_POST
def publish(request: HttpRequest, phase: str) -> HttpResponse:
    """Publish the draft, once the page has said what that does."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Publish the guide “%(title)s”") % {"title": PHASE_WORDS[found]},
            section=SECTION,
            back=to(desk, "office-guide-draft", phase),
            yes=_("Publish"),
            effects=_effects(desk, found, row),
        )
    journey.publish(actor=desk.actor, pack=desk.establishment.pack, phase=found, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-guide", phase, done="published"))


@require_POST
def discard(request: HttpRequest, phase: str) -> HttpResponse:
    """Throw the draft away, once the page has asked."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Throw the draft away"),
            section=SECTION,
            back=to(desk, "office-guide-draft", phase),
            yes=_("Throw it away"),
            effects=[Effect(words) for words in changes(desk, found, row)],
        )
    journey.discard_draft(actor=desk.actor, pack=desk.establishment.pack, phase=found)
    return HttpResponseRedirect(to(desk, "office-guide", phase))


@require_http_methods(["GET", "HEAD", "POST"])
def migrate(request: HttpRequest) -> HttpResponse:
    """Take everybody over to the guides in force, once the page has said what that does."""
    desk = office_of(request, Permission.GUIDES)
    if request.method != "POST":
        return HttpResponseRedirect(to(desk, "office-guides"))
    if not is_confirmed(request):
        words = _(
            "What is done stays done. What is still to do follows the new guide; what it does not have ends."
        )
        more = _("It goes on in the background, some hundred people at a time. You see here how far it is.")
        return confirm(
            request,
            desk,
            title=_("Take everybody over to the guides in force"),
            section=SECTION,
            back=to(desk, "office-guides"),
            yes=_("Take over"),
            effects=[Effect(words), Effect(more)],
        )
    try:
        journey.start_migration(actor=desk.actor, pack=desk.establishment.pack, at=desk.now)
    except DomainError:
        return HttpResponseRedirect(to(desk, "office-guides", done="running"))
    return HttpResponseRedirect(to(desk, "office-guides", done="started"))


def phase_of(phase: str) -> Phase:
    """Return the phase that an address names.

    Raises:
        Http404: there is none of this name.
    """
    try:
        return Phase(phase)
    except ValueError as error:
        raise Http404 from error


def draft_of(desk: Desk, phase: Phase) -> GuideVersion:
    """Return the draft that is being written.

    Raises:
        Http404: there is none.
    """
    found = journey.find_draft(pack=desk.establishment.pack, phase=phase)
    if found is None:
        raise Http404
    return found


def line(task: GuideTask, desk: Desk) -> dict[str, Any]:
    """Return a task as the lists of the office show it."""
    pack = desk.establishment.pack
    return {
        "code": task.code,
        "order": task.order,
        "point": task.point,
        "title": task.title.in_language(language()),
        "who": journey.name_of_role(task.role, pack=pack, language=language()),
        "deadline": str(task.deadline),
        "words": say_deadline(task.deadline, starts=task.starts),
        "source": "" if task.provenance.source == OWN else task.provenance.source,
        "is_own": task.provenance.is_own_default,
        "is_shown": task.client is not None,
        "missing": sorted({code for text in _texts(task) for code in text.missing()}),
    }


def _texts(task: GuideTask) -> list[Any]:
    return [text for text in (task.title, task.why, task.how, task.client) if text is not None]


def changes(desk: Desk, phase: Phase, row: GuideVersion) -> list[str]:
    """Return what a draft changes against the version in force, a sentence each."""
    current = journey.current_versions(pack=desk.establishment.pack).get(phase)
    before: Mapping[str, Any] = journey.get_version(version_id=current).tasks if current else {}
    names = {code: _title(task) for code, task in (dict(before) | row.tasks).items()}
    said = [_("New: %(task)s") % {"task": names[c]} for c in row.tasks if c not in before]
    said += [_("No longer there: %(task)s") % {"task": names[c]} for c in before if c not in row.tasks]
    both = [c for c in row.tasks if c in before and row.tasks[c] != before[c]]
    return said + [_("Changed: %(task)s") % {"task": names[c]} for c in both]


def _title(task: Mapping[str, Any]) -> str:
    words = task.get("title")
    if not isinstance(words, dict):
        return ""
    return str(words.get(language()) or words.get("en") or next(iter(words.values()), ""))


def unfit_of(task: GuideTask, desk: Desk) -> list[str]:
    """Return in words who of a task cannot do their part."""
    return [say_unfit(found, desk) for found in find_unfit(task, pack_of(desk.establishment.pack).roles)]


def _previewed(desk: Desk, phase: Phase, row: GuideVersion, example: Example) -> list[Previewed]:
    pack = desk.establishment.pack
    return journey.preview_guide(pack=pack, phase=phase, tasks=row.tasks, example=example)


def _effects(desk: Desk, phase: Phase, row: GuideVersion) -> list[Effect]:
    previewed = _previewed(desk, phase, row, journey.example_person(now=desk.now))
    effects = [
        Effect(_("It never changes again; the next change is a new version.")),
        Effect(_("Whoever comes into this phase from now on follows it.")),
        Effect(_("The others keep the version they have until you take them over.")),
    ]
    never = [p for p in previewed if p.warning]
    for p in never:
        words = {"task": p.task.title.in_language(language()), "why": p.warning}
        effects.append(Effect(_("%(task)s: %(why)s") % words, is_warning=True))
    for p in previewed:
        for why in unfit_of(p.task, desk):
            words = {"task": p.task.title.in_language(language()), "why": why}
            effects.append(Effect(_("%(task)s: %(why)s") % words, is_warning=True))
    lacking = sum(bool(text.missing()) for p in previewed for text in _texts(p.task))
    if lacking:
        words_missing = ngettext(
            "%(num)s text is missing in some language and is shown in another one.",
            "%(num)s texts are missing in some language and are shown in another one.",
            lacking,
        )
        effects.append(Effect(words_missing % {"num": lacking}, is_warning=True))
    return effects + [Effect(words) for words in changes(desk, phase, row)]


def example_of(request: HttpRequest, desk: Desk) -> tuple[Example, str]:
    """Return the example person that was asked for, else the usual one; and what is wrong with the days."""
    usual = journey.example_person(now=desk.now)
    days = example_days(usual, desk)
    asked = {name: request.GET.get(name, "") for name in SHOWN_DAYS}
    if not any(asked.values()):
        return usual, ""
    try:
        found = {name: date.fromisoformat(asked[name] or days[name]) for name in SHOWN_DAYS}
    except ValueError:
        return usual, _("Write each day as a date, such as 2026-01-31.")
    order = [found[name] for name in SHOWN_DAYS]
    if order != sorted(order) or not usual_years(order):
        return usual, _("The days must follow each other: came, sentenced, released, over.")
    noon = time(12, tzinfo=desk.zone)
    arrived, sentenced = (datetime.combine(found[name], noon) for name in ("arrived", "sentenced"))
    return Example(arrived, sentenced, found["release"], found["ends"]), ""


def usual_years(days: list[date]) -> bool:
    """Say whether days lie where calendars and people are."""
    return all(1950 <= day.year <= 2150 for day in days)  # noqa: PLR2004 a life before and after now


def example_days(example: Example, desk: Desk) -> dict[str, str]:
    """Return the days of an example person as a form shows them."""
    return {
        "arrived": example.arrived_at.astimezone(desk.zone).date().isoformat(),
        "sentenced": example.sentenced_at.astimezone(desk.zone).date().isoformat(),
        "release": example.release_on.isoformat(),
        "ends": example.ends_on.isoformat(),
    }


def _version(desk: Desk, version: GuideVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "origin": str(GuideOrigin(version.origin).label),
        "is_current": version.is_current,
        "followers": journey.count_followers(version_id=version.id),
        "since": date_short(version.published_at, tz=desk.zone.key, year=True)
        if version.published_at
        else "",
        "href": to(desk, "office-guide", version.phase, version=version.number),
    }


def _migration(desk: Desk) -> dict[str, Any] | None:
    found = journey.find_migration(pack=desk.establishment.pack)
    if found is None:
        return None
    return {
        "done": found.done,
        "total": found.total,
        "is_over": found.finished_at is not None,
        "at": _day(found.finished_at or found.started_at, desk),
    }


def _day(value: datetime | None, desk: Desk) -> str:
    return date_long(value, tz=desk.zone.key, year=True) if value else ""
