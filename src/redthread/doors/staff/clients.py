"""The client's page, the search, and the record opened outside one's reach."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redthread.custody.public import find_place, list_stays, search_clients
from redthread.doors.acting import actor_of
from redthread.doors.staff.custody.sentence import may_open as may_open_sentence
from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.doors.staff.glass import find_glass, list_glass, open_by_number
from redthread.doors.staff.panel import end_words, language_name
from redthread.doors.staff.told import tell_staff
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.foundation.thread import ThreadEntry
from redthread.money.public import (
    AccountKind,
    StatementLine,
    get_balances,
    list_earlier_numbers,
    list_earlier_statement,
    list_statement,
    say_amount,
)
from redthread.people.public import Client, clients_by_id, get_client
from redthread.people.public import Permission as People
from redthread.plans.public import PLAN_CLASS
from redthread.requests import public as requests
from redthread.requests.public import ClientRequest, RequestStatus
from redthread.sharing.public import GlassPurpose
from redthread.sharing.public import Permission as Sharing
from redthread.ui import words

ENTRIES = 40
SHOWN_ENDED = 20
EARLIER = 100
KINDS: Final = {
    "requests": ("requests.",),
    "places": ("custody.",),
    "money": ("money.", "kiosk."),
    "plan": ("plans.",),
    "access": ("sharing.", "signin.", "people."),
}
"""What the thread can be narrowed to: an address's word → kinds of entries."""
END_SIGNS: Final = {
    RequestStatus.APPROVED: "yes",
    RequestStatus.DECLINED: "no",
    RequestStatus.RETURNED: "return",
    RequestStatus.WITHDRAWN: "withdraw",
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find people by name, number or room, also with typing errors; who is out of reach is not there."""
    desk = desk_of(request)
    admit(desk.actor, People.SEARCH)
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    found = search_clients(text=text) if len(text) > 1 else []
    context = {
        "here": "search",
        "query": text,
        "found": found,
        "is_other_script": _is_other_script(text),
        "may_break": desk.actor.may(Sharing.BREAK_GLASS),
    }
    return render_desk(request, "staff/clients/search.jinja", desk, context)


def _is_other_script(text: str) -> bool:
    """Tell whether a text has letters, and none of them Latin."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and not any(unicodedata.name(c, "").startswith("LATIN") for c in letters)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request of the client, on their page; ``sign`` is the pictogram of its end, empty while open."""

    href: str
    title: str
    pictogram: str
    reference: str
    when: str
    state: str
    outcome: str
    sign: str


@require_safe
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show a client: who and where, what is open, the account for those who may, and the thread."""
    desk = desk_of(request)
    admit(desk.actor, People.READ)
    try:
        found = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    place = find_place(client_id=client_id)
    tz = place.timezone if place else desk.establishment.timezone
    kind = request.GET.get("kind", "")
    entries, before = _entries(client_id, kind, number(request.GET.get("before")))
    open_lines, ended_lines = _requests(desk, client_id)
    opened = find_glass(actor=desk.actor, client_id=client_id, now=desk.now)
    context: dict[str, Any] = {
        "here": "client",
        "client": found,
        "place": place,
        "key_facts": _facts(found, desk),
        "language": language_name(found.language),
        "stays": list_stays(client_id=client_id)[:5],
        "open_lines": open_lines,
        "ended_lines": ended_lines,
        "account": _account(client_id, tz),
        "days": _days(entries, tz, desk),
        "kind": kind if kind in KINDS else "",
        "kinds": _kinds(desk.actor),
        "older": before,
        "glass": opened,
        "may_sentence": may_open_sentence(desk.actor),
        "may_file": desk.actor.may(requests.Permission.READ) and place is not None and opened is None,
    }
    return render_desk(request, "staff/clients/client.jinja", desk, context)


def _facts(found: Client, desk: Desk) -> list[tuple[str, str]]:
    born = words.date_short(found.born_on, tz=desk.establishment.timezone, year=True)
    return [
        (_("Number"), found.number),
        (_("Born"), _("%(day)s, %(years)s years") % {"day": born, "years": _age(found.born_on, desk.today)}),
        (_("Language"), language_name(found.language)),
    ]


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _requests(desk: Desk, client_id: int) -> tuple[list[RequestLine], list[RequestLine]]:
    """Return open and answered requests that the actor may read; of others there is no trace here."""
    if not desk.actor.may(requests.Permission.READ):
        return [], []
    rows = requests.list_of_client(client_id=client_id, limit=SHOWN_ENDED + 20)
    lines = [(r.ended_at is None, _line(r, desk)) for r in rows]
    return [line for is_open, line in lines if is_open], [line for is_open, line in lines if not is_open][
        :SHOWN_ENDED
    ]


def _line(row: ClientRequest, desk: Desk) -> RequestLine:
    tz, language, status = desk.establishment.timezone, desk.actor.language, RequestStatus(row.status)
    if status.is_open:
        late = row.paused_at is None and row.due_at < desk.now
        state = "paused" if row.paused_at else "late" if late else "fine"
        outcome = (
            words.countdown_words(row.due_at, tz=tz, now=desk.now) if not row.paused_at else _("on hold")
        )
    else:
        state, outcome = "done", end_words(status)
    return RequestLine(
        href=reverse("staff:request", args=[row.id]),
        title=row.request_type.titles.get(language) or row.request_type.titles.get("en", ""),
        pictogram=row.request_type.pictogram,
        reference=row.reference,
        when=words.date_short(row.received_at, tz=tz, year=row.received_at.year != desk.now.year),
        state=state,
        outcome=outcome,
        sign="" if status.is_open else END_SIGNS[status],
    )


def _account(client_id: int, tz: str) -> dict[str, Any] | None:
    """Return the account, None where there is none to be seen by this person."""
    balances, numbers = get_balances(client_id=client_id), list_earlier_numbers(client_id=client_id)
    if balances is None and not numbers:
        return None
    kinds = ((AccountKind.SPENDABLE, _("To spend")), (AccountKind.RELEASE, _("Savings for release")))
    return {
        "facts": balances
        and [
            (_("To spend"), say_amount(balances.spendable, balances.currency)),
            (_("Set aside for orders"), say_amount(balances.reserved, balances.currency)),
            (_("Savings for release"), say_amount(balances.savings, balances.currency)),
        ],
        "lines": _statement(list_statement(client_id=client_id, limit=6), tz),
        "earlier": [
            (number, label, _statement(found, tz))
            for number in numbers
            for kind, label in kinds
            if (found := list_earlier_statement(client_id=client_id, number=number, kind=kind, limit=EARLIER))
        ],
    }


def _statement(lines: Sequence[StatementLine], tz: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            words.date_short(line.at, tz=tz),
            line.title,
            say_amount(line.amount, line.currency),
            say_amount(line.balance, line.currency),
        )
        for line in lines
    ]


def _entries(client_id: int, kind: str, before: int | None) -> tuple[list[ThreadEntry], int | None]:
    found = thread.list_entries(
        client_id=client_id, kinds=KINDS.get(kind, ()), before_seq=before, limit=ENTRIES + 1
    )
    return found[:ENTRIES], found[ENTRIES - 1].seq if len(found) > ENTRIES else None


def _days(entries: Sequence[ThreadEntry], tz: str, desk: Desk) -> list[dict[str, Any]]:
    days: list[dict[str, Any]] = []
    for entry in entries:
        label = words.day_in_words(entry.at, tz=tz, now=desk.now)
        if not days or days[-1]["label"] != label:
            days.append({"label": label, "entries": []})
        days[-1]["entries"].append(
            {
                "iso": entry.at.isoformat(),
                "at": words.time_of_day(entry.at, tz=tz),
                "what": tell_staff(entry, desk),
                "who": "" if entry.actor_kind == "system" else entry.actor_name,
                "look": entry.kind in {"requests.read", "sharing.glass_broken"},
            }
        )
    return days


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    """Return what the thread can be narrowed to: only to what this person may read at all."""
    shown = [
        ("", _("Everything"), True),
        ("requests", _("Requests"), bool(actor.focus_read & (C.REQUESTS | C.HEALTH | C.PRIVILEGED))),
    ]
    shown += [
        ("places", _("Places"), bool(actor.focus_read & C.LOCATION)),
        ("money", _("Money"), bool(actor.focus_read & C.FINANCES)),
        ("plan", _("Plan"), bool(actor.focus_read & PLAN_CLASS)),
        ("access", _("Access"), True),
    ]
    return [(value, label) for value, label, is_readable in shown if is_readable]


@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """Open one record outside one's reach: by number, with a purpose and a reason, for an hour."""
    desk = desk_of(request)
    admit(desk.actor, Sharing.BREAK_GLASS)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            client_id = _break(request, desk)
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:client", args=[client_id]))
    opened = list_glass(actor=actor_of(request), now=desk.now)
    people = clients_by_id(ids=[g.client_id for g in opened])
    context = {
        "here": "glass",
        "error": error.message if error else "",
        "kept": request.POST,
        "number": request.POST.get("number", request.GET.get("number", "")),
        "purposes": [
            {"value": GlassPurpose.EMERGENCY.value, "title": _("Somebody is in danger"), "icon": "warning"},
            {"value": GlassPurpose.COVER.value, "title": _("I stand in for a colleague"), "icon": "people"},
            {
                "value": GlassPurpose.COURT.value,
                "title": _("A court or authority asks"),
                "icon": "establishment",
            },
            {
                "value": GlassPurpose.COMPLAINT.value,
                "title": _("A complaint is looked into"),
                "icon": "complaint",
            },
        ],
        "opened": [(people[g.client_id], g) for g in opened if g.client_id in people],
    }
    return render_desk(
        request, "staff/clients/glass.jinja", desk, context, status=error.status if error else 200
    )


def _break(request: HttpRequest, desk: Desk) -> int:
    return open_by_number(
        actor=desk.actor,
        client_number="".join(request.POST.get("number", "").replace("\0", "").split())[:20],
        purpose=request.POST.get("purpose", ""),
        reason=request.POST.get("reason", "").replace("\0", "")[:500],
        at=desk.now,
    )
