"""The people whom a partner may see, and one of them in the classes that were granted: the rest is absent.

What is granted says so even where there is nothing to tell, so that nobody wonders which of the two it is.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from redthread.custody.public import (
    Channel,
    find_absence,
    find_key_worker,
    find_place,
    find_supervision,
    list_restrictions_now,
    name_of,
    release_dates,
)
from redthread.doors.acting import actor_of
from redthread.doors.partner.inbox import handover_lines
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.doors.staff.office.classes import class_words
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.journey.public import PHASE_WORDS
from redthread.people.public import get_client
from redthread.sharing import public as sharing
from redthread.timetable.public import Entry, list_own_entries
from redthread.ui.words import date_long

PAGE: Final = 50
LONGEST_SEARCH: Final = 80
SHOWN: Final = (
    C.IDENTITY
    | C.PHASE
    | C.LOCATION
    | C.RELEASE_DATES
    | C.LEAVE_DATES
    | C.STAFF_CONTACT
    | C.APPOINTMENTS
    | C.RESTRICTIONS
)
"""What the page of a person shows by itself; plan, course and messages have pages of their own."""
DATES_AHEAD, MOST_DATES = timedelta(days=60), 8
"""How far ahead the page shows what is booked, and how much of it."""
KINDS_OF_DATES: Final = frozenset({"meeting", "appointment"})
"""Of what is booked, all that somebody outside needs for their part."""
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
        "people": [(p, PHASE_WORDS[p.phase] if p.phase else "") for p in found[:PAGE]],
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
        "facts": _facts(client_id, classes, tz),
        "closed": _closed(client_id, now, tz) if classes & C.RESTRICTIONS else None,
        "dates": _dates(client_id, now) if classes & C.APPOINTMENTS else None,
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
        lines.append((_("Where on the way"), PHASE_WORDS[phase]))
    if classes & C.LOCATION:
        lines += _place(client_id, tz)
    if classes & C.RELEASE_DATES:
        on = release_dates(client_ids=[client_id]).get(client_id)
        lines.append((_("Released"), date_long(on, tz=tz, year=True) if on else _("not known yet")))
    if classes & C.LEAVE_DATES:
        absence = find_absence(client_id=client_id)
        back = absence.expected_back_at if absence else None
        until = date_long(back, tz=tz) if back else _("not known yet")
        lines.append((_("On leave until"), until) if absence else (_("Leave"), _("not on leave now")))
    if classes & C.STAFF_CONTACT:
        worker = find_key_worker(client_id=client_id)
        lines.append((_("Your contact"), _("nobody named yet") if worker is None else name_of(worker)))
    return lines


def _place(client_id: int, tz: str) -> list[tuple[Any, Any]]:
    """Return where somebody is held, or who supervises them and until when."""
    place = find_place(client_id=client_id)
    if place is not None:
        return [(_("Place"), place.establishment)]
    supervision = find_supervision(client_id=client_id)
    if supervision is None:
        return [(_("Place"), _("not held"))]
    found: list[tuple[Any, Any]] = [(_("Supervised by"), supervision.establishment.name)]
    if supervision.until is not None:
        found.append((_("Supervised until"), date_long(supervision.until, tz=tz, year=True)))
    return found


def _closed(client_id: int, now: datetime, tz: str) -> list[tuple[Any, Any]]:
    """Return what is closed for somebody now, until when, and by whose decision."""
    lines: list[tuple[Any, Any]] = []
    for row in list_restrictions_now(client_id=client_id, at=now):
        decision = _("decided by %(who)s, %(number)s") % {
            "who": row.decided_by,
            "number": row.decision_number,
        }
        until = (
            _("until %(day)s") % {"day": date_long(row.period.upper, tz=tz, year=True)}
            if row.period.upper
            else _("until it is lifted")
        )
        lines.append((Channel(row.channel).label, f"{until} · {decision}"))
    return lines


def _dates(client_id: int, now: datetime) -> list[Entry]:
    """Return meetings and appointments of the coming weeks: not visits, counsel, work or anything else."""
    found = list_own_entries(client_id=client_id, starts_at=now, ends_at=now + DATES_AHEAD)
    return [e for e in found if e.kind in KINDS_OF_DATES][:MOST_DATES]
