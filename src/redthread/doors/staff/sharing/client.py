"""Who outside may know what of a client: given from the template, narrowed, ended; what was handed over."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.custody.fields import (
    MIDNIGHT,
    Case,
    UnreadableFieldError,
    case_of,
    instant_of,
    words_of,
)
from redthread.doors.staff.desk import number, render_desk
from redthread.doors.staff.office.classes import TITLES, class_words
from redthread.doors.staff.sharing.words import GROUNDS, PHASES, PURPOSES, handover_row
from redthread.foundation.classes import PARTNER_SHARED
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.organisations.public import PartnerKind, list_organisations
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverKind, LegalBasis, PartnerGrant, PartnerLink, Permission, Purpose

MOST_WORDS: Final = 300


@require_safe
def partners(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show which organisations work with the client, what each may know, and what was handed to them."""
    return _show(request, case_of(request, client_id, Permission.GRANT_PARTNER))


@require_POST
def add(request: HttpRequest, client_id: int) -> HttpResponse:
    """Let an organisation work with the client, as the template of its kind and the phase says."""

    def do(case: Case) -> None:
        sharing.grant_partner(
            actor=case.desk.actor,
            client_id=client_id,
            organisation_id=_organisation(request),
            reason=words_of(request, "reason", MOST_WORDS),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "added")


@require_POST
def narrow(request: HttpRequest, client_id: int, organisation_id: int) -> HttpResponse:
    """Take classes out of what an organisation may know, or put them back."""

    def do(case: Case) -> None:
        kept = _classes(request, f"keep-{organisation_id}")
        offered = _offered(client_id, organisation_id) | _link(client_id, organisation_id).without
        sharing.narrow_grant(
            actor=case.desk.actor,
            client_id=client_id,
            organisation_id=organisation_id,
            without=offered & ~kept,
            reason=words_of(request, f"narrow-{organisation_id}", MOST_WORDS),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "narrowed")


@require_POST
def end(request: HttpRequest, client_id: int, organisation_id: int) -> HttpResponse:
    """End an organisation's work with the client."""

    def do(case: Case) -> None:
        sharing.end_partner_grant(
            actor=case.desk.actor,
            client_id=client_id,
            organisation_id=organisation_id,
            reason=words_of(request, f"stop-{organisation_id}", MOST_WORDS),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "ended")


@require_POST
def more(request: HttpRequest, client_id: int) -> HttpResponse:
    """Give an organisation more than its template, for a purpose and on a ground."""

    def do(case: Case) -> None:
        reads = _classes(request, "classes")
        purpose, basis = request.POST.get("purpose", ""), request.POST.get("basis", "")
        if not reads or purpose not in Purpose.values or basis not in LegalBasis.values:
            raise UnreadableFieldError(_("Choose what they may see, why, and on what ground."))
        sharing.grant_more(
            actor=case.desk.actor,
            client_id=client_id,
            organisation_id=_organisation(request, "more_to"),
            more=sharing.MoreAccess(
                reads=reads,
                writes=C(0),
                purpose=Purpose(purpose),
                legal_basis=LegalBasis(basis),
                source=words_of(request, "source", MOST_WORDS),
                until=instant_of(request, "until", case.desk, default=MIDNIGHT),
            ),
            reason=words_of(request, "more_why", MOST_WORDS),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "given")


@require_POST
def end_more(request: HttpRequest, client_id: int, grant_id: int) -> HttpResponse:
    """End what was given by hand."""

    def do(case: Case) -> None:
        if not any(g.grant_id == grant_id for g in sharing.list_partner_grants(client_id=client_id)):
            raise Http404
        sharing.end_grant_by_hand(
            actor=case.desk.actor,
            grant_id=grant_id,
            client_id=client_id,
            reason=words_of(request, f"end-{grant_id}", MOST_WORDS),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "ended")


@require_POST
def hand(request: HttpRequest, client_id: int) -> HttpResponse:
    """Hand something to an organisation: a task with a clock for each step."""

    def do(case: Case) -> None:
        kind = request.POST.get("kind", "")
        if kind not in HandoverKind.values:
            raise UnreadableFieldError(_("Choose what it is about."))
        organisation_id = _organisation(request, "hand_to")
        sharing.create_handover(
            actor=case.desk.actor,
            client_id=client_id,
            organisation_id=organisation_id,
            kind=HandoverKind(kind),
            info=_offered(client_id, organisation_id),
            at=case.desk.now,
        )

    return _do(request, client_id, do, "handed")


