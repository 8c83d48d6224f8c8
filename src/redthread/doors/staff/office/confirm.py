"""A change is shown before it is made: one page for everything that is too small for one of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.page import render_office

STEP = "step"
SAVE = "save"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, in words."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that follows from the change; ``is_warning`` when somebody may not expect it."""

    words: str | Promise
    is_warning: bool = False


def is_confirmed(request: HttpRequest) -> bool:
    """Tell whether the person has read what the change does, and goes on."""
    return request.POST.get(STEP) == SAVE


def confirm(
    request: HttpRequest,
    desk: Desk,
    *,
    title: str,
    section: str,
    back: str,
    yes: str,
    lines: Sequence[Line] = (),
    effects: Sequence[Effect] = (),
) -> HttpResponse:
    """Show what a change does; going on sends the same fields again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", STEP}
        for value in values
    ]
    context = {
        "title": title,
        "lines": [line for line in lines if line.before != line.after],
        "effects": effects,
        "fields": fields,
        "action": request.get_full_path(),
        "back": back,
        "yes": yes,
    }
    return render_office(request, "confirm.jinja", desk, context, section=section)
