"""Equal cases answered together: one decision, and each its own words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.panel import Panel, panel_of
from redthread.doors.staff.requests import look_at
from redthread.requests import public as requests
from redthread.requests.public import Outcome, RequestStatus, Words

MOST = 20
"""More than a person can look at one by one are not answered together."""


@dataclass(frozen=True, slots=True)
class Case:
    """One of the equal cases, with what was typed for it and, afterwards, what became of it."""

    panel: Panel
    grounds: str
    next_step: str
    codes: list[str]
    is_left_out: bool
    problem: str
    is_done: bool


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Show the chosen cases side by side, and answer them with a reason each."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.DECIDE)
    given = request.POST if request.method == "POST" else request.GET
    ids = _ids(given.getlist("id"))
    if not ids:
        return HttpResponseRedirect(reverse("staff:queue"))
    outcomes: dict[UUID, Outcome] = {}
    if request.method == "POST":
        outcomes = _decide(request, desk, ids)
        if all(o.problem is None for o in outcomes.values()):
            return HttpResponseRedirect(f"{reverse('staff:queue')}?answered={len(outcomes)}")
    cases = [_case(request, desk, case, outcomes.get(case)) for case in ids]
    context: dict[str, Any] = {
        "here": "queue",
        "cases": cases,
        "types": {c.panel.request.type_code for c in cases},
        "decision": request.POST.get("decision", "approved"),
        "failed": sum(o.problem is not None for o in outcomes.values()),
        "most": MOST,
    }
    return render_desk(
        request, "staff/requests/together.jinja", desk, context, status=409 if outcomes else 200
    )


def _ids(given: list[str]) -> list[UUID]:
    found = []
    for text in given[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return list(dict.fromkeys(found))


def _decide(request: HttpRequest, desk: Desk, ids: list[UUID]) -> dict[UUID, Outcome]:
    said = request.POST.get("decision", "")
    if said not in {"approved", "declined"}:
        raise Http404
    post, language = request.POST, desk.actor.language
    cases = {
        case: Words(
            language=language,
            ground_codes=tuple(post.getlist(f"code-{said}-{case}")),
            grounds=post.get(f"grounds-{case}", ""),
            next_step=post.get(f"next-{case}", ""),
        )
        for case in ids
        if post.get(f"with-{case}") == "1"
    }
    if not cases:
        return {}
    outcomes = requests.decide_many(actor=desk.actor, decision=RequestStatus(said), cases=cases, at=desk.now)
    return {o.request_id: o for o in outcomes}


def _case(request: HttpRequest, desk: Desk, case: UUID, outcome: Outcome | None) -> Case:
    look_at(case)
    post = request.POST
    said = post.get("decision", "approved")
    return Case(
        panel=panel_of(desk, requests.get_staff_view(request_id=case, now=desk.now)),
        grounds=post.get(f"grounds-{case}", ""),
        next_step=post.get(f"next-{case}", ""),
        codes=post.getlist(f"code-{said}-{case}"),
        is_left_out=request.method == "POST" and post.get(f"with-{case}") != "1",
        problem=str(outcome.problem) if outcome is not None and outcome.problem is not None else "",
        is_done=outcome is not None and outcome.problem is None,
    )
