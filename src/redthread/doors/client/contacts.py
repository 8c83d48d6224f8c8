"""My contacts: who I may reach and how, and from whom I want nothing.

Why something is closed is told where it harms nobody; otherwise in one sentence, the same for every reason.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.contacts import public as contacts
from redthread.contacts.public import ContactRow, State
from redthread.custody.public import find_closed_ways, find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.jurisdiction.contacts import ContactRules
from redthread.requests.public import list_catalogue
from redthread.ui.words import date_long

REQUEST_TYPE: Final = "contact"


@require_safe
def my_contacts(request: HttpRequest) -> HttpResponse:
    """Show a client whom they may reach and how."""
    client_id, now = require_client(actor_of(request)), clock.now()
    rows = contacts.list_contacts(client_id=client_id, at=now, with_ended=True)
    closed = find_closed_ways(client_id=client_id, at=now)
    rules, tz = contacts.rules_for(client_id=client_id).pack, find_zone(client_id)
    always = {k.code for k in rules.kinds.values() if k.is_privileged}
    lines = [_line(row, rules, frozenset() if _kind(row, rules) in always else closed, tz) for row in rows]
    place = find_place(client_id=client_id)
    page = {
        "now_lines": [line for line in lines if line["group"] == "now"],
        "other": [line for line in lines if line["group"] == "other"],
        "over": [line for line in lines if line["group"] == "over"][:20],
        "may_ask": place is not None and _may_ask(client_id, place.establishment_id),
        "ask": reverse("client:ask", args=[REQUEST_TYPE]),
        "done": request.GET.get("done", ""),
    }
    return render_page(request, "client/contacts/contacts.jinja", page)


@require_POST
def block(request: HttpRequest, contact_id: int) -> HttpResponse:
    """I want nothing from this person, from now on."""
    return _block(request, contact_id, on=True)


@require_POST
def unblock(request: HttpRequest, contact_id: int) -> HttpResponse:
    """This person may reach me again."""
    return _block(request, contact_id, on=False)


def _block(request: HttpRequest, contact_id: int, *, on: bool) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    row = contacts.get_contact(contact_id=contact_id, client_id=require_client(actor), at=now)
    if row is None or row.contact.ended_at is not None:
        return redirect("client:contacts")
    change = contacts.block_contact if on else contacts.unblock_contact
    change(actor=actor, contact_id=contact_id, at=now)
    return HttpResponseRedirect(reverse("client:contacts") + ("?done=blocked" if on else "?done=unblocked"))


def _may_ask(client_id: int, establishment_id: int) -> bool:
    tiles = list_catalogue(
        establishment_id=establishment_id, client_id=client_id, language=get_language() or "en"
    )
    return any(tile.code == REQUEST_TYPE for tile in tiles)


def _kind(row: ContactRow, rules: ContactRules) -> str:
    relation = rules.relations.get(row.contact.relation)
    return relation.kind if relation else ""


def _line(row: ContactRow, rules: ContactRules, closed: frozenset[str], tz: str) -> dict[str, Any]:
    it, lang = row.contact, get_language() or "en"
    relation = rules.relations.get(it.relation)
    until, explains = it.valid_until, rules.levels[it.level].explains
    return {
        "id": it.id,
        "name": it.known_as,
        "relation": relation.title.in_language(lang) if relation else "",
        "ways": [
            {
                "title": rules.channels[c].title.in_language(lang),
                "icon": rules.channels[c].pictogram,
                "closed": c in closed,
            }
            for c in it.channels
        ],
        "read": explains.in_language(lang) if explains else "",
        "is_sealed": it.level == "privileged",
        "until": date_long(until, tz=tz, year=True) if until else "",
        "write": _write(row, closed),
        "adult": row.adult.known_as if row.adult else "",
        "is_blocked": row.state is State.BLOCKED,
        "may_block": row.state is State.OPEN and it.level != "privileged",
        "why": _why(row),
        "group": {State.OPEN: "now", State.BLOCKED: "other", State.CLOSED: "other"}.get(row.state, "over"),
    }


def _write(row: ContactRow, closed: frozenset[str]) -> str:
    """Return where one writes to somebody, of a child to its adult; empty: messages do not pass now."""
    it = row.adult or row.contact
    if row.state is not State.OPEN or it.ended_at or "message" not in it.channels or "message" in closed:
        return ""
    kind = "privileged" if it.level == "privileged" else "relative"
    return reverse("client:message-begin", args=[f"{kind}:{it.correspondent_id}"])


def _why(row: ContactRow) -> str:
    """Return why a contact is not open. Bans, wishes and people who left are one sentence."""
    if row.state is State.BLOCKED:
        return _("You want nothing from this person now.")
    if row.state is State.EXPIRED:
        return _("The time is over. You can ask again.")
    if row.state is State.ENDED and row.contact.told:
        return row.contact.told
    return _("You cannot reach each other here now. Staff may not always say why. You can ask them.")
