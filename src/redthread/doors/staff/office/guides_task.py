"""One task of a guide's draft: its texts, owner and deadline, read out while it is typed."""

import re
from datetime import date, datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.deadline_words import Reading, read_deadline
from redthread.doors.staff.desk import Desk, number, pack_of
from redthread.doors.staff.office.guide_words import (
    choices,
    deadline_help,
    fact_help,
    forms_in_use,
    say_refused,
    say_unfit,
)
from redthread.doors.staff.office.guides import SECTION, draft_of, example_of, phase_of
from redthread.doors.staff.office.page import chosen, filled, in_words, office_of, render_office, to
from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import (
    PHASE_WORDS,
    GuideRefusedError,
    GuideVersion,
    Permission,
    StaleDraftError,
)
from redthread.jurisdiction.guide_check import find_unfit
from redthread.jurisdiction.guides import FACTS, OUTSIDE, PAGES, PHASE_FACT
from redthread.jurisdiction.pack import Basis
from redthread.jurisdiction.tables import PackError
from redthread.ui.words import date_long

TEXTS: Final = ("title", "why", "how", "client")
FIELDS: Final = (
    "role",
    "order",
    "deadline",
    "escalates_to",
    "info_class",
    "page",
    "form",
    "partners",
    "source",
    "basis",
    "valid_from",
)
LISTS: Final = ("terms", "check", "repeat_on")
LONGEST: Final = 600
"""Characters of one text in one language; more is cut off where it was typed by a machine."""
NEW: Final = "new"
Raw = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, phase: str, code: str) -> HttpResponse:
    """Show a task of the draft and keep it; what is wrong is said with its place, nothing typed is lost."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    if code != NEW and code not in row.tasks:
        raise Http404
    if request.method != "POST":
        raw = dict(row.tasks[code]) if code != NEW else _blank(row, desk)
        return _page(request, desk, found, row, code=code, raw=raw)
    raw = _read(request, dict(row.tasks.get(code, {})))
    name = code if code != NEW else re.sub(r"[^a-z0-9_]", "", request.POST.get("code", "")[:60].lower())
    if request.POST.get("step") == "read":
        return _page(request, desk, found, row, code=code, raw=raw)
    if code == NEW and name in row.tasks:
        error = _("There is a task with this code already.")
        return _page(request, desk, found, row, code=code, raw=raw, error=error, wrong="code")
    if not raw["source"]:
        error = say_refused("source", "")
        return _page(request, desk, found, row, code=code, raw=raw, error=error, wrong="source")
    return _keep(request, desk, found, row, code=code, name=name, raw=raw)


@require_POST
def remove(request: HttpRequest, phase: str, code: str) -> HttpResponse:
    """Take a task out of the draft."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    tasks = {name: raw for name, raw in row.tasks.items() if name != code}
    return _changed(request, desk, found, tasks, done="removed")


