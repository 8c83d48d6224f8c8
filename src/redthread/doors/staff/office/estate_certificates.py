"""How many people rooms are certified for: asked by one person, decided by another; and the history."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from redthread.custody.public import count_rooms
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.estate_words import concerns_in_words, measure_words, typed
from redthread.doors.staff.office.page import office_of, render_office, to
from redthread.estate.public import (
    CertificateLine,
    CertificateState,
    EstateError,
    Permission,
    Room,
    approve_certificate,
    assess,
    decline_certificate,
    facts_of,
    list_certificates,
    list_rooms,
    most_people,
    request_certificate,
    withdraw_certificate,
)

SECTION = "certificates"
LONGEST = 500


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Show what waits, the way to ask, and what was decided."""
    return _page(request, office_of(request, Permission.CERTIFY_REQUEST))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate, once the page has said what the standard says to it."""
    desk = office_of(request, Permission.CERTIFY_REQUEST)
    rooms = {r.id: r for r in _rooms(desk)}
    found = rooms.get(number(request.POST.get("room")) or 0)
    if found is None:
        raise Http404
    capacity, grounds = number(request.POST.get("capacity")), typed(request, "grounds", LONGEST)
    if capacity is None:
        return _page(request, desk, EstateError(_("Give the number of people.")))
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Certify room %(room)s") % {"room": found.code},
            section=SECTION,
            back=to(desk, "office-certificates"),
            yes=_("Ask for it"),
            lines=[
                Line(_("Certified for"), str(found.capacity), str(capacity)),
                Line(_("Why"), "", grounds),
            ],
            effects=_effects(desk, found, capacity),
        )
    try:
        request_certificate(
            actor=desk.actor, room_id=found.id, capacity=capacity, grounds=grounds, at=desk.now
        )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-certificates", done="asked"))


@require_POST
def decide(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Approve, decline or take back; approving is shown first."""
    desk = office_of(request, Permission.CERTIFY_REQUEST)
    waiting = list_certificates(establishment_id=desk.establishment.id, waiting=True)
    line = next((w for w in waiting if w.certificate.id == certificate_id), None)
    if line is None:
        raise Http404
    decision, words = request.POST.get("decision", ""), typed(request, "words", LONGEST)
    try:
        match decision:
            case "approve" if not is_confirmed(request):
                return _preview(request, desk, line, words)
            case "approve":
                approve_certificate(actor=desk.actor, certificate_id=certificate_id, words=words, at=desk.now)
            case "decline":
                decline_certificate(actor=desk.actor, certificate_id=certificate_id, words=words, at=desk.now)
            case "withdraw":
                withdraw_certificate(actor=desk.actor, certificate_id=certificate_id, at=desk.now)
            case _:
                raise Http404
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-certificates", done=decision))


def _preview(request: HttpRequest, desk: Desk, line: CertificateLine, words: str) -> HttpResponse:
    certificate = line.certificate
    return confirm(
        request,
        desk,
        title=_("Certify room %(room)s") % {"room": certificate.room.code},
        section=SECTION,
        back=to(desk, "office-certificates"),
        yes=_("Certify"),
        lines=[
            Line(_("Certified for"), str(certificate.room.capacity), str(certificate.capacity)),
            Line(_("Asked by"), "", line.asked_by),
            Line(_("Why"), "", certificate.grounds),
            Line(_("Your words"), "", words),
        ],
        effects=_effects(desk, certificate.room, certificate.capacity),
    )


def _effects(desk: Desk, room: Room, capacity: int) -> list[Effect]:
    facts = facts_of(room)
    most = most_people(facts)
    found = [
        Effect(
            _("%(area)s m². The standard allows %(n)s.") % {"area": measure_words(room.area), "n": most}
            if most is not None
            else _("Its size is not known.")
        )
    ]
    found += [Effect(words, is_warning=True) for words in concerns_in_words(assess(facts, capacity))]
    count = count_rooms(establishment_id=desk.establishment.id).get(room.id)
    if count is not None and count.held > capacity:
        found.append(
            Effect(
                ngettext(
                    "%(n)s person lives there: nobody is moved, and it takes nobody new.",
                    "%(n)s people live there: nobody is moved, and it takes nobody new.",
                    count.held,
                )
                % {"n": count.held},
                is_warning=True,
            )
        )
    return found


def _rooms(desk: Desk) -> list[Room]:
    return list_rooms(establishment_id=desk.establishment.id, with_closed=True)


def _page(request: HttpRequest, desk: Desk, error: EstateError | None = None) -> HttpResponse:
    lines = list_certificates(establishment_id=desk.establishment.id)
    context = {
        "waiting": [
            (line, concerns_in_words(line.assessment), line.certificate.asked_by == desk.actor.id)
            for line in lines
            if line.certificate.state == CertificateState.REQUESTED
        ],
        "decided": [line for line in lines if line.certificate.state != CertificateState.REQUESTED],
        "rooms": [
            (
                r.id,
                _("%(unit)s · %(room)s, now %(n)s") % {"unit": r.unit.name, "room": r.code, "n": r.capacity},
            )
            for r in _rooms(desk)
        ],
        "room": number(request.GET.get("room")) or "",
        "may_decide": desk.actor.may(Permission.CERTIFY),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "estate/certificates.jinja", desk, context, section=SECTION, status=status)
