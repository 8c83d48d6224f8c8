"""The catalogue as staff maintain it: types, their history, and what a change would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redthread.requests.models import ClientRequest, GroundTemplate, RequestType, RequestTypeChange

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change does, in a sentence; ``is_warning`` when somebody may not expect it."""

    words: Sentence
    is_warning: bool = False


def list_types(*, establishment_id: int) -> list[RequestType]:
    """Return every type of an establishment, open or not, in the catalogue's order."""
    rows = RequestType.objects.filter(establishment_id=establishment_id).select_related("department")
    return list(rows.order_by("order", "id"))


def get_type(*, type_id: int) -> RequestType:
    """Return one type."""
    return RequestType.objects.select_related("establishment", "department", "appeal_department").get(
        id=type_id
    )


def list_changes(*, type_id: int) -> list[RequestTypeChange]:
    """Return who changed what in a type, newest first."""
    return list(RequestTypeChange.objects.filter(request_type_id=type_id).order_by("-at", "-id"))


def list_all_templates(*, establishment_id: int, type_code: str) -> list[GroundTemplate]:
    """Return every text for answers to a type, of all units, in use or not."""
    rows = GroundTemplate.objects.filter(establishment_id=establishment_id, type_code=type_code)
    return list(rows.select_related("unit").order_by("decision", "order", "code", "unit_id"))


def preview_change(*, type_id: int, changes: Mapping[str, Any]) -> list[Effect]:
    """Return what a change would do, before anybody makes it.

    Open requests are counted as far as the actor may see them.
    """
    row = get_type(type_id=type_id)
    changed = {name: new for name, new in changes.items() if getattr(row, name) != new}
    waiting = ClientRequest.objects.filter(request_type=row, ended_at=None).count()
    found = [make(row, changed[name], waiting) for name, make in _EFFECTS.items() if name in changed]
    others = sorted(changed.keys() - _EFFECTS.keys())
    if others:
        found.append(Effect(format_lazy(_("Changes from now on: {fields}."), fields=", ".join(others))))
    return found


def _open(row: RequestType, new: bool, waiting: int) -> Effect:
    if new:
        return Effect(_("People can ask for this again."))
    words = format_lazy(
        _("Nobody can ask for this any more. Still to be answered: {n}."), n=waiting
    )
    return Effect(words, is_warning=True)


def _days(row: RequestType, new: int, waiting: int) -> Effect:
    words = format_lazy(
        _("New requests: working days until the answer {new}, not {old}. Open requests keep their date: {n}."),
        new=new,
        old=row.answer_days,
        n=waiting,
    )
    return Effect(words, is_warning=new > row.answer_days)


def _department(row: RequestType, new: int, waiting: int) -> Effect:
    words = format_lazy(
        _("New requests go to another department. Open requests stay where they are: {n}."), n=waiting
    )
    return Effect(words)


def _class(row: RequestType, new: int, waiting: int) -> Effect:
    words = format_lazy(
        _("Other people will be able to read new requests. Open requests keep their readers: {n}."), n=waiting
    )
    return Effect(words, is_warning=True)


def _several(row: RequestType, new: bool, waiting: int) -> Effect:
    if new:
        return Effect(_("A person may have several of these open at the same time."))
    return Effect(_("A person can have only one of these open at a time."), is_warning=True)


def _pause(row: RequestType, new: bool, waiting: int) -> Effect:
    if new:
        return Effect(_("Open requests of this type can be put on hold from now on."))
    return Effect(_("Open requests of this type can no longer be put on hold."))


def _appeal(row: RequestType, new: int, waiting: int) -> Effect:
    words = format_lazy(
        _("New answers: days to appeal {new}, not {old}. Answers given keep their date."),
        new=new,
        old=row.appeal_days,
    )
    return Effect(words, is_warning=new < row.appeal_days)


def _form(row: RequestType, new: int, waiting: int) -> Effect:
    words = format_lazy(
        _(
            "New requests use version {new} of the form. Requests handed in keep the version they were filled in."
        ),
        new=new,
    )
    return Effect(words)


_EFFECTS = {
    "is_open": _open,
    "answer_days": _days,
    "department_id": _department,
    "info_class": _class,
    "allows_several": _several,
    "may_pause": _pause,
    "appeal_days": _appeal,
    "form_version": _form,
}
