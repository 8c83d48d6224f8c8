"""One contact: what was decided, who they are, changing and ending it, and the way to an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Channel, ContactRow, Permission
from redthread.custody.public import name_of
from redthread.doors.signin import qr_of
from redthread.doors.staff.contacts.fields import aliases_of, kept_of, line_of, terms_of, words_for
from redthread.doors.staff.custody.fields import Case, UnreadableFieldError, case_of, kept_day, words_of
from redthread.doors.staff.desk import render_desk
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, client_id: int, contact_id: int) -> HttpResponse:
    """Show a contact; decide channels, level and end anew."""
    case = case_of(request, client_id, Permission.READ)
    row = _row(case, contact_id)
    if request.method != "POST":
        return _show(request, case, row)
    try:
        contacts.change_contact(
            actor=case.desk.actor,
            contact_id=contact_id,
            terms=terms_of(request, case),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, row, error=error)
    return _again(client_id, contact_id, "changed")


@require_POST
def end(request: HttpRequest, client_id: int, contact_id: int) -> HttpResponse:
    """End a contact, with grounds; and perhaps with a word for the client."""
    case = case_of(request, client_id, Permission.APPROVE)
    row = _row(case, contact_id)
    try:
        contacts.end_contact(
            actor=case.desk.actor,
            contact_id=contact_id,
            grounds=words_of(request, "end_grounds", 500),
            told=words_of(request, "told", 500),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, row, error=error)
    return _again(client_id, contact_id, "ended")


@require_POST
def alias(request: HttpRequest, client_id: int, contact_id: int) -> HttpResponse:
    """Add a number, an address or a name by which somebody is known."""
    case = case_of(request, client_id, Permission.APPROVE)
    row = _row(case, contact_id)
    if row.correspondent is None:
        raise Http404
    try:
        contacts.add_aliases(
            actor=case.desk.actor,
            correspondent=row.correspondent,
            aliases=aliases_of(request),
            client_id=client_id,
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, row, error=error)
    return _again(client_id, contact_id, "alias")


@require_POST
def invite(request: HttpRequest, client_id: int, contact_id: int) -> HttpResponse:
    """Invite somebody to the family door: by mail, or with letters for a printed letter, shown once."""
    case = case_of(request, client_id, Permission.APPROVE)
    row = _row(case, contact_id)
    address = "" if request.POST.get("by") == "letter" else words_of(request, "address", 120)
    try:
        if request.POST.get("by") != "letter" and "@" not in address:
            raise UnreadableFieldError(_("Choose the e-mail address to which the invitation goes."))
        account = contacts.open_account(
            actor=case.desk.actor, contact_id=contact_id, address=address, at=case.desk.now
        )
        token = signin.invite_outsider(
            actor=case.desk.actor,
            outsider_actor_id=account,
            address=address,
            language=row.correspondent.language if row.correspondent else "en",
            at=case.desk.now,
        )
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, case, row, error=error)
    if address:
        return _again(client_id, contact_id, "invited")
    link = request.build_absolute_uri(reverse("family:invitation", args=[token]))
    letter = {
        "client": case.client,
        "row": row,
        "code": signin.show_code(token),
        "link": request.build_absolute_uri(reverse("family:invitation-ask")),
        "qr": qr_of(link),
        "days": signin.INVITATION_LIFETIME.days,
        "here": "contacts",
    }
    # Whoever gets the letter reads it.
    with translation.override(row.correspondent.language if row.correspondent else None):
        return render_desk(request, "staff/contacts/letter.jinja", case.desk, letter)


def _row(case: Case, contact_id: int) -> ContactRow:
    row = contacts.get_contact(contact_id=contact_id, client_id=case.client.id, at=case.desk.now)
    if row is None:
        raise Http404
    return row


def _show(
    request: HttpRequest, case: Case, row: ContactRow, *, error: DomainError | None = None
) -> HttpResponse:
    said, tz = words_for(case.client.id), case.desk.establishment.timezone
    it, posted = row.contact, error is not None
    known = contacts.get_correspondent(correspondent_id=it.correspondent_id) if row.correspondent else None
    by_kind = [(a.kind, a.value) for a in known.aliases.all()] if known else []
    until = it.valid_until.astimezone(case.desk.zone) if it.valid_until else None
    context: dict[str, Any] = {
        "here": "contacts",
        "client": case.client,
        "line": line_of(row, said, tz),
        "said": said,
        "known": known,
        "kind": dict(said.kinds).get(known.kind, "") if known else "",
        "aliases": by_kind,
        "emails": [value for kind, value in by_kind if kind == AliasKind.EMAIL],
        "decided_by": name_of(it.approved_by),
        "ended_by": name_of(it.ended_by) if it.ended_by else "",
        "verified_how": dict(said.checks).get(known.identity_how, "") if known else "",
        "may_invite": bool(known and not known.is_child and Channel.MESSAGE.value in it.channels),
        "kept": kept_of(request.POST) if posted else {"level": it.level, "grounds": ""},
        "kept_channels": request.POST.getlist("channels") if posted else it.channels,
        "kept_until": kept_day(request, "until")
        if posted
        else {"day": until.day, "month": until.month, "year": until.year}
        if until
        else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    status = error.status if error else 200
    return render_desk(request, "staff/contacts/contact.jinja", case.desk, context, status=status)


def _again(client_id: int, contact_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:contact", args=[client_id, contact_id]) + f"?done={done}")
