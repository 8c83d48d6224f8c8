"""Departments: who answers which kind of matter at an establishment."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import filled, language, office_of, render_office, to
from redthread.doors.staff.office.people import MissingError
from redthread.organisations.public import (
    Department,
    Permission,
    find_department,
    list_departments,
    list_staff,
    save_department,
)
from redthread.requests.public import list_types

SECTION = "departments"
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments with who works in them and what they answer."""
    return _page(request, office_of(request, Permission.MANAGE))


def _page(request: HttpRequest, desk: Desk, error: MissingError | None = None) -> HttpResponse:
    staff = list_staff(establishment_id=desk.establishment.id)
    types = list_types(establishment_id=desk.establishment.id)
    rows: list[dict[str, Any]] = [
        {
            "department": d,
            "name": d.name_in(language()),
            "people": sum(d.id in {m.id for m in member.departments.all()} for member in staff),
            "types": ", ".join(t.titles.get(language()) or t.code for t in types if t.department_id == d.id),
        }
        for d in list_departments(establishment_id=desk.establishment.id)
    ]
    context = {
        "rows": rows,
        "history": house_entries(desk, "organisations.department"),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "people/departments.jinja", desk, context, section=SECTION, status=status)


@require_POST
def department(request: HttpRequest) -> HttpResponse:
    """Make, rename or close a department, once the page has said what that does."""
    desk = office_of(request, Permission.MANAGE)
    code, names = request.POST.get("code", "").strip(), filled(request, "names")
    old = find_department(establishment_id=desk.establishment.id, code=code)
    is_new = "new" in request.POST
    if old is None and not is_new:
        raise Http404
    is_active = is_new or "is_active" in request.POST
    problem = _problem(
        desk, old if not is_new else None, code, names, is_active=is_active, taken=is_new and old is not None
    )
    if problem is not None:
        return _page(request, desk, problem)
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=old.name_in(language()) if old else _("A new department"),
            section=SECTION,
            back=to(desk, "office-departments"),
            yes=_("Save"),
            lines=[
                Line(_("Name"), _texts(old.names) if old else "–", _texts(names)),
                Line(_("State"), _("open") if old else "–", _("open") if is_active else _("closed")),
            ],
            effects=[] if is_active else [Effect(_("Nothing can be sent there any more."), is_warning=True)],
        )
    save_department(
        actor=desk.actor,
        establishment_id=desk.establishment.id,
        code=code,
        names=names,
        is_active=is_active,
        at=desk.now,
    )
    return HttpResponseRedirect(to(desk, "office-departments", done="saved"))


def _problem(
    desk: Desk, old: Department | None, code: str, names: dict[str, str], *, is_active: bool, taken: bool
) -> MissingError | None:
    if taken:
        return MissingError(_("There is a department with this code already."))
    if not CODE.fullmatch(code):
        return MissingError(_("The code is lower-case letters, such as education."))
    if not names.get("en"):
        return MissingError(_("The department needs a name, at least in English."))
    answers = [
        t for t in list_types(establishment_id=desk.establishment.id) if old and t.department_id == old.id
    ]
    if not is_active and answers:
        return MissingError(_("It still answers requests. Give those types to another department first."))
    return None


def _texts(names: dict[str, str]) -> str:
    return " / ".join(f"{code}: {name}" for code, name in sorted(names.items()))
