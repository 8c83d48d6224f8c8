"""My money: what there is, in words and a small picture, and how it came to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.money.public import (
    AccountKind,
    Balances,
    StatementLine,
    get_balances,
    list_earlier_numbers,
    list_earlier_statement,
    list_statement,
)
from redthread.ui.charts import Bar, bar_chart
from redthread.ui.words import day_in_words, money

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the statement: words ready to read, ``amount`` and ``balance`` in minor units."""

    day: str
    title: str
    text: str
    amount: int
    balance: int
    currency: str


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what a client has and the lines of the account, newest first.

    ``?number=`` shows those of a number that was merged into theirs, up to the merge.
    """
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    balances, numbers = get_balances(client_id=client_id), list_earlier_numbers(client_id=client_id)
    if balances is None and not numbers:
        return render_page(request, "client/account/none.jinja")
    is_saved = "saved" in request.GET
    kind = AccountKind.RELEASE if is_saved else AccountKind.SPENDABLE
    before = request.GET.get("before", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None  # noqa: PLR2004 bigint
    number = request.GET.get("number", "" if balances else numbers[0])
    if number and number not in numbers:
        raise Http404
    lines = (
        list_earlier_statement(
            client_id=client_id, number=number, kind=kind, before_id=before_id, limit=PAGE + 1
        )
        if number
        else list_statement(client_id=client_id, kind=kind, before_id=before_id, limit=PAGE + 1)
    )
    own = reverse("client:account")
    here = f"{own}?{urlencode({'number': number})}&" if number else f"{own}?"
    tz = find_zone(client_id)
    page = {
        "picture": picture(balances) if balances else "",
        "rows": [_row(line, now, tz) for line in lines[:PAGE]],
        "older": lines[PAGE - 1].id if len(lines) > PAGE else "",
        "is_saved": is_saved,
        "is_first": not before,
        "number": number,
        "earlier": [(n, f"{own}?{urlencode({'number': n})}") for n in numbers if n != number],
        "here": here,
    }
    return render_page(request, "client/account/account.jinja", page)


def picture(balances: Balances) -> Markup:
    """Return bars of what can be used, is put aside for orders, and is saved."""
    names = [
        (_("You can use now"), balances.spendable),
        (_("Put aside for orders"), balances.reserved),
        (_("Saved for later"), balances.savings),
    ]
    bars = [Bar(name, amount / 100) for name, amount in names if amount or name == names[0][0]]
    sentence = _("You can use %(amount)s now.") % {"amount": money(balances.spendable, balances.currency)}
    return bar_chart(
        _("What you have"),
        sentence,
        bars,
        show=lambda amount: money(round(amount * 100), balances.currency),
        mirror=get_language_bidi(),
    )


def _row(line: StatementLine, now: datetime, tz: str) -> Row:
    return Row(
        day_in_words(line.at, tz=tz, now=now), line.title, line.text, line.amount, line.balance, line.currency
    )
