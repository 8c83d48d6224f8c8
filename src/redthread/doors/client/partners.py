"""Who outside works with me: what they may know and why, my yes and my no, and what they were told."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.client.day import capital
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.client.plain import class_titles
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.foundation.classes import InformationClass as C
from redthread.organisations.public import PartnerKind, list_members
from redthread.sharing.public import (
    HandoverKind,
    HandoverStep,
    LegalBasis,
    PartnerGrant,
    Told,
    give_consent,
    list_disclosures,
    list_handovers,
    list_partner_grants,
    list_partner_links,
    withdraw_consent,
)
from redthread.ui.words import date_long, day_in_words, local_day, time_of_day

PAGE: Final = 30
ICONS: Final[Mapping[str, str]] = {
    PartnerKind.MUNICIPALITY: "home",
    PartnerKind.EMPLOYMENT: "work",
    PartnerKind.HEALTH: "health",
    PartnerKind.SCHOOL: "education",
    PartnerKind.LAWYER: "private",
    PartnerKind.COURT: "complaint",
    PartnerKind.POLICE: "establishment",
    PartnerKind.PROBATION: "staff",
    PartnerKind.NGO: "people",
}
BASIS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    LegalBasis.LAW: (gettext_lazy("The law says so. You cannot say no to this."), "book"),
    LegalBasis.CONSENT: (gettext_lazy("Only if you say yes. You can say no at any time."), "yes"),
    LegalBasis.ORDER: (gettext_lazy("A court or an authority ordered it."), "complaint"),
}
_PAGES: Final[Mapping[str, str | Promise]] = {
    "inbox": gettext_lazy("their list of tasks"),
    "handover": gettext_lazy("their list of tasks"),
    "people": gettext_lazy("their list of people"),
    "person": gettext_lazy("your page"),
    "plan": gettext_lazy("your plan"),
    "message": gettext_lazy("your messages with them"),
    "conversation": gettext_lazy("your messages with them"),
    "guide": gettext_lazy("their tasks for you"),
    "course": gettext_lazy("their tasks for you"),
}
"""What a partner had open, by the word that the name of the page begins with."""
_SENT: Final[Mapping[str, str | Promise]] = {
    HandoverKind.INTAKE_NOTICE: gettext_lazy("That you have come here"),
    HandoverKind.PLAN: gettext_lazy("Your plan, to agree on"),
    HandoverKind.RELEASE_NOTICE: gettext_lazy("That you will be free, and when"),
    HandoverKind.TRANSFER_NOTICE: gettext_lazy("That you were moved"),
    HandoverKind.SUPERVISION_START: gettext_lazy("That you are free and under supervision"),
    HandoverKind.QUESTION: gettext_lazy("A question about you"),
}


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Show which organisations outside work with the client, and what each may know and why."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    grants = list_partner_grants(client_id=client_id)
    links = list_partner_links(client_id=client_id)
    names = class_titles(actor.language)
    page = {
        "organisations": [
            {
                "id": link.organisation_id,
                "name": link.organisation,
                "kind": str(PartnerKind(link.kind).label),
                "icon": ICONS[link.kind],
                "people": [
                    (m.name, m.title) for m in list_members(organisation_id=link.organisation_id, at=now)
                ],
                "reasons": _reasons([g for g in grants if g.organisation_id == link.organisation_id], names),
            }
            for link in links
        ],
        "done": request.GET.get("done", ""),
    }
    return render_page(request, "client/partners/partners.jinja", page)


@require_POST
def answer(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Say yes or no to an organisation knowing something; it holds at once."""
    actor, now = actor_of(request), clock.now()
    require_client(actor)
    named = request.POST.get("class", "")
    done = "yes" if request.POST.get("answer") == "yes" else "no"
    if named not in C.__members__:
        done = ""
    elif done == "yes":
        title = class_titles(actor.language)[C[named]]
        read = f"{actor.language}: {title}. {BASIS[LegalBasis.CONSENT][0]}"
        give_consent(actor=actor, organisation_id=organisation_id, classes=C[named], words=read, at=now)
    else:
        withdraw_consent(actor=actor, organisation_id=organisation_id, classes=C[named], at=now)
    return HttpResponseRedirect(f"{reverse('client:partners')}?done={done}#o{organisation_id}")


@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Show what was told to whom, newest first, and what was sent to them."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    before = _instant(request.GET.get("before", "")) or now
    rows = list_disclosures(client_id=client_id, before=before, limit=PAGE + 1)
    tz = find_zone(client_id)
    is_first = "before" not in request.GET
    page = {
        "days": _days(rows[:PAGE], class_titles(actor.language), now=now, tz=tz),
        "sent": [
            {
                "what": str(_SENT[h.kind]),
                "organisation": h.organisation.name,
                "on": date_long(h.created_at, tz=tz),
                "steps": [
                    (str(step.label), at is not None)
                    for step, at in (
                        (HandoverStep.DELIVERED, h.delivered_at),
                        (HandoverStep.FETCHED, h.fetched_at),
                        (HandoverStep.ACKNOWLEDGED, h.acknowledged_at),
                        (HandoverStep.ACTED, h.acted_at),
                    )
                ],
                "is_late": h.due_at is not None and h.due_at < now,
                "is_over": h.ended_at is not None,
            }
            for h in (list_handovers(client_id=client_id, limit=10) if is_first else [])
        ],
        "older": rows[PAGE - 1].last_at.isoformat() if len(rows) > PAGE else "",
        "is_first": is_first,
    }
    return render_page(request, "client/partners/told.jinja", page)


def _reasons(grants: Iterable[PartnerGrant], names: Mapping[C, str]) -> list[dict[str, Any]]:
    """Return what an organisation may know, by why and on what ground; what asks for a yes comes last."""
    order = list(LegalBasis)
    lines = sorted(
        grants, key=lambda g: (order.index(LegalBasis.CONSENT) == order.index(g.legal_basis), g.purpose)
    )
    found = []
    for (purpose, basis), group in groupby(lines, key=lambda g: (g.purpose, g.legal_basis)):
        rows = list(group)
        offered = C(0)
        for row in rows:
            offered |= row.offered
        open_now = C(0)
        for row in rows:
            open_now |= row.reads
        words, icon = BASIS[basis]
        found.append(
            {
                "why": str(purpose.label),
                "basis": str(words),
                "icon": icon,
                "is_asked": basis == LegalBasis.CONSENT,
                "classes": [
                    {"code": c.name, "name": names[c], "is_open": bool(open_now & c)}
                    for c in names
                    if offered & c
                ],
                "until": next((r.valid_until for r in rows if r.valid_until), None),
            }
        )
    return found


def _days(rows: list[Told], names: Mapping[C, str], *, now: datetime, tz: str) -> list[dict[str, Any]]:
    return [
        {
            "label": capital(day_in_words(day, tz=tz, now=now)),
            "entries": [
                {
                    "at": time_of_day(row.last_at, tz=tz),
                    "iso": row.last_at.isoformat(timespec="minutes"),
                    "who": row.organisation,
                    "page": capital(page_words(row.what)),
                    "times": _("%(n)s times") % {"n": row.times} if row.times > 1 else "",
                    "kinds": [names[c] for c in names if row.classes & c],
                }
                for row in found
            ],
        }
        for day, found in groupby(rows, key=lambda row: local_day(row.last_at, tz))
    ]


def page_words(what: str) -> str:
    """Return what a partner had open."""
    name = what.partition(":")[2] or what
    return str(next((words for begin, words in _PAGES.items() if name.startswith(begin)), _("your page")))


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
