"""Staff and roles: who works here, what each role reads and why, roles given and ended, invitations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.staff.desk import Desk, number, pack_of
from redthread.doors.staff.office import may
from redthread.doors.staff.office.classes import class_words
from redthread.doors.staff.office.page import (
    LANGUAGES,
    ask_again,
    chosen,
    language,
    office_of,
    render_office,
    to,
)
from redthread.estate.public import list_establishments, list_units
from redthread.foundation.errors import DomainError
from redthread.jurisdiction.pack import Role
from redthread.organisations.public import (
    Permission,
    StaffMember,
    add_staff_member,
    get_staff_member,
    list_departments,
    list_staff,
    list_staff_of_service,
    set_departments,
)
from redthread.sharing.public import Grant, Scope, end_grant, grant_role, list_grants
from redthread.sharing.public import Permission as Sharing
from redthread.signin.public import Permission as SignIn
from redthread.signin.public import invite_staff

SHOWN: Final = 200
FOREVER: Final = 9999
SCOPES: Final = {
    Scope.CLIENT: pgettext_lazy("reach", "one client"),
    Scope.UNIT: pgettext_lazy("reach", "one unit"),
    Scope.ESTABLISHMENT: pgettext_lazy("reach", "one establishment"),
    Scope.SERVICE: pgettext_lazy("reach", "the whole service"),
}
REACHES: Final = {
    "none": pgettext_lazy("reach", "nobody's records"),
    "unit": pgettext_lazy("reach", "people on the unit"),
    "caseload": pgettext_lazy("reach", "the own caseload"),
    "establishment": pgettext_lazy("reach", "people at the establishment"),
    "service": pgettext_lazy("reach", "the whole service"),
}


class NotHereError(DomainError):
    """Somebody gives a role that reaches beyond their own establishment."""

    status = 403


class MissingError(DomainError):
    """A field was left empty, or holds what cannot be."""

    status = 422


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role that somebody has or had."""

    id: int
    role: str
    code: str
    where: str
    since: datetime
    until: datetime | None
    reason: str
    by: str
    is_valid: bool


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List who works at the establishment."""
    desk = office_of(request, Permission.MANAGE)
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    members = [m for m in list_staff(establishment_id=desk.establishment.id) if _fits(m, text)]
    if desk.actor.establishment_id is None:
        members += [m for m in list_staff_of_service() if _fits(m, text)]
    rows = [
        {
            "href": to(desk, "office-person", m.actor_id),
            "name": f"{m.family_name}, {m.given_name}",
            "title": m.title,
            "username": m.username,
            "departments": ", ".join(d.name_in(language()) for d in m.departments.all()),
            "is_active": m.is_active,
            "is_wide": m.establishment_id is None,
        }
        for m in members[:SHOWN]
    ]
    context = {"rows": rows, "total": len(members), "text": text}
    return render_office(request, "people/list.jinja", desk, context, section="people")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody who begins to work here; they reach nobody until a role is given."""
    desk = office_of(request, Permission.MANAGE)
    typed = {
        name: " ".join(request.POST.get(name, "").replace("\0", "").split())[:80]
        for name in ("given_name", "family_name", "username", "title", "language")
    }
    error: DomainError | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                member = _add(desk, typed)
        except IntegrityError:
            error = MissingError(_("Somebody else signs in with this name. Choose another one."))
        except MissingError as problem:
            error = problem
        else:
            return HttpResponseRedirect(to(desk, "office-person", member.actor_id, done="added"))
    context = {
        "typed": typed,
        "error": "" if error is None else error.message,
        "language": typed["language"] or pack_of(desk.establishment.pack).languages[0],
    }
    return render_office(
        request, "people/add.jinja", desk, context, section="people", status=error.status if error else 200
    )


def _add(desk: Desk, typed: dict[str, str]) -> StaffMember:
    if not (typed["given_name"] and typed["family_name"] and typed["username"]):
        raise MissingError(_("Name and sign-in name are needed."))
    return add_staff_member(
        actor=desk.actor,
        username=typed["username"].lower(),
        given_name=typed["given_name"],
        family_name=typed["family_name"],
        title=typed["title"],
        establishment_id=desk.establishment.id,
        language=chosen(typed["language"], LANGUAGES, "en"),
        at=desk.now,
    )


