"""The measures: is the promise kept, how long do people wait, do answers help, are like cases answered alike.

Every figure hides groups too small to show; each chart is also a sentence and a table.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext, npgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.page import chosen, in_words, office_of, render_office, to
from redthread.estate.public import list_establishments, list_units
from redthread.foundation.session import log_look
from redthread.requests import public as requests
from redthread.requests.public import By, Measure, Permission
from redthread.ui.charts import Bar, Line, bar_chart, line_chart
from redthread.ui.words import language, locale_of, number, percent

PERIODS: Final = (("3", 3), ("6", 6), ("12", 12))
GOAL: Final = 0.9
"""Nine in ten within the promise: the line drawn in the charts (own default, no source sets one)."""
MONTHS: Final = 12
DAY: Final = 24.0
CUTS: Final = {
    "type": (By.TYPE, gettext_lazy("Type")),
    "unit": (By.UNIT, gettext_lazy("Unit")),
    "month": (By.MONTH, gettext_lazy("Month")),
    "establishment": (By.ESTABLISHMENT, gettext_lazy("Establishment")),
}
COLUMNS: Final = (
    "received",
    "answered",
    "within_promise",
    "late_now",
    "approved",
    "declined",
    "returned",
    "withdrawn",
    "hours_to_read",
    "hours_to_decide",
    "seconds_to_find",
    "seconds_to_fill",
    "rated",
    "satisfied",
    "appeals",
    "appeals_granted",
    "second_read",
    "second_agreed",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months up to now: ``begins`` is the first day of the first, at the establishment."""

    key: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the top of the page, with the words below it."""

    value: str
    label: str
    note: str = ""
    is_late: bool = False


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Show how an establishment keeps its promises, and how it compares."""
    desk = office_of(request, Permission.MEASURE)
    period, type_code = period_of(request, desk), _type_code(request, desk)
    whole = _measure(desk, period, [], type_code)
    context = {
        "periods": [(key, ngettext("%(num)s month", "%(num)s months", n) % {"num": n}) for key, n in PERIODS],
        "period": period,
        "types": [(r.code, in_words(r.titles)) for r in _types(desk)],
        "type_code": type_code,
        "figures": _figures(whole[0]) if whole else [],
        "charts": _charts(desk, period, type_code),
        "compared": _compared(desk, period, type_code),
        "equal": _equality(desk, period, type_code),
        "cuts": [(key, str(label)) for key, (_by, label) in CUTS.items() if key != "unit" or _own(desk)],
    }
    return render_office(request, "measures/measures.jinja", desk, context, section="measures")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the numbers as a file; that somebody took them is logged."""
    desk = office_of(request, Permission.MEASURE)
    period, type_code = period_of(request, desk), _type_code(request, desk)
    cut = chosen(request.GET.get("by"), list(CUTS), "type")
    if cut == "unit" and not _own(desk):
        cut = "type"
    rows = _cut(desk, period, type_code, cut)
    log_look(route="staff:office-measures-export", purpose="measures", detail=f"by {cut}, {len(rows)} rows")
    names = _names(desk)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cut, *COLUMNS])
    for row in rows:
        figures = [getattr(row, column) for column in COLUMNS]
        writer.writerow(
            [safe_cell(_name(row, cut, names)), *("" if f is None else round(f, 2) for f in figures)]
        )
    day = desk.today.isoformat()
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="measures-{desk.establishment.code}-{cut}-{day}.csv"'
    )
    return response


def safe_cell(text: str) -> str:
    """Return a cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _own(desk: Desk) -> bool:
    """Tell whether units can be told apart: only at the person's own establishment."""
    return desk.actor.establishment_id == desk.establishment.id


