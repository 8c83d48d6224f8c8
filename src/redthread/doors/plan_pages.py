"""The pages of a plan as staff and partners share them: one table, each sitting on their own side of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from redthread.doors.plan_drawing import bars_of, ring_of
from redthread.doors.plan_view import (
    GOAL_FIELDS,
    PICTOGRAMS,
    WORD_FIELDS,
    area_rows,
    change_lines,
    days_words,
    goal_words,
    owner_words,
    side_by_side,
    word_rows,
)
from redthread.foundation.actor import Actor, ActorKind
from redthread.foundation.errors import DomainError
from redthread.people.public import Client
from redthread.plans import public as plans
from redthread.plans.public import LifeArea, Permission
from redthread.ui.words import date_long, date_short, local_day, time_of_day

TOLD: Final = (
    "goal",
    "goal-changed",
    "action",
    "continued",
    "remark",
    "answered",
    "word",
    "signed",
    "brought",
    "returned",
)
TYPED: Final = ("about", "text", "area", "whose", "status", "outcome", "answer")
"""What the forms of the page hold."""
Render = Callable[[HttpRequest, str, Mapping[str, Any], int], HttpResponse]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the table: who, about whom, when and where, and how their door shows a page.

    Attributes:
        door: ``staff`` or ``partner``; the namespace of addresses.
        base: the template that every page extends.
    """

    actor: Actor
    client: Client
    door: str
    base: str
    tz: str
    now: datetime
    render: Render

    @property
    def today(self) -> date:
        """Return the day where the reader sits."""
        return local_day(self.now, self.tz)

    @property
    def may_write(self) -> bool:
        """Tell whether they may write anything at all."""
        return self.actor.kind is ActorKind.PARTNER or self.actor.may(Permission.WRITE)

    @property
    def may_sign(self) -> bool:
        """Tell whether they may sign beside the client's word."""
        return self.actor.kind is ActorKind.PARTNER or self.actor.may(Permission.OPEN)

    def at(self, name: str, **query: str) -> str:
        """Return the address of a page of this plan."""
        path = reverse(f"{self.door}:{name}", args=[self.client.id])
        return path + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")

    def page(
        self, request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
    ) -> HttpResponse:
        """Return a page about the plan."""
        shared = {
            "seat": self,
            "base": self.base,
            "client": self.client,
            "is_staff": self.door == "staff",
            "here": "people",
        }
        return self.render(request, f"doors/plan/{template}.jinja", shared | dict(context), status)

    def back(self, told: str, about: str = "") -> HttpResponse:
        """Return to the plan with a word about what was done."""
        return HttpResponseRedirect(self.at("plan", told=told) + (f"#{about}" if about else ""))


def show(request: HttpRequest, seat: Seat, *, error: DomainError | None = None) -> HttpResponse:
    """Show the plan; after an error with what was typed."""
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    rows = area_rows(table)
    words = word_rows(table, tz=seat.tz)
    typed = {name: request.POST.get(name, "") if error else "" for name in TYPED}
    kind, fields = ("word", WORD_FIELDS) if typed["about"] == "word" else ("goal", GOAL_FIELDS)
    context = {
        "table": table,
        "areas": [r for r in rows if not r["is_empty"]],
        "ring": ring_of(table.areas),
        "bars": bars_of(table.areas, today=seat.today, mirror=get_language_bidi()),
        "today": date_long(seat.now, tz=seat.tz),
        "words": words,
        "word": words[0] if words else None,
        "has_signed": bool(words) and seat.actor.id in words[0]["signers"],
        "choices": area_choices(table),
        "goal_statuses": [(s.value, str(s.label)) for s in plans.GoalStatus],
        "told": told if (told := request.GET.get("told", "")) in TOLD else "",
        "brought": {key: request.GET.get(key, "")[:6] for key in ("new", "known", "continued")},
        "new_id": id_of(request, "request_id") if error else uuid4(),
        "about": typed["about"],
        "typed": typed,
        "theirs": side_by_side(error, kind, fields, goals={}, tz=seat.tz),
        "error": error.message if error else "",
    }
    return seat.page(request, "plan", context, error.status if error else 200)


def area_choices(table: plans.Table) -> list[tuple[str, str]]:
    """Return the life areas that the reader writes, as options of a field."""
    return [(a.area.value, str(a.area.label)) for a in table.areas if a.may_write]


