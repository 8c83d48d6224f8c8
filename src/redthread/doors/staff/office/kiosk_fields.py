"""What is typed about articles: amounts, days, hours, limits. Each raises ``ArticleError`` for nonsense."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import get_currency_precision
from django.http import HttpRequest
from django.utils.translation import gettext as _

from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.page import filled, language
from redthread.kiosk.public import Article, ArticleError, ArticleFacts, Assortment, OrderWindow
from redthread.ui.words import locale_of, money

CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,59}")


def read_facts(request: HttpRequest, assortment: Assortment, old: Article | None) -> ArticleFacts:
    """Return what the form says about an article."""
    shelves = [c["code"] for c in assortment.categories]
    category = request.POST.get("category", "")
    if category not in shelves:
        raise ArticleError(_("Choose a shelf."))
    last = (shelves.index(category) + 1) * 1000 - 1
    return ArticleFacts(
        names=filled(request, "names"),
        units=filled(request, "units"),
        category=category,
        allergens=tuple(a for a in request.POST.getlist("allergen") if a in assortment.allergens),
        weekly_limit=read_whole(request.POST.get("weekly_limit", "")),
        age_limit=read_whole(request.POST.get("age_limit", "")),
        sort=old.sort if old and old.category == category else last,
        is_listed=old is None or "is_listed" in request.POST,
    )


def read_code(typed: str) -> str:
    """Return the code of a new article."""
    if not CODE.fullmatch(typed.strip()):
        raise ArticleError(_("The code is lower-case letters, digits and hyphens, such as coffee-250."))
    return typed.strip()


def read_whole(typed: str) -> int | None:
    """Return a whole number, or None for an empty field."""
    if not typed.strip():
        return None
    found = number(typed.strip())
    if found is None:
        raise ArticleError(_("A price or limit is not a number that can be."))
    return found


def read_amount(typed: str, currency: str) -> int:
    """Return what was typed, such as ``12,50``, in minor units."""
    digits = get_currency_precision(currency)
    try:
        amount = Decimal("".join(typed.split()).replace(",", ".")).scaleb(digits)
    except InvalidOperation:
        raise ArticleError(_("The price must be an amount of money.")) from None
    if not amount.is_finite() or not 0 <= amount <= 10**8 or amount != int(amount):
        raise ArticleError(_("The price must be an amount of money."))
    return int(amount)


def plain_amount(minor: int, currency: str) -> str:
    """Return minor units as they are typed, such as ``12.50``."""
    return str(Decimal(minor).scaleb(-get_currency_precision(currency)))


def read_day(desk: Desk, typed: str) -> datetime | None:
    """Return the beginning of a day at the establishment, or None for an empty field."""
    if not typed.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(typed.strip()), time(), desk.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ArticleError(_("The day is not a date.")) from None


def read_window(request: HttpRequest) -> OrderWindow:
    """Return when orders are taken."""
    try:
        return OrderWindow(
            int(request.POST.get("opens_weekday", "")) % 7,
            time.fromisoformat(request.POST.get("opens_time", "")),
            int(request.POST.get("closes_weekday", "")) % 7,
            time.fromisoformat(request.POST.get("closes_time", "")),
        )
    except ValueError:
        raise ArticleError(_("The hours cannot be read. Write them as 08:00.")) from None


def window_words(window: OrderWindow) -> str:
    """Return when orders are taken, in words."""
    days = locale_of(language()).days["stand-alone"]["wide"]
    return _("from %(opens)s to %(closes)s") % {
        "opens": f"{days[window.opens_weekday]} {window.opens_time:%H:%M}",
        "closes": f"{days[window.closes_weekday]} {window.closes_time:%H:%M}",
    }


def limit_words(limit: int | None, currency: str) -> str:
    """Return what may be spent a week, in words."""
    return _("no limit") if limit is None else money(limit, currency)
