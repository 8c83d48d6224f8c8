"""The catalogue as staff maintain it: types, their history, and what a change would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Value
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


@dataclass(frozen=True, slots=True)
class _Change:
    row: RequestType
    new: Any


def preview_change(*, type_id: int, changes: Mapping[str, Any], counts: bool = True) -> list[Effect]:
    """Return what a change would do, before anybody makes it.

    Args:
        counts: say how many requests of the type are open, as far as the actor may see them; False for one
            who may read none, to whom "0" would be untrue.
    """
    row = get_type(type_id=type_id)
    changed = {name: new for name, new in changes.items() if getattr(row, name) != new}
    found = [make(_Change(row, changed[name])) for name, make in _EFFECTS.items() if name in changed]
    if counts and changed.keys() & _ABOUT_OPEN:
        waiting = ClientRequest.objects.filter(request_type=row, ended_at=None).count()
        found.append(Effect(format_lazy(_("Open requests of this type: {n}."), n=waiting)))
    others = sorted(changed.keys() - _EFFECTS.keys())
    if others:
        found.append(Effect(format_lazy(_("Changes from now on: {fields}."), fields=", ".join(others))))
    return found


def _open(change: _Change) -> Effect:
    if change.new:
        return Effect(_("People can ask for this again."))
    return Effect(_("Nobody can ask for this any more. What was asked is still answered."), is_warning=True)


def _days(change: _Change) -> Effect:
    old = change.row.answer_days
    words = _("New requests: answered in {new} working days, not {old}. Open requests keep their date.")
    return Effect(format_lazy(words, new=change.new, old=old), is_warning=change.new > old)


def _department(change: _Change) -> Effect:
    del change
    return Effect(_("New requests go to another department. Open requests stay where they are."))


def _class(change: _Change) -> Effect:
    del change
    words = _("Other people will be able to read new requests. Open requests keep their readers.")
    return Effect(words, is_warning=True)


def _several(change: _Change) -> Effect:
    if change.new:
        return Effect(_("A person may have several of these open at the same time."))
    return Effect(_("A person can have only one of these open at a time."), is_warning=True)


def _pause(change: _Change) -> Effect:
    if change.new:
        return Effect(_("Open requests of this type can be put on hold from now on."))
    return Effect(_("Open requests of this type can no longer be put on hold."))


def _appeal(change: _Change) -> Effect:
    old = change.row.appeal_days
    words = _("New answers: days to appeal {new}, not {old}. Answers given keep their date.")
    return Effect(format_lazy(words, new=change.new, old=old), is_warning=change.new < old)


def _form(change: _Change) -> Effect:
    words = _("New requests use version {new} of the form. Requests handed in keep their version.")
    return Effect(format_lazy(words, new=change.new))


_EFFECTS: Mapping[str, Callable[[_Change], Effect]] = {
    "is_open": _open,
    "answer_days": _days,
    "department_id": _department,
    "info_class": _class,
    "allows_several": _several,
    "may_pause": _pause,
    "appeal_days": _appeal,
    "form_version": _form,
}
_ABOUT_OPEN = {"is_open", "answer_days", "department_id", "info_class"}


def list_enterable(*, establishment_id: int, client_id: int) -> list[RequestType]:
    """Return the open types that the actor may enter for a client from paper: those they may write."""
    rows = RequestType.objects.filter(establishment_id=establishment_id, is_open=True)
    may_write = Func(
        Value(client_id), F("info_class"), function="access.may_write", output_field=BooleanField()
    )
    return list(rows.annotate(may=may_write).filter(may=True).order_by("order", "id"))
