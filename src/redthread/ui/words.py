"""Instants, days and amounts in words, in the active language and the time zone of the establishment.

Every function takes the time zone by its IANA name (``Europe/Stockholm``) and, where "today" matters,
``now``: nothing here reads the clock. Hours are always 0 to 23, as on the clocks of the wing.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import DateTimePattern, format_date, parse_pattern
from babel.numbers import format_decimal, get_currency_precision
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

_REGION = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE"}
_SIGNS = {"SEK": "kr", "DKK": "kr", "NOK": "kr", "EUR": "€"}
_HOUR = 3600
_DAY = 24 * _HOUR


def language() -> str:
    """Return the active language as a short code (``sv``); ``en`` when translation is switched off."""
    return (get_language() or "en").split("-")[0]


@lru_cache(maxsize=32)
def locale_of(code: str) -> Locale:
    """Return the formats of a language as they are used in our countries (English with British dates)."""
    return Locale.parse(_REGION.get(code, code))


@lru_cache(maxsize=128)
def _pattern(code: str, skeleton: str) -> DateTimePattern | None:
    locale = locale_of(code)
    found = locale.datetime_skeletons.get(skeleton)
    return parse_pattern(found.pattern) if found is not None else None


@lru_cache(maxsize=4096)
def _named_day(code: str, day: date, *, with_year: bool, short: bool) -> str:
    skeleton = ("yMMMd" if with_year else "MMMd") if short else ("yMMMMEEEEd" if with_year else "MMMMEEEEd")
    pattern = _pattern(code, skeleton)
    if pattern is None:
        return str(format_date(day, "medium" if short else "full", locale=locale_of(code)))
    return str(pattern.apply(datetime(day.year, day.month, day.day), locale_of(code)))  # noqa: DTZ001


@lru_cache(maxsize=64)
def _weekday(code: str, number: int) -> str:
    name: str = locale_of(code).days["format"]["wide"][number]
    return name


def local_day(value: datetime | date, tz: str) -> date:
    """Return the day of an instant in a time zone; a plain day is returned as it is."""
    return value.astimezone(ZoneInfo(tz)).date() if isinstance(value, datetime) else value


def day_in_words(value: datetime | date, *, tz: str, now: datetime) -> str:
    """Return a day as people say it: today, tomorrow, Thursday, or Thursday 12 March (and another year).

    A weekday alone is used only for the next six days; the past before yesterday has its date.
    """
    day, today = local_day(value, tz), local_day(now, tz)
    ahead = (day - today).days
    if ahead == 0:
        return gettext("today")
    if ahead == 1:
        return gettext("tomorrow")
    if ahead == -1:
        return gettext("yesterday")
    code = language()
    if 1 < ahead < 7:  # noqa: PLR2004 a week has seven days
        return _weekday(code, day.weekday())
    return _named_day(code, day, with_year=day.year != today.year, short=False)


def date_long(value: datetime | date, *, tz: str, year: bool = False) -> str:
    """Return weekday, day and month (``Thursday 12 March``), with the year on request."""
    return _named_day(language(), local_day(value, tz), with_year=year, short=False)


def date_short(value: datetime | date, *, tz: str, year: bool = False) -> str:
    """Return day and month short (``12 Mar``), with the year on request: for tables."""
    return _named_day(language(), local_day(value, tz), with_year=year, short=True)


def time_of_day(value: datetime, *, tz: str) -> str:
    """Return hour and minute (``16:05``; ``16.05`` in Danish)."""
    local = value.astimezone(ZoneInfo(tz))
    return f"{local:%H.%M}" if language() == "da" else f"{local:%H:%M}"


def moment(value: datetime, *, tz: str, now: datetime) -> str:
    """Return day and time in words: ``today 16:05``, ``Thursday 12 March 09:30``."""
    return gettext("%(day)s %(time)s") % {
        "day": day_in_words(value, tz=tz, now=now),
        "time": time_of_day(value, tz=tz),
    }


def countdown_words(due: datetime, *, tz: str, now: datetime) -> str:
    """Return how long until ``due``, or how late it is, in whole units a person counts in.

    Within the same day in hours (``in 3 hours``), else in calendar days (``in 2 days``, ``2 days late``).
    """
    seconds = (due - now).total_seconds()
    days = (local_day(due, tz) - local_day(now, tz)).days
    if days > 0:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    hours = round(abs(seconds) / _HOUR)
    if seconds >= 0:
        return (
            ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
            if hours
            else gettext("within the hour")
        )
    return (
        ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
        if hours
        else gettext("just late")
    )


def ago(value: datetime, *, tz: str, now: datetime) -> str:
    """Return how long ago: ``just now``, ``5 minutes ago``, ``yesterday``, ``6 days ago``."""
    seconds = max(0, int((now - value).total_seconds()))
    days = (local_day(now, tz) - local_day(value, tz)).days
    if days == 1 and seconds >= _DAY // 4:
        return gettext("yesterday")
    if days > 1:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if seconds >= _HOUR:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", seconds // _HOUR) % {"n": seconds // _HOUR}
    if seconds >= 60:  # noqa: PLR2004 seconds in a minute
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", seconds // 60) % {"n": seconds // 60}
    return gettext("just now")


def span_words(length: timedelta) -> str:
    """Return a length of time in its largest useful unit: ``20 minutes``, ``3 hours``, ``4 days``."""
    seconds = int(length.total_seconds())
    if seconds >= 2 * _DAY:
        return ngettext("%(n)d day", "%(n)d days", seconds // _DAY) % {"n": seconds // _DAY}
    if seconds >= 2 * _HOUR:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // _HOUR) % {"n": seconds // _HOUR}
    return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}


def money(minor_units: int, currency: str) -> str:
    """Return an amount of minor units (öre, cents) as people write it: ``120 kr``, ``12,50 kr``, ``3 €``.

    Whole amounts lose their zeros; right to left the amount is isolated, or the sign would change sides.
    """
    digits = get_currency_precision(currency)
    whole, rest = divmod(abs(minor_units), 10**digits)
    written = number(
        whole if not rest else Decimal(abs(minor_units)).scaleb(-digits), decimals=digits if rest else 0
    )
    amount = f"{'−' if minor_units < 0 else ''}{written}\u00a0{_SIGNS.get(currency, currency)}"
    return f"\u2066{amount}\u2069" if get_language_bidi() else amount


def number(value: float | Decimal, *, decimals: int = 0) -> str:
    """Return a number with the separators of the language."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=locale_of(language())))


def percent(share: float) -> str:
    """Return a share of 1 as whole percent (``92 %``), with the sign where the language puts it."""
    return str(locale_of(language()).percent_formats[None].apply(round(share, 2), locale_of(language())))