@require_POST
def move(request: HttpRequest, phase: str, code: str) -> HttpResponse:
    """Let a task of the draft change places with the one before or after it."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    row = draft_of(desk, found)
    codes = sorted(row.tasks, key=lambda c: (int(row.tasks[c].get("order", 0)), c))
    if code not in codes:
        raise Http404
    here = codes.index(code)
    there = here + (-1 if request.POST.get("way") == "up" else 1)
    if not 0 <= there < len(codes):
        return HttpResponseRedirect(to(desk, "office-guide-draft", phase) + f"#{code}")
    codes[here], codes[there] = codes[there], codes[here]
    # The places of the list stay; two tasks at one place get one each.
    places = [int(row.tasks[c].get("order", 0)) for c in codes]
    places.sort()
    tasks = dict(row.tasks)
    last = -1
    for name, place in zip(codes, places, strict=True):
        last = max(place, last + 1)
        tasks[name] = {**row.tasks[name], "order": last}
    return _changed(request, desk, found, tasks, done="moved", at=code)


def _changed(
    request: HttpRequest, desk: Desk, phase: Phase, tasks: Raw, *, done: str, at: str = ""
) -> HttpResponse:
    """Keep a change of the whole draft; who saw an older one is shown how it stands now, and told."""
    pack = desk.establishment.pack
    try:
        journey.save_draft(
            actor=desk.actor, pack=pack, phase=phase, tasks=tasks, expected=_seen(request), at=desk.now
        )
    except StaleDraftError:
        done = "stale"
    return HttpResponseRedirect(
        to(desk, "office-guide-draft", phase.value, done=done) + (f"#{at}" if at else "")
    )


@require_safe
def reading(request: HttpRequest, phase: str) -> JsonResponse:
    """Read a deadline while it is typed: what it says, when it would be, and why it can never be met."""
    desk, found = office_of(request, Permission.GUIDES), phase_of(phase)
    text, starts = request.GET.get("deadline", "").strip(), _starts(request.GET.get("starts"))
    said = read_deadline(text, starts=starts)
    return JsonResponse(
        {
            "words": said.words,
            "problem": said.problem,
            "before": said.before,
            "after": said.after,
            **_on_example(request, desk, found, text, starts, said),
        }
    )


def _keep(
    request: HttpRequest,
    desk: Desk,
    phase: Phase,
    row: GuideVersion,
    *,
    code: str,
    name: str,
    raw: Raw,
) -> HttpResponse:
    try:
        journey.save_draft(
            actor=desk.actor,
            pack=desk.establishment.pack,
            phase=phase,
            tasks={**row.tasks, name: raw},
            expected=_seen(request),
            at=desk.now,
        )
    except GuideRefusedError as error:
        key = error.key.removeprefix(f"task.{name}").strip(".")
        said = read_deadline(str(raw["deadline"]), starts=PHASE_FACT).problem if key == "deadline" else ""
        words = said or say_refused(key, error.reason)
        return _page(
            request, desk, phase, row, code=code, raw=raw, error=words, wrong=key.split(".")[0] or "code"
        )
    except StaleDraftError as error:
        return _page(request, desk, phase, row, code=code, raw=raw, error=str(error.message), is_stale=True)
    return HttpResponseRedirect(to(desk, "office-guide-draft", phase.value, done="saved") + f"#{name}")


def _page(
    request: HttpRequest,
    desk: Desk,
    phase: Phase,
    row: GuideVersion,
    *,
    code: str,
    raw: Raw,
    error: str = "",
    wrong: str = "",
    is_stale: bool = False,
) -> HttpResponse:
    text, starts = str(raw.get("deadline", "")), _starts(str(raw.get("starts", PHASE_FACT)))
    said = read_deadline(text, starts=starts) if text else Reading("")
    typed = request.POST.get("code", "") if code == NEW else code
    held = {name: list(raw.get(name) or ()) for name in LISTS}
    context = {
        "phase": phase.value,
        "phase_words": str(PHASE_WORDS[phase]),
        "code": code,
        "typed_code": typed[:60],
        "is_new": code == NEW,
        "raw": dict.fromkeys(FIELDS, "") | {"starts": PHASE_FACT} | raw,
        "heading": in_words(raw.get("title") or {}),
        "errors": {wrong: error} if wrong else {},
        "texts": {name: raw.get(name) or {} for name in TEXTS},
        "choices": choices(desk, held),
        "held": held,
        "help": {"deadlines": deadline_help(), "facts": fact_help()},
        "unfit": _unfit(desk, phase, typed or "task", raw),
        "reading": said,
        "example": _on_example(request, desk, phase, text, starts, said),
        "seen": request.POST.get("seen") or row.changed_at.isoformat(),
        "error": error,
        "wrong": wrong,
        "is_stale": is_stale,
    }
    status = 409 if is_stale else 422 if error else 200
    return render_office(request, "guides/task.jinja", desk, context, section=SECTION, status=status)


def _on_example(
    request: HttpRequest, desk: Desk, phase: Phase, text: str, starts: str, said: Reading
) -> dict[str, str]:
    """Return when a deadline would be for the example person, and why it can never be met."""
    if said.problem or not text:
        return {"due": "", "warning": ""}
    words = {"en": "x"}
    probe = {
        "order": 0,
        "role": "client",
        "deadline": text,
        "starts": starts,
        "source": "x",
        "basis": Basis.OWN.value,
        "valid_from": desk.today.isoformat(),
    } | dict.fromkeys(("title", "why", "how"), words)
    example, _wrong = example_of(request, desk)
    pack = desk.establishment.pack
    try:
        found = journey.preview_guide(pack=pack, phase=phase, tasks={"probe": probe}, example=example)
    except PackError:
        return {"due": "", "warning": ""}
    due = found[0].due_at
    day = date_long(due, tz=desk.zone.key, year=True) if due else ""
    return {
        "due": _("For the example person: %(day)s") % {"day": day} if day else "",
        "warning": found[0].warning,
    }


def _unfit(desk: Desk, phase: Phase, code: str, raw: Raw) -> list[str]:
    """Return who of a task cannot do their part; nothing while the task cannot be read."""
    pack = desk.establishment.pack
    try:
        task = journey.read_tasks({code: raw}, pack=pack, phase=phase)[code]
    except PackError:
        return []
    return [say_unfit(unfit, desk) for unfit in find_unfit(task, pack_of(pack).roles)]


def _blank(row: GuideVersion, desk: Desk) -> Raw:
    last = max((int(raw.get("order", 0)) for raw in row.tasks.values()), default=0)
    return {
        "order": min(last + 10, 9999),
        "deadline": "event:phase+14d",
        "basis": Basis.OWN.value,
        "valid_from": desk.today.isoformat(),
    }


def _read(request: HttpRequest, raw: Raw) -> Raw:
    """Return a task as typed; what the form does not show stays as it was."""
    post = request.POST
    raw["order"] = min(number(post.get("order")) or 0, 9999)
    for name in ("role", "deadline", "source"):
        raw[name] = post.get(name, "").replace("\0", "").strip()[:300]
    raw["basis"] = chosen(post.get("basis"), [b.value for b in Basis], Basis.OWN.value)
    raw["valid_from"] = _day_or_today(post.get("valid_from", ""), str(raw.get("valid_from", "")))
    for name, allowed in (
        ("escalates_to", None),
        ("page", PAGES),
        ("form", {code for code, _title in forms_in_use()} | {raw.get("form", "")}),
        ("info_class", InformationClass.__members__),
    ):
        value = post.get(name, "").strip()[:60]
        _put(raw, name, value if allowed is None or value in allowed else "")
    starts = _starts(post.get("starts"))
    _put(raw, "starts", "" if starts == PHASE_FACT else starts)
    _put(raw, "partners", [code for code in post.getlist("partners") if code in OUTSIDE])
    for name in LISTS:
        _put(raw, name, [word[:120] for word in post.getlist(name) if word][:60])
    for name in TEXTS:
        texts = {code: words[:LONGEST] for code, words in filled(request, name).items()}
        raw[name] = texts
    if not raw["client"]:
        del raw["client"]
    return raw


def _put(raw: Raw, name: str, value: Any) -> None:
    if value:
        raw[name] = value
    else:
        raw.pop(name, None)


def _starts(name: str | None) -> str:
    return chosen(name, list(FACTS), PHASE_FACT)


def _day_or_today(typed: str, before: str) -> str:
    for text in (typed, before):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            continue
    return date(2026, 1, 1).isoformat()


def _seen(request: HttpRequest) -> datetime | None:
    """Return which state of the draft the writer had before them; nonsense is a state nobody had."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None
