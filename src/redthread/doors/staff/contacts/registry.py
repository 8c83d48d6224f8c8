"""Those whose mail is sealed: lawyers, courts, ombudsmen, consulates, and how each was verified."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.contacts import public as contacts
from redthread.contacts.public import Check, Permission
from redthread.custody.public import name_of
from redthread.doors.staff.contacts.fields import kept_of, somebody_of, words_for
from redthread.doors.staff.custody.fields import UnreadableFieldError, words_of
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.foundation.errors import DomainError
from redthread.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def registry(request: HttpRequest) -> HttpResponse:
    """Show the registry; enter somebody."""
    desk = desk_of(request)
    admit(desk.actor, Permission.READ)
    if request.method != "POST":
        return _show(request, desk)
    admit(desk.actor, Permission.VERIFY)
    try:
        kind = request.POST.get("kind", "")
        if kind not in dict(_kinds()):
            raise UnreadableFieldError(_("Choose who this is."))
        somebody = somebody_of(request, kind=kind, today=desk.today)
        contacts.open_correspondent(actor=desk.actor, client_id=None, who=somebody, at=desk.now)
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, desk, error=error)
    return _again("entered")


@require_POST
def verify(request: HttpRequest, correspondent_id: int) -> HttpResponse:
    """Say who was verified, how, and what was looked at."""
    desk = desk_of(request)
    admit(desk.actor, Permission.VERIFY)
    how = request.POST.get("how", "")
    try:
        if how not in [c.value for c in Check]:
            raise UnreadableFieldError(_("Choose how it was verified."))
        contacts.verify_identity(
            actor=desk.actor,
            correspondent_id=correspondent_id,
            how=Check(how),
            note=words_of(request, f"note-{correspondent_id}", 300),
            although_alike=words_of(request, f"alike-{correspondent_id}", 300),
            at=desk.now,
        )
    except DomainError as error:
        return _show(request, desk, error=error, of=correspondent_id)
    return _again("verified")


@require_POST
def withdraw(request: HttpRequest, correspondent_id: int) -> HttpResponse:
    """Take a verification back: nothing sealed passes until somebody verifies anew."""
    desk = desk_of(request)
    admit(desk.actor, Permission.VERIFY)
    try:
        contacts.withdraw_identity(actor=desk.actor, correspondent_id=correspondent_id, at=desk.now)
    except DomainError as error:
        return _show(request, desk, error=error)
    return _again("withdrawn")


def _kinds() -> list[tuple[str, str]]:
    sealed = {k.code for k in contacts.rules_for(client_id=None).pack.kinds.values() if k.is_privileged}
    return [(code, title) for code, title in words_for(None).kinds if code in sealed]


def _show(request: HttpRequest, desk: Desk, *, error: DomainError | None = None, of: int = 0) -> HttpResponse:
    said, search = words_for(None), request.GET.get("q", "")[:80]
    kinds, checks = dict(said.kinds), dict(said.checks)
    context: dict[str, Any] = {
        "here": "registry",
        "rows": [
            {
                "it": row,
                "kind": kinds.get(row.kind, row.kind),
                "how": checks.get(row.identity_how, ""),
                "on": words.date_short(row.identity_verified_at, tz=desk.establishment.timezone, year=True)
                if row.identity_verified_at
                else "",
                "by": name_of(row.identity_verified_by) if row.identity_verified_by else "",
                "alike": isinstance(error, contacts.LikeNameError) and row.id == of,
                "note": request.POST.get(f"note-{row.id}", "") if row.id == of else "",
                "chosen": request.POST.get("how", "") if row.id == of else "",
            }
            for row in contacts.list_registry(search=search)
        ],
        "search_text": search,
        "kinds": _kinds(),
        "checks": said.checks,
        "may_verify": desk.actor.may(Permission.VERIFY),
        "kept": kept_of(request.POST) if error and not of else {},
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    status = error.status if error else 200
    return render_desk(request, "staff/contacts/registry.jinja", desk, context, status=status)


def _again(done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:registry") + f"?done={done}")
