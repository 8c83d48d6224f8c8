"""The catalogue of request types: looked through, changed with a preview of the effects, and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from redthread.doors.staff.desk import Desk, number, pack_of
from redthread.doors.staff.office.classes import class_words
from redthread.doors.staff.office.page import (
    chosen,
    filled,
    in_words,
    language,
    office_of,
    render_office,
    to,
)
from redthread.forms.public import DefinitionStatus, list_versions
from redthread.foundation.classes import OWN_WRITE, InformationClass
from redthread.foundation.errors import DomainError
from redthread.organisations.public import list_departments
from redthread.requests import public as requests
from redthread.requests.public import MoveRule, Permission, RequestType
from redthread.ui.pictograms import NAMES

SALT: Final = "office.catalogue"
TEXTS: Final = ("titles", "tiles", "descriptions", "appeal_to", "appeal_then")
FLAGS: Final = (
    "is_open",
    "is_private",
    "allows_several",
    "allows_attachment",
    "may_pause",
    "appeal_on_silence",
)
NUMBERS: Final = ("order", "answer_days", "appeal_days", "form_version")
EXPLAINED: Final = frozenset(
    {
        "is_open",
        "answer_days",
        "department_id",
        "info_class",
        "allows_several",
        "may_pause",
        "appeal_days",
        "form_version",
    }
)
"""Fields of which the requests module says in a sentence what a change of them does."""

LABELS: Final = {
    "titles": gettext_lazy("Title"),
    "tiles": gettext_lazy("Short title on the tile"),
    "descriptions": gettext_lazy("What it is for"),
    "pictogram": gettext_lazy("Pictogram"),
    "order": gettext_lazy("Place in the list"),
    "is_open": gettext_lazy("People can ask for it"),
    "form_version": gettext_lazy("Version of the form"),
    "department_id": gettext_lazy("Who answers"),
    "answer_days": gettext_lazy("Working days until the answer"),
    "info_class": gettext_lazy("Kind of information"),
    "is_private": gettext_lazy("Shown as a private matter"),
    "allows_several": gettext_lazy("Several open at a time"),
    "allows_attachment": gettext_lazy("A file may be added"),
    "on_move": gettext_lazy("When the person moves"),
    "may_pause": gettext_lazy("May be put on hold"),
    "appeal_days": gettext_lazy("Days to appeal"),
    "appeal_on_silence": gettext_lazy("Appeal when no answer comes"),
    "appeal_to": gettext_lazy("Whom an appeal goes to, in words"),
    "appeal_then": gettext_lazy("What comes after the appeal"),
    "appeal_department_id": gettext_lazy("Who answers the appeal"),
    "second_reader_share": gettext_lazy("Share read by a second reader"),
    "escalation": gettext_lazy("Told when it is late"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, in words."""

    label: str
    before: str
    after: str


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List every type of the establishment, by group."""
    desk = office_of(request, Permission.CATALOGUE)
    rows = requests.list_types(establishment_id=desk.establishment.id)
    lines = [
        {
            "group": in_words(r.group_titles),
            "href": to(desk, "office-type", r.id),
            "pictogram": r.pictogram,
            "title": in_words(r.titles),
            "code": r.code,
            "department": r.department.name_in(language()),
            "answer_days": r.answer_days,
            "classes": ", ".join(class_words(r.info_class)),
            "form": f"{r.form_code} · {r.form_version}",
            "is_open": r.is_open,
            "is_private": r.is_private,
        }
        for r in rows
    ]
    groups = [(group, list(part)) for group, part in groupby(lines, key=lambda line: line["group"])]
    return render_office(request, "catalogue/list.jinja", desk, {"groups": groups}, section="catalogue")


@require_http_methods(["GET", "HEAD", "POST"])
def one_type(request: HttpRequest, type_id: int) -> HttpResponse:
    """Show a type, say what a change would do, and make it once somebody has read that."""
    desk = office_of(request, Permission.CATALOGUE)
    row = _type(desk, type_id)
    if request.method != "POST":
        return _page(request, desk, row, {})
    changes = _read(request, desk, row)
    reason = request.POST.get("reason", "")
    seen = signing.dumps(_plain(changes), salt=SALT)
    if request.POST.get("step") != "save" or not _is_same(request.POST.get("seen", ""), changes):
        return _page(request, desk, row, changes, reason=reason, seen=seen)
    try:
        requests.change_request_type(
            actor=desk.actor, type_id=row.id, changes=changes, reason=reason, at=desk.now
        )
    except DomainError as error:
        return _page(request, desk, row, changes, reason=reason, seen=seen, error=error)
    return HttpResponseRedirect(to(desk, "office-type", row.id, done="saved"))


def _type(desk: Desk, type_id: int) -> RequestType:
    try:
        row = requests.get_type(type_id=type_id)
    except RequestType.DoesNotExist as error:
        raise Http404 from error
    if row.establishment_id != desk.establishment.id:
        raise Http404
    return row


def _page(
    request: HttpRequest,
    desk: Desk,
    row: RequestType,
    changes: Mapping[str, Any],
    *,
    reason: str = "",
    seen: str = "",
    error: DomainError | None = None,
) -> HttpResponse:
    lines = _differences(desk, row, changes)
    effects = requests.preview_change(
        type_id=row.id,
        changes={k: v for k, v in changes.items() if k in EXPLAINED},
        counts=desk.actor.may(Permission.READ),
    )
    shown = {name: changes.get(name, getattr(row, name)) for name in LABELS}
    context = {
        "row": row,
        "title": in_words(row.titles),
        "shown": shown,
        "labels": LABELS,
        "text_fields": TEXTS,
        "flags": FLAGS,
        "choices": _choices(desk, row),
        "lines": lines,
        "effects": effects,
        "asked": request.method == "POST",
        "seen": seen,
        "reason": reason,
        "history": _history(desk, row),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "catalogue/type.jinja", desk, context, section="catalogue", status=status)


def _choices(desk: Desk, row: RequestType) -> dict[str, list[tuple[Any, str]]]:
    departments = [
        (d.id, d.name_in(language())) for d in list_departments(establishment_id=desk.establishment.id)
    ]
    published = [
        v.version for v in list_versions(row.form_code) if v.status == DefinitionStatus.PUBLISHED.value
    ]
    roles = pack_of(desk.establishment.pack).roles
    return {
        "department_id": departments,
        "appeal_department_id": departments,
        "form_version": [(v, str(v)) for v in sorted({*published, row.form_version}, reverse=True)],
        "info_class": [(int(c), ", ".join(class_words(c))) for c in InformationClass if c & OWN_WRITE],
        "on_move": [(value, str(label)) for value, label in MoveRule.choices],
        "pictogram": [(name, name) for name in NAMES],
        "escalation": [(code, role.title.in_language(language())) for code, role in roles.items()],
    }


def _read(request: HttpRequest, desk: Desk, row: RequestType) -> dict[str, Any]:
    """Return the fields that differ from the type as it is; what is not a choice stays as it was."""
    post, choices = request.POST, _choices(desk, row)
    found: dict[str, Any] = {name: filled(request, name) for name in TEXTS}
    found |= {name: name in post for name in FLAGS}
    for name in NUMBERS:
        value = number(post.get(name))
        found[name] = getattr(row, name) if value is None else value
    for name in ("department_id", "info_class", "form_version"):
        value = number(post.get(name))
        found[name] = value if value in dict(choices[name]) else getattr(row, name)
    appeal = number(post.get("appeal_department_id"))
    found["appeal_department_id"] = appeal if appeal in dict(choices["appeal_department_id"]) else None
    for name in ("on_move", "pictogram"):
        found[name] = chosen(post.get(name), list(dict(choices[name])), getattr(row, name))
    share = number(post.get("second_reader_share"))
    found["second_reader_share"] = row.second_reader_share if share is None else min(share, 100) / 100
    told = [code for code in post.getlist("escalation") if code in dict(choices["escalation"])]
    # The order is that in which they are told; the boxes know only who.
    kept = [code for code in row.escalation if code in told]
    found["escalation"] = kept + [code for code in told if code not in kept]
    return {name: value for name, value in found.items() if value != getattr(row, name)}


def _plain(changes: Mapping[str, Any]) -> list[list[Any]]:
    return [[name, changes[name]] for name in sorted(changes)]


def _is_same(seen: str, changes: Mapping[str, Any]) -> bool:
    """Tell whether what is to be saved is what the preview showed."""
    try:
        return bool(signing.loads(seen, salt=SALT, max_age=3600) == _plain(changes))
    except signing.BadSignature:
        return False


def _differences(desk: Desk, row: RequestType, changes: Mapping[str, Any]) -> list[Line]:
    choices = _choices(desk, row)
    return [
        Line(
            str(LABELS.get(name, name)),
            _value(name, getattr(row, name), choices),
            _value(name, changes[name], choices),
        )
        for name in LABELS
        if name in changes
    ]


def _value(name: str, value: Any, choices: Mapping[str, list[tuple[Any, str]]]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "second_reader_share":
        return f"{value * 100:g} %"
    if isinstance(value, list):
        names = dict(choices.get(name, []))
        return ", ".join(names.get(v, str(v)) for v in value) or "–"
    if isinstance(value, dict):
        return " / ".join(f"{code}: {words}" for code, words in value.items()) or "–"
    if value is None or value == "":
        return "–"
    return dict(choices.get(name, [])).get(value, str(value)) if name != "pictogram" else str(value)


def _history(desk: Desk, row: RequestType) -> list[dict[str, Any]]:
    choices = _choices(desk, row)
    return [
        {
            "at": change.at,
            "who": change.by_name,
            "reason": change.reason,
            "lines": [
                Line(
                    str(LABELS.get(name, name)),
                    _value(name, change.before.get(name), choices),
                    _value(name, new, choices),
                )
                for name, new in change.after.items()
            ],
        }
        for change in requests.list_changes(type_id=row.id)
    ]