def _do(request: HttpRequest, client_id: int, act: Any, done: str) -> HttpResponse:
    case = case_of(request, client_id, Permission.GRANT_PARTNER)
    try:
        act(case)
    except DomainError as error:
        return _show(request, case, error=error)
    return HttpResponseRedirect(f"{reverse('staff:client-partners', args=[client_id])}?done={done}")


def _show(request: HttpRequest, case: Case, *, error: DomainError | None = None) -> HttpResponse:
    client_id, now, tz = case.client.id, case.desk.now, case.desk.establishment.timezone
    grants = sharing.list_partner_grants(client_id=client_id)
    links = sharing.list_partner_links(client_id=client_id)
    linked = {link.organisation_id for link in links}
    phase = sharing.phase_of(client_id=client_id)
    handovers = sharing.list_handovers(client_id=client_id)
    context = {
        "client": case.client,
        "phase": str(PHASES[phase]) if phase else "",
        "organisations": [_organisation_row(link, grants) for link in links],
        "others": [
            (str(o.id), f"{o.name} · {PartnerKind(o.kind).label}")
            for o in list_organisations()
            if o.id not in linked
        ],
        "linked": [(str(link.organisation_id), link.organisation) for link in links],
        "purposes": [(p.value, str(label)) for p, label in PURPOSES.items()],
        "grounds": [(b.value, str(label)) for b, label in GROUNDS.items()],
        "kinds": [(k.value, str(k.label)) for k in HandoverKind],
        "sharable": [
            {"value": c.name, "title": str(TITLES[c])}
            for c in C
            if case.desk.actor.focus_read & c and c & PARTNER_SHARED & ~C.IDENTITY
        ],
        "handovers": [handover_row(h, now=now, tz=tz) for h in handovers],
        "told": [
            (t.on, t.organisation, class_words(t.classes), t.times)
            for t in sharing.list_disclosures(client_id=client_id, before=now, limit=15)
        ],
        "done": request.GET.get("done", "") if error is None else "",
        "error": error.message if error else "",
        "kept": request.POST if error else {},
    }
    return render_desk(
        request, "staff/sharing/client.jinja", case.desk, context, status=error.status if error else 200
    )


def _organisation_row(link: PartnerLink, grants: list[PartnerGrant]) -> dict[str, Any]:
    own = [g for g in grants if g.organisation_id == link.organisation_id]
    offered = C(0)
    for grant in own:
        offered |= grant.offered
    return {
        "id": link.organisation_id,
        "name": link.organisation,
        "kind": str(PartnerKind(link.kind).label),
        "since": link.since,
        "without": class_words(link.without),
        "without_why": link.without_why,
        "lines": [
            {
                "id": g.grant_id,
                "reads": class_words(g.reads),
                "waits": class_words(g.offered & ~g.reads),
                "writes": class_words(g.writes),
                "purpose": str(PURPOSES[g.purpose]),
                "ground": str(GROUNDS[g.legal_basis]),
                "source": g.source,
                "until": g.valid_until,
                "by": g.granted_by,
                "is_by_hand": not g.template,
            }
            for g in sorted(own, key=lambda g: g.legal_basis is LegalBasis.CONSENT)
        ],
        "choices": [
            {"value": c.name, "title": str(TITLES[c])}
            for c in C
            if (offered | link.without) & c and c is not C.IDENTITY
        ],
        "kept": [c.name for c in C if offered & c],
    }


def _organisation(request: HttpRequest, name: str = "organisation") -> int:
    found = number(request.POST.get(name))
    if found is None:
        raise UnreadableFieldError(_("Choose the organisation."))
    return found


def _classes(request: HttpRequest, name: str) -> C:
    found = C(0)
    for value in request.POST.getlist(name):
        if value in C.__members__:
            found |= C[value]
    return found


def _offered(client_id: int, organisation_id: int) -> C:
    found = C.IDENTITY
    for grant in sharing.list_partner_grants(client_id=client_id):
        if grant.organisation_id == organisation_id:
            found |= grant.offered
    return found


def _link(client_id: int, organisation_id: int) -> PartnerLink:
    for link in sharing.list_partner_links(client_id=client_id):
        if link.organisation_id == organisation_id:
            return link
    raise Http404
