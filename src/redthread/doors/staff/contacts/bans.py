"""Who must not reach a client, nor be reached: each sees the bans of the classes they read, and no more."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Ban, BanSource, Candidate, NewBan, Permission
from redthread.custody.public import name_of
from redthread.doors.staff.contacts.fields import EVENING, kept_of, somebody_of, words_for
from redthread.doors.staff.custody.fields import (
    Case,
    UnreadableFieldError,
    case_of,
    id_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.desk import number, render_desk
from redthread.foundation.errors import DomainError
from redthread.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def bans(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the bans of a client that one may read; enter one."""
    case = case_of(request, client_id, Permission.BAR)
    if request.method != "POST":
        return _show(request, case)
    try:
        source = request.POST.get("source", "")
        if source not in _sources(case):
            raise UnreadableFieldError(_("Choose who wants it."))
        somebody = somebody_of(request, kind="relative", today=case.desk.today)
        chosen = request.POST.get("who", "")
        if not chosen:
            found = contacts.find_correspondent(
                client_id=client_id,
                aliases=[(AliasKind.NAME, somebody.name), *somebody.aliases],
                born_on=somebody.born_on,
            )
            if found:
                return _show(request, case, found=found)
        new = NewBan(
            id=id_of(request, "entry"),
            source=BanSource(source),
            grounds=words_of(request, "grounds", 500),
            decided_by=words_of(request, "decided_by", 120),
            reference=words_of(request, "reference", 60),
            until=instant_of(request, "until", case.desk, default=EVENING),
        )
        contacts.bar(
            actor=case.desk.actor,
            client_id=client_id,
            who=number(chosen) or somebody,
            ban=new,
            at=case.desk.now,
        )
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, case, error=error)
    return _again(client_id, "barred")


@require_POST
def lift(request: HttpRequest, client_id: int, ban_id: UUID) -> HttpResponse:
    """Lift a ban, with grounds."""
    case = case_of(request, client_id, Permission.BAR)
    try:
        grounds = words_of(request, f"lift-{ban_id}", 500)
        contacts.lift_ban(actor=case.desk.actor, ban_id=ban_id, grounds=grounds, at=case.desk.now)
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "lifted")


@require_POST
def apart(request: HttpRequest, client_id: int, ban_id: UUID) -> HttpResponse:
    """Say that somebody of a like name or number is not the barred person."""
    case = case_of(request, client_id, Permission.BAR)
    try:
        contacts.tell_apart(
            actor=case.desk.actor,
            ban_id=ban_id,
            correspondent_id=number(request.POST.get("other")) or 0,
            grounds=words_of(request, f"apart-{ban_id}", 500),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return _again(client_id, "apart")


def _sources(case: Case) -> dict[str, str]:
    """Return who may want it, as far as the acting person reads the class that it is kept in."""
    said = {
        BanSource.VICTIM: _("Somebody who was hurt"),
        BanSource.COURT: _("A court"),
        BanSource.SERVICE: _("The service"),
        BanSource.OWN_WISH: _("The person themselves"),
    }
    reads = case.desk.actor.focus_read
    return {source.value: said[source] for source in BanSource if reads & contacts.CLASS_OF[source]}


def _show(
    request: HttpRequest,
    case: Case,
    *,
    found: list[Candidate] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    tz, posted = case.desk.establishment.timezone, request.method == "POST"
    rows = contacts.list_bans(client_id=case.client.id, at=case.desk.now, with_lifted=True)
    people = contacts.list_contacts(client_id=case.client.id, at=case.desk.now)
    sources = _sources(case)
    context: dict[str, Any] = {
        "here": "contacts",
        "client": case.client,
        "said": words_for(case.client.id),
        "holding": [_line(b, sources, tz) for b in rows if b.lifted_at is None],
        "over": [_line(b, sources, tz) for b in rows if b.lifted_at is not None],
        "sources": list(sources.items()),
        "people": [(r.contact.correspondent_id, r.contact.known_as) for r in people],
        "found": [{"it": c, "why": ", ".join(str(r) for r in c.reasons)} for c in found or []],
        "entry": id_of(request, "entry"),
        "kept": kept_of(request.POST) if posted else {},
        "kept_born": kept_day(request, "born") if posted else None,
        "kept_until": kept_day(request, "until") if posted else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    status = error.status if error else 200
    return render_desk(request, "staff/contacts/bans.jinja", case.desk, context, status=status)


def _line(ban: Ban, sources: dict[str, str], tz: str) -> dict[str, Any]:
    return {
        "ban": ban,
        "name": ban.correspondent.name,
        "source": sources.get(ban.source, ban.source),
        "since": words.date_short(ban.valid_from, tz=tz, year=True),
        "until": words.date_short(ban.valid_until, tz=tz, year=True)
        if ban.valid_until
        else _("until it is lifted"),
        "by": name_of(ban.made_by),
        "lifted": words.date_short(ban.lifted_at, tz=tz, year=True) if ban.lifted_at else "",
    }


def _again(client_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:bans", args=[client_id]) + f"?done={done}")