def period_of(request: HttpRequest, desk: Desk) -> Period:
    """Return the period that was chosen, half a year where none was."""
    key = chosen(request.GET.get("months"), [k for k, _n in PERIODS], "6")
    back = desk.today.year * 12 + desk.today.month - 1 - (dict(PERIODS)[key] - 1)
    first = date(back // 12, back % 12 + 1, 1)
    return Period(key, datetime.combine(first, time(), desk.zone), desk.now)


def _types(desk: Desk) -> list[requests.RequestType]:
    return requests.list_types(establishment_id=desk.establishment.id)


def _type_code(request: HttpRequest, desk: Desk) -> str:
    return chosen(request.GET.get("type"), [r.code for r in _types(desk)])


def _measure(
    desk: Desk, period: Period, by: Sequence[By], type_code: str, *, everywhere: bool = False
) -> list[Measure]:
    return requests.measure(
        from_at=period.begins,
        until_at=period.ends,
        by=by,
        now=desk.now,
        establishment_id=None if everywhere else desk.establishment.id,
        type_code=type_code or None,
    )


def _cut(desk: Desk, period: Period, type_code: str, cut: str) -> list[Measure]:
    return _measure(desk, period, [CUTS[cut][0]], type_code, everywhere=cut == "establishment")


def _names(desk: Desk) -> dict[str, dict[Any, str]]:
    return {
        "type": {r.code: in_words(r.titles) for r in _types(desk)},
        "unit": {u.id: u.name for u in list_units(establishment_id=desk.establishment.id)},
        "establishment": {e.id: e.name for e in list_establishments()},
    }


def _name(row: Measure, cut: str, names: Mapping[str, dict[Any, str]]) -> str:
    key: Any = {
        "type": row.type_code,
        "unit": row.unit_id,
        "establishment": row.establishment_id,
        "month": row.month,
    }[cut]
    if cut == "month":
        return f"{key:%Y-%m}" if key else ""
    return names[cut].get(key, "") or _("without a unit")


def in_percent(value: float | None) -> str:
    """Return a share in words; a dash where there is none."""
    return "–" if value is None else percent(value)


def _wait(hours: float | None) -> str:
    """Return a median wait in words: hours below two days, then days."""
    if hours is None:
        return "–"
    if hours < 2 * DAY:
        n = max(1, round(hours))
        return npgettext("waiting", "%(num)s hour", "%(num)s hours", n) % {"num": n}
    return _days(hours)


def _minutes(seconds: float | None) -> str:
    """Return how long a form takes in words; how long it takes to find is not measured at the tablet."""
    if seconds is None:
        return "–"
    n = max(1, round(seconds / 60))
    return npgettext("waiting", "%(num)s minute", "%(num)s minutes", n) % {"num": n}


def _days(hours: float) -> str:
    days = hours / DAY
    shown = _decimal(days)
    # A broken number takes the form of many: Arabic says "two days" with a word of its own.
    n = round(days) if "." not in f"{round(days, 1):g}" else 100
    return npgettext("waiting", "%(num)s day", "%(num)s days", n) % {"num": shown}


def _decimal(days: float) -> str:
    """Return days with one decimal while they are few."""
    return number(days, decimals=1 if days < 10 and round(days, 1) % 1 else 0)  # noqa: PLR2004


def _figures(whole: Measure) -> list[Figure]:
    kept, glad, turned = whole.share_within_promise, whole.share_satisfied, whole.share_appeals_granted
    return [
        Figure(in_percent(kept), _("answered within the promise"), is_late=kept is not None and kept < GOAL),
        Figure(_wait(whole.hours_to_decide), _("until the answer, for half of all")),
        Figure(_wait(whole.hours_to_read), _("until somebody read it, for half of all")),
        Figure(_minutes(whole.seconds_to_fill), _("to fill in the form, for half of all")),
        Figure(in_percent(glad), _("said: yes, it answered me"), out_of(whole.rated)),
        Figure(in_percent(turned), _("of appeals changed the answer"), out_of(whole.appeals)),
        Figure(counted(whole.received), _("requests came in")),
        Figure(counted(whole.late_now), _("are late now"), is_late=bool(whole.late_now)),
    ]


def out_of(count: int | None) -> str:
    """Return of how many a share is."""
    return _("of %(n)s") % {"n": number(count)} if count is not None else _("too few to show")


def counted(value: int | None) -> str:
    """Return a count in words; a dash where it is too small to show."""
    return "–" if value is None else number(value)


def _charts(desk: Desk, period: Period, type_code: str) -> list[Markup]:
    """Return the charts of the establishment; one with nothing to show is left out."""
    names = _names(desk)
    months = _measure(desk, period, [By.MONTH], type_code)
    made = [_promise_by_month(desk, months), _wait_by_month(desk, months)]
    if not type_code:
        made += _by_name(_measure(desk, period, [By.TYPE], ""), "type", names)
    if _own(desk):
        made += _by_name(_measure(desk, period, [By.UNIT], type_code), "unit", names)
    return [chart for chart in made if chart is not None]


def month_name(desk: Desk, day: date | None) -> str:
    """Return the short name of a month."""
    if day is None:
        return ""
    at = datetime.combine(day, time(12), ZoneInfo(desk.establishment.timezone))
    return str(format_skeleton("MMM", at, locale=locale_of(language())))


def _promise_by_month(desk: Desk, rows: Sequence[Measure]) -> Markup | None:
    kept = [r.share_within_promise for r in rows]
    glad = [r.share_satisfied for r in rows]
    if not any(value is not None for value in kept):
        return None
    last = next(value for value in reversed(kept) if value is not None)
    return line_chart(
        _("Promise and answer, by month"),
        _("Newest month: %(share)s within the promise. The dotted line is the goal of %(goal)s.")
        % {"share": percent(last), "goal": percent(GOAL)},
        [month_name(desk, r.month) for r in rows],
        [Line(_("in time"), kept), Line(_("answered me"), glad)],
        show=percent,
        goal=GOAL,
        mirror=get_language_bidi(),
    )


def _wait_by_month(desk: Desk, rows: Sequence[Measure]) -> Markup | None:
    decided = [None if r.hours_to_decide is None else r.hours_to_decide / DAY for r in rows]
    read = [None if r.hours_to_read is None else r.hours_to_read / DAY for r in rows]
    known = [value for value in decided if value is not None]
    if not known:
        return None
    return line_chart(
        _("Waiting, in days, by month"),
        _("Half of all waited less than %(wait)s in the newest month.") % {"wait": _days(known[-1] * DAY)},
        [month_name(desk, r.month) for r in rows],
        [Line(_("answered"), decided), Line(_("read"), read)],
        show=_decimal,
        mirror=get_language_bidi(),
    )


def _by_name(rows: Sequence[Measure], cut: str, names: Mapping[str, dict[Any, str]]) -> list[Markup | None]:
    kept = sorted(
        (
            Bar(_name(r, cut, names), r.share_within_promise)
            for r in rows
            if r.share_within_promise is not None
        ),
        key=lambda bar: bar.value,
    )
    waits = sorted(
        (Bar(_name(r, cut, names), r.hours_to_decide / DAY) for r in rows if r.hours_to_decide is not None),
        key=lambda bar: -bar.value,
    )
    title = {"type": _("Within the promise, by type"), "unit": _("Within the promise, by unit")}[cut]
    wait_title = {"type": _("Waiting in days, by type"), "unit": _("Waiting in days, by unit")}[cut]
    return [
        _bars(title, kept, show=percent, goal=GOAL, lowest=True),
        _bars(wait_title, waits, show=_decimal, goal=None, lowest=False),
    ]


def _bars(title: str, bars: list[Bar], *, show: Any, goal: float | None, lowest: bool) -> Markup | None:
    if not bars:
        return None
    words = _("Lowest: %(name)s, %(value)s.") if lowest else _("Longest: %(name)s, %(value)s.")
    sentence = words % {"name": bars[0].name, "value": show(bars[0].value)}
    return bar_chart(title, sentence, bars[:MONTHS], show=show, goal=goal, mirror=get_language_bidi())


def _compared(desk: Desk, period: Period, type_code: str) -> Markup | None:
    """Return how the establishments keep their promises; a group too small to show is not there."""
    names = _names(desk)["establishment"]
    rows = _measure(desk, period, [By.ESTABLISHMENT], type_code, everywhere=True)
    bars = sorted(
        (
            Bar(
                names.get(r.establishment_id, ""),
                r.share_within_promise,
                own=r.establishment_id == desk.establishment.id,
            )
            for r in rows
            if r.share_within_promise is not None
        ),
        key=lambda bar: -bar.value,
    )
    if len(bars) < 2:  # noqa: PLR2004 - one is no comparison
        return None
    place = next((n for n, bar in enumerate(bars, start=1) if bar.own), None)
    sentence = (
        _("This establishment is number %(place)s of %(all)s.") % {"place": place, "all": len(bars)}
        if place
        else _("This establishment has too few answers to show.")
    )
    own = [bar for bar in bars if bar.own]
    shown = bars[:MONTHS] if not own or own[0] in bars[:MONTHS] else [*bars[: MONTHS - 1], *own]
    return bar_chart(
        _("Within the promise, by establishment"),
        sentence,
        shown,
        show=percent,
        goal=GOAL,
        mirror=get_language_bidi(),
    )


def _equality(desk: Desk, period: Period, type_code: str) -> dict[str, Any]:
    """Return where like cases are answered otherwise than elsewhere (JO 2689-2015)."""
    names = _names(desk)
    found = [
        {
            "type": names["type"][code],
            "place": names["establishment"].get(d.establishment_id, ""),
            "here": in_percent(d.here.value),
            "cases": number(d.here.whole),
            "elsewhere": in_percent(d.elsewhere.value),
            "own": d.establishment_id == desk.establishment.id,
            "href": to(desk, "office-measures", months=period.key, type=code),
        }
        for code in ([type_code] if type_code else list(names["type"]))
        for d in requests.find_unequal(
            from_at=period.begins, until_at=period.ends, type_code=code, now=desk.now
        )
    ]
    return {
        "rows": sorted(found, key=lambda row: not row["own"])[:MONTHS],
        "more": max(0, len(found) - MONTHS),
    }
