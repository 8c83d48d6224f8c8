"""One partner organisation: how it is reached, who works there; registered, changed and closed by staff."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.fresh import require_fresh
from redthread.doors.staff.custody.fields import UnreadableFieldError, words_of
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.doors.staff.office.classes import class_words
from redthread.doors.staff.sharing.office import partners_desk
from redthread.foundation.errors import DomainError
from redthread.organisations import public as organisations
from redthread.organisations.public import (
    MemberRole,
    PartnerDesk,
    PartnerKind,
    PartnerMember,
    PartnerOrganisation,
    Permission,
)
from redthread.signin.public import invite_outsider

LINES_OF_PHONES = 12


@require_safe
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation, its desk and its people."""
    return _show(request, partners_desk(request), _find(organisation_id))


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new organisation."""
    return _show(request, _manager(request), None)


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    desk = _manager(request)
    try:
        kind = request.POST.get("kind", "")
        name = words_of(request, "name", 160)
        if kind not in PartnerKind.values or not name:
            raise UnreadableFieldError(_("Write the name, and choose what it does."))
        made = organisations.register_organisation(
            actor=desk.actor,
            code=_code(words_of(request, "code", 60) or name),
            name=name,
            kind=PartnerKind(kind),
            pack=desk.establishment.pack,
            territories=words_of(request, "territories", 400).replace(",", " ").split(),
            language=_language(request),
            email=_email(request),
            phone_list=_phones(request),
            at=desk.now,
        )
    except DomainError as error:
        return _show(request, desk, None, error=error)
    return _to(made.id, "registered")


@require_POST
def change(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Change an organisation's name, area and how it is reached."""
    desk, found = _manager(request), _find(organisation_id)
    try:
        organisations.change_organisation(
            actor=desk.actor,
            organisation_id=found.id,
            name=words_of(request, "name", 160) or found.name,
            territories=words_of(request, "territories", 400).replace(",", " ").split(),
            language=_language(request),
            email=_email(request),
            phone_list=_phones(request),
            at=desk.now,
        )
    except DomainError as error:
        return _show(request, desk, found, error=error)
    return _to(found.id, "changed")


@require_POST
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Invite somebody to work there: they get a link by mail."""
    desk, found = _manager(request), _find(organisation_id)
    if (ask := require_fresh(request)) is not None:
        return ask
    try:
        given, family = words_of(request, "given_name", 80), words_of(request, "family_name", 80)
        email = _email(request, "email")
        if not given or not family or not email:
            raise UnreadableFieldError(_("Write both names and the e-mail address."))
        coordinator = request.POST.get("role") == MemberRole.COORDINATOR
        made = organisations.invite_member(
            actor=desk.actor,
            organisation_id=found.id,
            given_name=given,
            family_name=family,
            email=email,
            title=words_of(request, "title", 120),
            role=MemberRole.COORDINATOR if coordinator else MemberRole.CASEWORKER,
            language=found.language,
            at=desk.now,
        )
        invite_outsider(
            actor=desk.actor,
            outsider_actor_id=made.actor_id,
            address=made.email,
            language=found.language,
            at=desk.now,
        )
    except DomainError as error:
        return _show(request, desk, found, error=error)
    return _to(found.id, "invited")


@require_POST
def end(request: HttpRequest, member_id: int) -> HttpResponse:
    """End somebody's work at an organisation: reach and sessions are gone at once."""
    desk = _manager(request)
    member = PartnerMember.objects.select_related("organisation").filter(id=member_id).first()
    if member is None:
        raise Http404
    try:
        why = words_of(request, f"left-{member_id}", 200)
        if not why:
            raise UnreadableFieldError(_("Write in a few words why."))
        organisations.end_membership(actor=desk.actor, member_id=member.id, why=why, at=desk.now)
    except DomainError as error:
        return _show(request, desk, member.organisation, error=error)
    return _to(member.organisation_id, "ended")


@require_POST
def close(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Part with an organisation: its people sign in no more and reach nobody."""
    desk, found = _manager(request), _find(organisation_id)
    if (ask := require_fresh(request)) is not None:
        return ask
    try:
        why = words_of(request, "close_why", 200)
        if not why:
            raise UnreadableFieldError(_("Write in a few words why."))
        organisations.close_organisation(actor=desk.actor, organisation_id=found.id, why=why, at=desk.now)
    except DomainError as error:
        return _show(request, desk, found, error=error)
    return _to(found.id, "closed")


def _show(
    request: HttpRequest, desk: Desk, found: PartnerOrganisation | None, *, error: DomainError | None = None
) -> HttpResponse:
    members = organisations.list_members(organisation_id=found.id) if found else []
    desk_row = PartnerDesk.objects.filter(organisation=found).first() if found else None
    context: dict[str, Any] = {
        "here": "partners",
        "organisation": found,
        "kind": str(PartnerKind(found.kind).label) if found else "",
        "reach": desk_row,
        "phones": "\n".join(
            " · ".join(filter(None, (p.get("name"), p.get("phone"), p.get("when"))))
            for p in (desk_row.phone_list if desk_row else [])
        ),
        "members": [
            {
                "row": m,
                "role": str(MemberRole(m.role).label),
                "limit": class_words(m.class_limit) if m.class_limit != -1 else [],
                "is_over": m.ends_at is not None and m.ends_at <= desk.now,
            }
            for m in members
        ],
        "kinds": [(k.value, str(k.label)) for k in PartnerKind],
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        "may_manage": desk.actor.may(Permission.MANAGE_PARTNERS),
        "done": request.GET.get("done", "") if error is None else "",
        "error": error.message if error else "",
        "kept": request.POST if error else {},
    }
    status = error.status if error else 200
    return render_desk(request, "staff/sharing/organisation.jinja", desk, context, status=status)


def _manager(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    admit(desk.actor, Permission.MANAGE_PARTNERS)
    return desk


def _find(organisation_id: int) -> PartnerOrganisation:
    found = organisations.find_organisation(organisation_id=organisation_id)
    if found is None:
        raise Http404
    return found


def _to(organisation_id: int, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('staff:partner', args=[organisation_id])}?done={done}")


def _code(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60] or "partner"


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _email(request: HttpRequest, name: str = "desk_email") -> str:
    written = words_of(request, name, 254)
    if written:
        try:
            validate_email(written)
        except ValidationError:
            raise UnreadableFieldError(_("This is not an e-mail address.")) from None
    return written


def _phones(request: HttpRequest) -> list[dict[str, str]]:
    """Read one person a line: name · number · when; commas do, too."""
    found = []
    for line in words_of(request, "phones", 2000).splitlines()[:LINES_OF_PHONES]:
        parts = [part.strip() for part in re.split(r"[·;,]", line) if part.strip()]
        if parts:
            name, phone, when = [*parts, "", ""][:3]
            found.append({"name": name, "phone": phone, "when": when})
    return found
