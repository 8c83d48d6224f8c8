"""The first page of the office."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from redthread.doors.staff.desk import desk_of
from redthread.doors.staff.office.page import SECTIONS, render_office, to

NOTES = {
    "catalogue": _("What people can ask for, who answers, and how fast."),
    "forms": _("The questions behind each request."),
    "kiosk": _("Articles, prices and what is out of stock."),
    "guides": _("What is to be done in each phase, by whom and until when."),
    "people": _("Who works here, and what each role may see."),
    "departments": _("Who answers which kind of matter."),
    "estate": _("Where people live, and for how many there is room."),
    "certificates": _("How many each room may hold: asked by one person, approved by another."),
    "notices": _("What could not be delivered outside."),
    "measures": _("Are promises kept, and do answers help?"),
    "plan-measures": _("Are plans agreed in time, and is nothing begun twice?"),
    "looks": _("Who opened whose record, and why."),
    "log": _("Every change to types, roles, places and tablets."),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way in."""

    href: str
    label: str
    icon: str
    note: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the parts of the office that the person may use."""
    desk = desk_of(request)
    ways = [
        Way(to(desk, f"office-{name}"), str(label), icon, str(NOTES[name]))
        for name, permission, icon, label in SECTIONS
        if desk.actor.may(permission)
    ]
    if not ways:
        raise Http404
    return render_office(request, "home.jinja", desk, {"ways": ways}, section="")
