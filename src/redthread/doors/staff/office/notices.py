"""Mails that could not be delivered: sent once more, to another address perhaps, or put away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.office.page import office_of, render_office, to
from redthread.foundation import clock
from redthread.notices import public as notices
from redthread.notices.public import NoticeKind

KINDS = {
    NoticeKind.TASK: _("Something waits"),
    NoticeKind.REMINDER: _("Something has waited too long"),
    NoticeKind.MESSAGE: _("There is a message"),
    NoticeKind.INVITATION: _("Invitation"),
    NoticeKind.CODE: _("Code to sign in"),
}


@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Show what could not be delivered, and how much waits to be sent."""
    desk = office_of(request, notices.Permission.MANAGE)
    context = {
        "letters": [(n, KINDS[NoticeKind(n.kind)]) for n in notices.list_dead_letters(actor=desk.actor)],
        "waiting": notices.count_waiting(actor=desk.actor),
        "now": clock.now(),
    }
    return render_office(request, "notices.jinja", desk, context, section="notices")


@require_POST
def handle(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Try a dead letter again, or put it away."""
    desk = office_of(request, notices.Permission.MANAGE)
    try:
        if request.POST.get("do") == "away":
            notices.put_away(actor=desk.actor, notice_id=notice_id, at=clock.now())
        else:
            address = request.POST.get("address", "")
            notices.try_again(actor=desk.actor, notice_id=notice_id, at=clock.now(), address=address)
    except notices.Notice.DoesNotExist as gone:
        raise Http404 from gone
    return HttpResponseRedirect(to(desk, "office-notices", done="saved"))
