"""The partners' office: what nobody answered, whom to call, and the organisations."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.sharing.words import handover_row
from redthread.organisations.public import PartnerKind, list_organisations
from redthread.organisations.public import Permission as Organisations
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverGoneError, HandoverStep, Permission


def partners_desk(request: HttpRequest) -> Desk:
    """Return the desk of those who give partners access, or register them; for others there is no page.

    Raises:
        Http404: neither permission.
    """
    desk = desk_of(request)
    if not desk.actor.may(Permission.GRANT_PARTNER):
        admit(desk.actor, Organisations.MANAGE_PARTNERS)
    return desk


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Show what waits for a call, and the organisations."""
    desk = partners_desk(request)
    tz = desk.establishment.timezone
    waiting = []
    if desk.actor.may(Permission.GRANT_PARTNER):
        waiting = [
            handover_row(h, now=desk.now, tz=tz)
            | {
                "client": h.client,
                "phones": h.organisation.desk.phone_list if hasattr(h.organisation, "desk") else [],
            }
            for h in sharing.list_waiting_handovers(at=desk.now)
        ]
    context = {
        "here": "partners",
        "waiting": waiting,
        "organisations": [
            (o, str(PartnerKind(o.kind).label), ", ".join(o.territories))
            for o in list_organisations(only_open=False)
        ],
        "may_register": desk.actor.may(Organisations.MANAGE_PARTNERS),
        "done": request.GET.get("done", ""),
    }
    return render_desk(request, "staff/sharing/office.jinja", desk, context)


@require_POST
def replay(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Hand over again what reached nobody."""
    desk = desk_of(request)
    admit(desk.actor, Permission.GRANT_PARTNER)
    try:
        found = sharing.replay_dead_letter(actor=desk.actor, handover_id=handover_id, at=desk.now)
    except HandoverGoneError:
        raise Http404 from None
    return _back("dead" if found.dead_letter else "replayed")


@require_POST
def step(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Note what somebody at the organisation said on the phone."""
    desk = desk_of(request)
    admit(desk.actor, Permission.GRANT_PARTNER)
    does = {HandoverStep.ACKNOWLEDGED.value: sharing.acknowledge, HandoverStep.ACTED.value: sharing.act}
    try:
        does[request.POST.get("step", "")](actor=desk.actor, handover_id=handover_id, at=desk.now)
    except (KeyError, HandoverGoneError):
        raise Http404 from None
    return _back("noted")


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('staff:partners')}?done={done}")
