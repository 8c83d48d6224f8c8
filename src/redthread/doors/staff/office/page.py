"""What every page of the office shares: the place one works on, its menu, words for what the pack holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from redthread.doors.acting import actor_of
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.estate.public import list_establishments
from redthread.signin.public import is_fresh

LANGUAGES: Final = ("en", "sv", "da", "nl", "fr", "ar")

SECTIONS: Final = (
    ("catalogue", "requests.catalogue", "catalogue", pgettext_lazy("office", "Request types")),
    ("forms", "requests.catalogue", "form", pgettext_lazy("office", "Forms")),
    ("guides", "journey.guides", "thread", pgettext_lazy("office", "Guides")),
    ("kiosk", "kiosk.manage", "kiosk", pgettext_lazy("office", "Kiosk")),
    ("people", "organisations.manage", "staff", pgettext_lazy("office", "Staff and roles")),
    ("departments", "organisations.manage", "people", pgettext_lazy("office", "Departments")),
    ("estate", "estate.manage", "establishment", pgettext_lazy("office", "Units and rooms")),
    ("certificates", "estate.certify_request", "check", pgettext_lazy("office", "Capacity certificates")),
    ("notices", "notices.manage", "send", pgettext_lazy("office", "Mails")),
    ("measures", "requests.measure", "measures", pgettext_lazy("office", "Measures")),
    ("plan-measures", "plans.measure", "thread", pgettext_lazy("office", "Measures of plans")),
    ("looks", "thread.sample", "search", pgettext_lazy("office", "Who looked")),
    ("log", "thread.house", "history", pgettext_lazy("office", "Log of the house")),
)
"""The office's menu: its name in addresses, the permission it needs, a pictogram, and what it is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    href: str
    label: str
    icon: str
    current: bool


def office_of(request: HttpRequest, permission: str) -> Desk:
    """Return the desk of somebody who may do this here.

    Raises:
        Http404: no role of theirs allows it.
    """
    admit(actor_of(request), permission)
    return desk_of(request)


def to(desk: Desk, name: str, *args: object, **query: object) -> str:
    """Return the address of a page of the office; who works for several places stays at the one chosen."""
    at = {} if desk.actor.establishment_id is not None else {"place": desk.establishment.id}
    pairs = urlencode({key: value for key, value in (at | query).items() if value != ""}, safe=":")
    address = reverse(f"staff:{name}", args=args or None)
    return f"{address}?{pairs}" if pairs else address


def ask_again(request: HttpRequest, back: str) -> HttpResponse | None:
    """Return the page that asks for the password and leads ``back``, or None when that was just done."""
    if is_fresh(actor=actor_of(request)):
        return None
    return HttpResponseRedirect(f"{reverse('staff:prove')}?{urlencode({'next': back})}")


def entries(desk: Desk, here: str) -> list[Entry]:
    """Return the part of the menu that the person may use."""
    return [
        Entry(to(desk, f"office-{name}"), str(label), icon, name == here)
        for name, permission, icon, label in SECTIONS
        if desk.actor.may(permission)
    ]


def render_office(
    request: HttpRequest,
    template: str,
    desk: Desk,
    context: Mapping[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """Render a page of the office; ``at(name, …)`` in the template is :func:`to`."""
    page = {
        "here": "office",
        "section": section,
        "office": entries(desk, section),
        "places": []
        if desk.actor.establishment_id is not None
        else [(e.id, e.name) for e in list_establishments()],
        "at": lambda name, *args, **query: to(desk, name, *args, **query),
        "done": request.GET.get("done", ""),
        "error": "",
    }
    return render_desk(request, f"staff/office/{template}", desk, page | dict(context), status=status)


def in_words(texts: Mapping[str, str]) -> str:
    """Return a text in the reader's language, else in English, else in any."""
    return texts.get(language()) or texts.get("en") or next(iter(texts.values()), "")


def language() -> str:
    """Return the reader's language."""
    return (get_language() or "en").split("-")[0]


def filled(request: HttpRequest, name: str) -> dict[str, str]:
    """Return what was typed for a text, one field a language: ``name-en``, ``name-sv`` and so on."""
    typed = {code: request.POST.get(f"{name}-{code}", "").replace("\0", "").strip() for code in LANGUAGES}
    return {code: words for code, words in typed.items() if words}


def chosen(text: str | None, allowed: Sequence[str], otherwise: str = "") -> str:
    """Return ``text`` when it is one of the choices."""
    return text if text is not None and text in allowed else otherwise
