"""My organisation: who works here with whom, whom the service phones; coordinators invite, limit and end."""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.fresh import require_fresh
from redthread.doors.partner.page import member_of, partner_page
from redthread.doors.staff.office.classes import TITLES, class_words
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.classes import PARTNER_SHARED
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.organisations.public import (
    MemberRole,
    PartnerDesk,
    PartnerMember,
    change_member,
    end_membership,
    invite_member,
    list_members,
    may_manage,
)
from redthread.signin.public import invite_outsider

OFFERED: Final = [c for c in C if c & PARTNER_SHARED & ~C.IDENTITY]
"""The classes that a partner can be granted at all; identity comes with every one of them."""
ALL_OFFERED: Final = sum(int(c) for c in OFFERED)
LONGEST_NAME: Final = 80
LONGEST_TITLE: Final = 120
LONGEST_WHY: Final = 200


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """Show who works at the reader's organisation."""
    actor, now = actor_of(request), clock.now()
    member = member_of(actor)
    members = list_members(organisation_id=member.organisation_id, at=now)
    context = {
        "member": member,
        "members": [(m, MemberRole(m.role).label, _limit_words(m)) for m in members],
        "desk": PartnerDesk.objects.filter(organisation_id=member.organisation_id).first(),
        "may_manage": may_manage(actor, member.organisation_id),
        "done": request.GET.get("done", ""),
    }
    return partner_page(request, "partner/organisation/organisation.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague: they get a link by mail."""
    actor = _coordinator(request)
    values = _values(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if (ask := require_fresh(request)) is not None:
            return ask
        errors = _problems(values)
        if not errors:
            try:
                _invite(actor, values)
            except DomainError as error:
                errors["email"] = str(error.message)
            else:
                return _back("invited")
    return _form(request, None, values, errors)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Change what a colleague is and may read."""
    actor, found = _coordinator(request), _member(request, member_id)
    values = _values(request)
    if request.method == "POST":
        if (ask := require_fresh(request)) is not None:
            return ask
        change_member(
            actor=actor,
            member_id=found.id,
            role=MemberRole(values["role"]),
            class_limit=_unlimited(values["limit"]),
            at=clock.now(),
        )
        return _back("changed")
    values |= {"role": found.role, "limit": found.class_limit}
    return _form(request, found, values, {})


@require_POST
def invite_again(request: HttpRequest, member_id: int) -> HttpResponse:
    """Send a colleague a new link; their keys so far end: this is also how a lost phone is answered."""
    actor, found = _coordinator(request), _member(request, member_id)
    if (ask := require_fresh(request)) is not None:
        return ask
    invite_outsider(
        actor=actor,
        outsider_actor_id=found.actor_id,
        address=found.email,
        language=actor.language,
        at=clock.now(),
    )
    return _back("invited")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, member_id: int) -> HttpResponse:
    """End a colleague's membership: they have left, or do something else now."""
    actor, found = _coordinator(request), _member(request, member_id)
    if request.method == "POST":
        if (ask := require_fresh(request)) is not None:
            return ask
        why = request.POST.get("why", "").strip()[:LONGEST_WHY]
        end_membership(actor=actor, member_id=found.id, why=why, at=clock.now())
        return _back("ended")
    return partner_page(request, "partner/organisation/end.jinja", {"found": found})


def _coordinator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.organisation_id is None or not may_manage(actor, actor.organisation_id):
        raise Http404
    return actor


def _member(request: HttpRequest, member_id: int) -> PartnerMember:
    actor = actor_of(request)
    organisation_id = actor.organisation_id or 0
    members = list_members(organisation_id=organisation_id, at=clock.now())
    found = next((m for m in members if m.id == member_id and m.actor_id != actor.id), None)
    if found is None:
        raise Http404
    return found


def _values(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    role = post.get("role", "")
    limit = sum(int(c) for c in OFFERED if str(int(c)) in post.getlist("limit"))
    return {
        "given": post.get("given", "").strip()[:LONGEST_NAME],
        "family": post.get("family", "").strip()[:LONGEST_NAME],
        "email": post.get("email", "").strip().lower()[:254],
        "title": post.get("title", "").strip()[:LONGEST_TITLE],
        "role": role if role in MemberRole.values else MemberRole.CASEWORKER.value,
        "language": post.get("language", actor_of(request).language),
        "limit": limit | C.IDENTITY if request.method == "POST" else -1,
    }


def _problems(values: dict[str, Any]) -> dict[str, str]:
    errors = {name: _("Write a name.") for name in ("given", "family") if not values[name]}
    try:
        validate_email(values["email"])
    except ValidationError:
        errors["email"] = _("Write an e-mail address, as name@organisation.example.")
    return errors


def _invite(actor: Actor, values: dict[str, Any]) -> None:
    now = clock.now()
    language = values["language"] if values["language"] in dict(settings.LANGUAGES) else actor.language
    made = invite_member(
        actor=actor,
        organisation_id=actor.organisation_id or 0,
        given_name=values["given"],
        family_name=values["family"],
        email=values["email"],
        title=values["title"],
        role=MemberRole(values["role"]),
        language=language,
        class_limit=_unlimited(values["limit"]),
        at=now,
    )
    invite_outsider(
        actor=actor, outsider_actor_id=made.actor_id, address=made.email, language=language, at=now
    )


def _unlimited(mask: int) -> int:
    """Return no limit where every class was left ticked: what is granted later is then included."""
    return -1 if mask & ALL_OFFERED == ALL_OFFERED else mask


def _limit_words(found: PartnerMember) -> list[str]:
    limit = _unlimited(found.class_limit)
    return [] if limit == -1 else class_words(limit & ALL_OFFERED)


def _form(
    request: HttpRequest, found: PartnerMember | None, values: dict[str, Any], errors: dict[str, str]
) -> HttpResponse:
    context = {
        "found": found,
        "values": values,
        "errors": errors,
        "roles": MemberRole.choices,
        "languages": settings.LANGUAGES,
        "classes": [(str(int(c)), TITLES[c], bool(values["limit"] & c)) for c in OFFERED],
    }
    return partner_page(request, "partner/organisation/member.jinja", context, status=422 if errors else 200)


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('partner:organisation')}?done={done}")
