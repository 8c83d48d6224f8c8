"""The texts that a unit answers with, in every language: so an answer reaches the client in theirs."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.estate.public import list_units
from redthread.foundation.errors import DomainError
from redthread.requests import public as requests
from redthread.requests.public import GroundTemplate, RequestType, ReturnReason

DECISIONS = ("approved", "declined", "returned")
LONGEST = 1_000


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Show for which types there are texts."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.DECIDE)
    language = desk.actor.language
    lines = [
        {
            "href": reverse("staff:grounds-of", args=[t.code]),
            "title": _title(t, language),
            "note": t.department.name_in(language),
            "pictogram": t.pictogram,
        }
        for t in requests.list_types(establishment_id=desk.establishment.id)
    ]
    return render_desk(request, "staff/daily/grounds_types.jinja", desk, {"here": "grounds", "lines": lines})


@require_safe
def of_type(request: HttpRequest, code: str) -> HttpResponse:
    """Show the texts of a type, decision by decision."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.DECIDE)
    found, language = _type(desk, code), desk.actor.language
    rows = requests.list_all_templates(establishment_id=desk.establishment.id, type_code=code)
    groups = {
        decision: [_line(t, language) for t in rows if t.decision == decision and t.is_active]
        for decision in DECISIONS
    }
    context = {
        "here": "grounds",
        "code": code,
        "title": _title(found, language),
        "groups": groups,
        "done": request.GET.get("done") == "1",
    }
    return render_desk(request, "staff/daily/grounds.jinja", desk, context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, template_id: int = 0) -> HttpResponse:
    """Write a text anew, or change one; answers given with it keep what they said."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.DECIDE)
    found = _type(desk, code)
    template = _template(desk, code, template_id) if template_id else None
    error: DomainError | None = None
    if request.method == "POST":
        try:
            _save(request, desk, code, template)
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:grounds-of", args=[code]) + "?done=1")
    post = request.POST
    context: dict[str, Any] = {
        "here": "grounds",
        "code": code,
        "title": _title(found, desk.actor.language),
        "template": template,
        "decision": post.get(
            "decision", request.GET.get("decision", template.decision if template else "approved")
        ),
        "unit": post.get("unit", str(template.unit_id or "") if template else ""),
        "units": [(str(u.id), u.name) for u in list_units(establishment_id=desk.establishment.id)],
        "reason": post.get("reason", template.return_reason if template else ""),
        "reasons": [(r.value, r.label) for r in ReturnReason if r is not ReturnReason.MOVED],
        "languages": [
            (
                c,
                name,
                post.get(f"text_{c}", template.texts.get(c, "") if template else ""),
                post.get(f"next_{c}", template.next_steps.get(c, "") if template else ""),
            )
            for c, name in _languages(desk)
        ],
        "error": error.message if error else "",
    }
    status = error.status if error else 200
    return render_desk(request, "staff/daily/ground.jinja", desk, context, status=status)


@require_POST
def remove(request: HttpRequest, code: str, template_id: int) -> HttpResponse:
    """Take a text out of the list."""
    desk = desk_of(request)
    template = _template(desk, code, template_id)
    requests.remove_ground_template(actor=desk.actor, template_id=template.id, at=desk.now)
    return HttpResponseRedirect(reverse("staff:grounds-of", args=[code]) + "?done=1")


def _languages(desk: Desk) -> list[tuple[str, str]]:
    """Return the languages, one's own first."""
    return sorted(settings.LANGUAGES, key=lambda pair: pair[0] != desk.actor.language)


def _title(found: RequestType, language: str) -> str:
    return str(found.titles.get(language) or found.titles.get("en", found.code))


def _type(desk: Desk, code: str) -> RequestType:
    types = requests.list_types(establishment_id=desk.establishment.id)
    found = next((t for t in types if t.code == code), None)
    if found is None:
        raise Http404
    return found


def _template(desk: Desk, code: str, template_id: int) -> GroundTemplate:
    rows = requests.list_all_templates(establishment_id=desk.establishment.id, type_code=code)
    found = next((t for t in rows if t.id == template_id), None)
    if found is None:
        raise Http404
    return found


def _line(template: GroundTemplate, language: str) -> dict[str, Any]:
    def words(texts: dict[str, str]) -> str:
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

    missing = [code for code, _name in settings.LANGUAGES if template.texts and code not in template.texts]
    return {
        "id": template.id,
        "text": words(template.texts),
        "next_step": words(template.next_steps),
        "unit": template.unit.name if template.unit else "",
        "missing": ", ".join(missing),
    }


def _save(request: HttpRequest, desk: Desk, code: str, template: GroundTemplate | None) -> None:
    post = request.POST
    decision = template.decision if template else post.get("decision", "")
    if decision not in DECISIONS:
        raise Http404
    texts = {c: post.get(f"text_{c}", "").replace("\0", "")[:LONGEST] for c, _name in settings.LANGUAGES}
    steps = {c: post.get(f"next_{c}", "").replace("\0", "")[:LONGEST] for c, _name in settings.LANGUAGES}
    unit_id = template.unit_id if template else number(post.get("unit"))
    if unit_id is not None and unit_id not in {
        u.id for u in list_units(establishment_id=desk.establishment.id)
    }:
        raise Http404
    reason = post.get("reason", "")
    requests.save_ground_template(
        actor=desk.actor,
        establishment_id=desk.establishment.id,
        unit_id=unit_id,
        type_code=code,
        decision=decision,
        code=template.code if template else _code(texts, steps, desk),
        texts=texts,
        next_steps=steps,
        return_reason=(reason if reason in ReturnReason.values else ReturnReason.INCOMPLETE.value)
        if decision == "returned"
        else "",
        order=template.order if template else 50,
        at=desk.now,
    )


def _code(texts: dict[str, str], steps: dict[str, str], desk: Desk) -> str:
    """Return a code for a new text: its first words and the moment, so that two never meet."""
    said = texts.get("en") or texts.get(desk.actor.language) or steps.get("en") or "own"
    begin = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:40].strip("-") or "own"
    return f"{begin}-{desk.now:%y%m%d%H%M%S}"
