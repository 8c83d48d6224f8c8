"""A client's PIN and card, given by staff who reach them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.doors.staff.custody.fields import UnreadableFieldError, case_of, words_of
from redthread.doors.staff.desk import render_desk
from redthread.foundation.errors import DomainError
from redthread.signin.public import Permission, give_client_card, give_client_pin


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, client_id: int) -> HttpResponse:
    """Give somebody a PIN to begin with, or a card; they are signed out everywhere."""
    case = case_of(request, client_id, Permission.RESET_PIN)
    if case.place is None:
        raise Http404
    desk, error = case.desk, None
    if request.method == "POST":
        pin, card = words_of(request, "pin", 20), words_of(request, "card", 64)
        try:
            if pin:
                give_client_pin(actor=desk.actor, client_id=client_id, pin=pin, at=desk.now)
            elif card:
                give_client_card(actor=desk.actor, client_id=client_id, card=card, at=desk.now)
            else:
                raise UnreadableFieldError(_("Type a PIN, or hold the card to the reader."))
        except DomainError as problem:
            error = problem
        else:
            done = "pin" if pin else "card"
            return HttpResponseRedirect(reverse("staff:client-keys", args=[client_id]) + f"?done={done}")
    context = {
        "here": "client",
        "client": case.client,
        "done": request.GET.get("done", ""),
        "error": error.message if error else "",
    }
    return render_desk(
        request, "staff/custody/keys.jinja", desk, context, status=error.status if error else 200
    )