@require_safe
def person(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Show somebody who works here: departments, roles now and before, what they may read and why."""
    desk = office_of(request, Permission.MANAGE)
    return _page(request, desk, _member(desk, actor_id), typed=request.GET.dict())


@require_POST
def departments_of(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Say in which departments somebody works."""
    desk = office_of(request, Permission.MANAGE)
    member = _member(desk, actor_id)
    here = {d.id for d in list_departments(establishment_id=desk.establishment.id)}
    elsewhere = {d.id for d in member.departments.all() if d.establishment_id != desk.establishment.id}
    wanted = {number(text) or 0 for text in request.POST.getlist("department")}
    ids = sorted((wanted & here) | elsewhere)
    set_departments(actor=desk.actor, staff_id=member.id, department_ids=ids, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-person", actor_id, done="departments"))


@require_POST
def grant(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Give somebody a role, once the page has said what it reads and why."""
    desk = office_of(request, Sharing.GRANT_ROLE)
    member = _member(desk, actor_id)
    if request.POST.get("step") != "grant":
        return _page(request, desk, member, typed=request.POST.dict())
    kept = {name: request.POST.get(name, "") for name in ("role", "where", "until")}
    if (ask := ask_again(request, to(desk, "office-person", actor_id, **kept))) is not None:
        return ask
    try:
        _grant(desk, member, request.POST.dict())
    except DomainError as error:
        return _page(request, desk, member, typed=request.POST.dict(), error=error)
    return HttpResponseRedirect(to(desk, "office-person", actor_id, done="granted"))


def _grant(desk: Desk, member: StaffMember, typed: dict[str, str]) -> None:
    role = _roles(desk).get(typed.get("role", ""))
    if role is None:
        raise MissingError(_("Choose a role."))
    if not typed.get("reason", "").strip():
        raise MissingError(_("Write why. It stands beside the role for good."))
    scope, scope_id = _scope(desk, typed.get("where", ""))
    grant_role(
        actor=desk.actor,
        to_actor_id=member.actor_id,
        role=role.code,
        scope=scope,
        scope_id=scope_id,
        reason=typed["reason"].strip()[:500],
        until=_until(desk, typed.get("until", "")),
        at=desk.now,
    )


@require_POST
def end(request: HttpRequest, actor_id: int, grant_id: int) -> HttpResponse:
    """End a role of somebody, with a reason."""
    desk = office_of(request, Sharing.GRANT_ROLE)
    member = _member(desk, actor_id)
    if (ask := ask_again(request, to(desk, "office-person", actor_id))) is not None:
        return ask
    found = next((g for g in list_grants(actor_id=member.actor_id) if g.id == grant_id), None)
    if found is None or not _is_valid(found, desk):
        raise Http404
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    if not reason:
        error = MissingError(_("Write why. It stands beside the role for good."))
        return _page(request, desk, member, error=error)
    end_grant(actor=desk.actor, grant_id=grant_id, reason=reason[:500], at=desk.now)
    return HttpResponseRedirect(to(desk, "office-person", actor_id, done="ended"))


@require_POST
def invite(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Give somebody a first password and show it, once; all keys that they had end."""
    desk = office_of(request, SignIn.INVITE_STAFF)
    member = _member(desk, actor_id)
    if (ask := ask_again(request, to(desk, "office-person", actor_id))) is not None:
        return ask
    password = invite_staff(
        actor=desk.actor, staff_actor_id=member.actor_id, username=member.username, at=desk.now
    )
    context = {"member": member, "password": password}
    return render_office(request, "people/invited.jinja", desk, context, section="people")


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show every role: what it reads, what it may do, and why, in words a lawyer can check."""
    desk = office_of(request, Permission.MANAGE)
    rows = [_role_words(role) for role in _roles(desk).values()]
    return render_office(request, "people/roles.jinja", desk, {"rows": rows}, section="people")


def _page(
    request: HttpRequest,
    desk: Desk,
    member: StaffMember,
    *,
    typed: dict[str, str] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    typed = typed or {}
    lines = [_line(desk, g) for g in list_grants(actor_id=member.actor_id)]
    chosen_role = _roles(desk).get(typed.get("role", ""))
    valid = [line for line in lines if line.is_valid]
    held = [_roles(desk)[line.code] for line in valid if line.code in _roles(desk)]
    context = {
        "member": member,
        "valid": valid,
        "past": [line for line in lines if not line.is_valid],
        "departments": list_departments(establishment_id=desk.establishment.id),
        "in_departments": {d.id for d in member.departments.all()},
        "language": language(),
        "may_grant": desk.actor.may(Sharing.GRANT_ROLE) and member.actor_id != desk.actor.id,
        "may_invite": desk.actor.may(SignIn.INVITE_STAFF) and member.actor_id != desk.actor.id,
        "may_end_sessions": desk.actor.may(SignIn.END_SESSIONS),
        "roles": [(code, role.title.in_language(language())) for code, role in _roles(desk).items()],
        "wheres": _wheres(desk),
        "typed": typed,
        "about": _role_words(chosen_role) if chosen_role else None,
        "held": [_role_words(role) for role in {r.code: r for r in held}.values()],
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "people/person.jinja", desk, context, section="people", status=status)


def _member(desk: Desk, actor_id: int) -> StaffMember:
    """Return a colleague; who manages one establishment meets only those who work there."""
    try:
        member = get_staff_member(actor_id=actor_id)
    except StaffMember.DoesNotExist as error:
        raise Http404 from error
    if desk.actor.establishment_id not in (None, member.establishment_id):
        raise Http404
    return member


def _fits(member: StaffMember, text: str) -> bool:
    whole = f"{member.given_name} {member.family_name} {member.username} {member.title}".lower()
    return all(word in whole for word in text.lower().split())


def _roles(desk: Desk) -> dict[str, Role]:
    return dict(pack_of(desk.establishment.pack).roles)


def _role_words(role: Role) -> dict[str, Any]:
    return {
        "code": role.code,
        "title": role.title.in_language(language()),
        "why": role.why.worded(language()),
        "reads": class_words(role.reads),
        "writes": class_words(role.writes),
        "reach": str(REACHES[role.reach.value]),
        "permissions": [may.in_words(name) for name in may.WORDS if name in role.permissions],
    }


def _wheres(desk: Desk) -> list[tuple[str, str]]:
    """Return the scopes that a role can be given in here, as (value, words)."""
    units = [(f"unit:{u.id}", u.name) for u in list_units(establishment_id=desk.establishment.id)]
    here = [(f"establishment:{desk.establishment.id}", desk.establishment.name)]
    wide = [("service:", str(SCOPES[Scope.SERVICE]))] if desk.actor.establishment_id is None else []
    return [*here, *units, *wide]


def _scope(desk: Desk, where: str) -> tuple[Scope, int | None]:
    if where not in dict(_wheres(desk)):
        raise NotHereError(_("Choose where the role holds: a unit or the establishment."))
    kind, _colon, scope_id = where.partition(":")
    return Scope(kind), number(scope_id)


def _until(desk: Desk, text: str) -> datetime | None:
    """Return the end of the last day that was typed, at the establishment."""
    if not text.strip():
        return None
    try:
        last = date.fromisoformat(text.strip())
        until = datetime.combine(last, time(23, 59), desk.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MissingError(_("The last day is not a date.")) from None
    if until <= desk.now:
        raise MissingError(_("The last day has passed already."))
    return until


def _is_valid(found: Grant, desk: Desk) -> bool:
    return found.valid_from <= desk.now < found.valid_until


def _line(desk: Desk, found: Grant) -> GrantLine:
    role = _roles(desk).get(found.role_code or "")
    return GrantLine(
        id=found.id,
        code=found.role_code or "",
        role=role.title.in_language(language()) if role else _("One record, opened for an hour"),
        where=_where_words(desk, found),
        since=found.valid_from,
        until=None if found.valid_until.astimezone(ZoneInfo("UTC")).year == FOREVER else found.valid_until,
        reason=found.reason,
        by=found.granted_by or "",
        is_valid=_is_valid(found, desk),
    )


def _where_words(desk: Desk, found: Grant) -> str:
    known = dict(_wheres(desk)) | {f"establishment:{e.id}": e.name for e in list_establishments()}
    return known.get(f"{found.scope_kind}:{found.scope_id or ''}") or str(SCOPES[Scope(found.scope_kind)])
