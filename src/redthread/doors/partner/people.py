"""The people whom a partner may see, and one of them in the classes that were granted: the rest is absent."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from redthread.custody.public import find_absence, find_key_worker, find_place, name_of, release_dates
from redthread.doors.acting import actor_of
from redthread.doors.partner.inbox import handover_lines
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.doors.staff.office.classes import class_words
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.people.public import get_client
from redthread.sharing import public as sharing
from redthread.timetable.public import Entry, list_own_entries
from redthread.ui.words import date_long

PAGE: Final = 50
LONGEST_SEARCH: Final = 80
SHOWN: Final = (
    C.IDENTITY | C.PHASE | C.LOCATION | C.RELEASE_DATES | C.LEAVE_DATES | C.STAFF_CONTACT | C.APPOINTMENTS
)
"""What the page of a person shows by itself; plan, messages and the rest have pages of their own."""
DATES_AHEAD, MOST_DATES = timedelta(days=60), 8
"""How far ahead the page shows what is booked, and how much of it."""
KINDS_OF_DATES: Final = frozenset({"meeting", "appointment"})
"""Of what is booked, all that somebody outside needs for their part."""
PHASES: Final[dict[Phase, Promise]] = {
    Phase.REMAND: _("In remand"),
    Phase.INTAKE: _("Has just come"),
    Phase.SERVING: _("Serving"),
    Phase.RELEASE: _("Release is being prepared"),
    Phase.SUPERVISION: _("Under supervision"),
    Phase.AFTER: _("After supervision"),
}
PURPOSES: Final[dict[str, Promise]] = {
    sharing.Purpose.KNOW_OF_STAY.value: _("to know of the stay, so that home and money are kept in order"),
    sharing.Purpose.PLAN.value: _("to work on the plan together"),
    sharing.Purpose.RELEASE.value: _("to prepare the release"),
    sharing.Purpose.SUPERVISION.value: _("to support after release"),
    sharing.Purpose.WORK.value: _("to help to work"),
    sharing.Purpose.SCHOOL.value: _("to help to school or training"),
    sharing.Purpose.CARE.value: _("to go on with care and treatment"),
    sharing.Purpose.LEGAL_HELP.value: _("to help with the law"),
    sharing.Purpose.DECISION.value: _("to decide a case"),
}
BASES: Final[dict[str, Promise]] = {
    sharing.LegalBasis.LAW.value: _("the law"),
    sharing.LegalBasis.CONSENT.value: _("the person's own yes"),
    sharing.LegalBasis.ORDER.value: _("an order"),
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show whom the reader may see, by name; the search looks nowhere else."""
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    typed = request.GET.get("page", "")
    page = max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1  # noqa: PLR2004 digits
    found = sharing.list_people(search=search, limit=PAGE + 1, offset=(page - 1) * PAGE)
    told(request, [p.client_id for p in found[:PAGE]], C.IDENTITY | C.PHASE, "partner:people")
    context = {
        "people": [(p, PHASES[p.phase] if p.phase else "") for p in found[:PAGE]],
        "query": search,
        "page": page,
        "more": len(found) > PAGE,
    }
    return partner_page(request, "partner/people/people.jinja", context)


@require_safe
def person(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show one person in what was granted; somebody out of reach is not there."""
    actor, now = actor_of(request), clock.now()
    member, classes = member_of(actor), C(actor.focus_read)
    tz = zone_of(member.organisation.pack)
    told(request, [client_id], SHOWN, "partner:person")
    grants = sharing.list_partner_grants(client_id=client_id)
    context = {
        "member": member,
        "person": get_client(client_id=client_id),
        "classes": classes,
        "facts": _facts(client_id, classes, tz),
        "dates": _dates(client_id, now) if classes & C.APPOINTMENTS else [],
        "handovers": handover_lines(
            [
                h
                for h in sharing.list_handovers(client_id=client_id)
                if h.organisation_id == actor.organisation_id
            ],
            tz=tz,
            now=now,
        ),
        "grants": [
            {
                "classes": ", ".join(class_words(g.reads & actor.focus_read)),
                "purpose": PURPOSES[g.purpose.value],
                "basis": BASES[g.legal_basis.value],
                "until": g.valid_until,
            }
            for g in grants
            if g.organisation_id == actor.organisation_id and g.reads & actor.focus_read
        ],
    }
    return partner_page(request, "partner/people/person.jinja", context)


def _facts(client_id: int, classes: C, tz: str) -> list[tuple[Any, Any]]:
    """Return what is known in short, each line only where its class was granted."""
    lines: list[tuple[Any, Any]] = []
    if classes & C.PHASE and (phase := sharing.phase_of(client_id=client_id)) is not None:
        lines.append((_("Where on the way"), PHASES[phase]))
    if classes & C.LOCATION:
        place = find_place(client_id=client_id)
        lines.append((_("Place"), place.establishment if place else _("not held")))
    if classes & C.RELEASE_DATES:
        on = release_dates(client_ids=[client_id]).get(client_id)
        lines.append((_("Released"), date_long(on, tz=tz, year=True) if on else _("not known yet")))
    if classes & C.LEAVE_DATES and (absence := find_absence(client_id=client_id)) is not None:
        back = absence.expected_back_at
        lines.append((_("On leave until"), date_long(back, tz=tz) if back else _("not known yet")))
    if classes & C.STAFF_CONTACT and (worker := find_key_worker(client_id=client_id)) is not None:
        lines.append((_("Your contact"), name_of(worker)))
    return lines


def _dates(client_id: int, now: datetime) -> list[Entry]:
    """Return meetings and appointments of the coming weeks: not visits, counsel, work or anything else."""
    found = list_own_entries(client_id=client_id, starts_at=now, ends_at=now + DATES_AHEAD)
    return [e for e in found if e.kind in KINDS_OF_DATES][:MOST_DATES]