def versions(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the versions, and in words what changed between two of them."""
    plan = plans.find_plan(client_id=seat.client.id)
    lines = plans.list_versions(plan=plan) if plan else []
    known = [line.number for line in lines]
    after = _version(request, "after", known) or (known[0] if known else 0)
    earlier = [n for n in known if n < after]
    before = _version(request, "before", [*known, 0])
    if before is None or before >= after:
        before = earlier[0] if earlier else 0
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    changes = plans.compare_versions(plan=plan, before=before, after=after) if plan else []
    context = {
        "lines": [
            {
                "number": line.number,
                "at": f"{date_short(line.at, tz=seat.tz, year=True)} {time_of_day(line.at, tz=seat.tz)}",
                "by": line.by,
                "areas": ", ".join(str(LifeArea(a).label) for a in line.areas),
                "href": seat.at(
                    "plan-versions",
                    after=str(line.number),
                    before=str(max((n for n in known if n < line.number), default=0)),
                ),
            }
            for line in lines
        ],
        "options": [(str(n), _("Version %(n)s") % {"n": n} if n else _("Nothing yet")) for n in [*known, 0]],
        "before": str(before),
        "after": str(after),
        "changes": change_lines(changes, goals=goal_words(table)),
    }
    return seat.page(request, "versions", context)


def _version(request: HttpRequest, name: str, known: list[int]) -> int | None:
    text = request.GET.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None  # noqa: PLR2004
    return found if found in known else None


def goal(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Set a goal, or change one of one's own."""
    said, goal_id = text_of(request, "text"), request.POST.get("goal", "")
    try:
        if goal_id:
            changed = plans.change_goal(
                actor=seat.actor,
                client_id=seat.client.id,
                goal_id=id_of(request, "goal"),
                expected=number_of(request, "version"),
                words=said,
                status=request.POST.get("status", ""),
                outcome=text_of(request, "outcome"),
                at=seat.now,
            )
            return seat.back("goal-changed", f"area-{changed.area}")
        made = plans.add_goal(
            actor=seat.actor,
            client_id=seat.client.id,
            goal_id=id_of(request, "request_id"),
            area=request.POST.get("area", ""),
            words=said,
            at=seat.now,
            for_client=request.POST.get("whose") == "client",
        )
    except DomainError as error:
        return show(request, seat, error=error)
    return seat.back("goal", f"area-{made.area}")


def remark(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Comment on an action of somebody else's, or propose something to its owner."""
    action_id = id_of(request, "action")
    try:
        plans.remark(
            actor=seat.actor,
            client_id=seat.client.id,
            action_id=action_id,
            remark_id=id_of(request, "request_id"),
            kind=request.POST.get("kind", ""),
            words=text_of(request, "text"),
            at=seat.now,
        )
    except DomainError as error:
        return show(request, seat, error=error)
    return seat.back("remark", f"action-{action_id}")


def answer(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Answer a proposal to an action of one's own."""
    try:
        done = plans.answer_proposal(
            actor=seat.actor,
            client_id=seat.client.id,
            remark_id=id_of(request, "remark"),
            answer=request.POST.get("answer", ""),
            at=seat.now,
        )
    except DomainError as error:
        return show(request, seat, error=error)
    return seat.back("answered", f"action-{done.action_id}")


def sign(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Sign beside the client's word."""
    try:
        plans.sign_plan(
            actor=seat.actor, client_id=seat.client.id, word_id=id_of(request, "word"), at=seat.now
        )
    except DomainError as error:
        return show(request, seat, error=error)
    return seat.back("signed", "word")


def summary(request: HttpRequest, seat: Seat, more: Mapping[str, Any]) -> HttpResponse:
    """Show what was done inside, for those who go on with it outside."""
    found = plans.summary_for_return(actor=seat.actor, client_id=seat.client.id)
    return seat.page(request, "return", return_context(found, seat) | dict(more))


def return_context(found: plans.ReturnSummary | None, seat: Seat) -> dict[str, Any]:
    """Return the summary in rows: for each life area its goals, and actions by what became of them."""

    def row(done: plans.Done) -> dict[str, Any]:
        action = done.action
        return {
            "words": action.words,
            "language": action.language,
            "who": owner_words(action.owner, done.who),
            "days": days_words(action),
            "evidence": action.evidence,
        }

    parts = (
        ("done", _("Done inside"), "check"),
        ("going_on", _("Goes on"), "forward"),
        ("waiting", _("Waits for the time outside"), "clock"),
        ("stopped", _("Stopped"), "cross"),
    )
    areas = [
        {
            "label": str(a.area.label),
            "icon": PICTOGRAMS[a.area],
            "goals": [(g, "yes") for g in a.reached]
            + [(g, "clock") for g in a.open]
            + [(g, "cross") for g in a.dropped],
            "parts": [
                (title, sign, [row(d) for d in rows])
                for name, title, sign in parts
                if (rows := getattr(a, name))
            ],
        }
        for a in (found.areas if found else [])
    ]
    counts = found.counts if found else {}
    return {
        "summary": found,
        "areas": areas,
        "figures": [(title, counts.get(name, 0)) for name, title, _sign in parts],
        "opened": date_long(found.opened_on, tz=seat.tz, year=True) if found else "",
    }


def kept(request: HttpRequest, render: Render, base: str) -> HttpResponse:
    """Say that the person is not, or no longer, within reach, and give back what was typed.

    The same page whether there is such a person or not: absent, and nothing to be learnt from it.
    """
    typed = [
        value
        for name, value in request.POST.items()
        if name in {"text", "words", "evidence", "because", "outcome", "person"} and str(value).strip()
    ]
    context = {"base": base, "typed": typed, "message": plans.OutOfReachError().message, "here": "people"}
    return render(request, "doors/plan/kept.jinja", context, 403)


def id_of(request: HttpRequest, name: str) -> UUID:
    """Return the id that a form carries, a new one for none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid4()


def number_of(request: HttpRequest, name: str) -> int:
    """Return the number that a form carries, −1 for none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1  # noqa: PLR2004


def seen_of(request: HttpRequest) -> UUID | None:
    """Return the client's latest word that the form was written after, None for none."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return None


def text_of(request: HttpRequest, name: str) -> str:
    """Return what was typed."""
    return request.POST.get(name, "").strip()
