"""The measures of the shared plan: agreed in time, a contact outside before release, nothing done twice.

Every figure hides groups too small to show; each chart is also a sentence and a table.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.measures import (
    GOAL,
    MONTHS,
    PERIODS,
    Figure,
    Period,
    counted,
    in_percent,
    month_name,
    out_of,
    period_of,
    safe_cell,
)
from redthread.doors.staff.office.page import chosen, office_of, render_office
from redthread.estate.public import list_establishments
from redthread.foundation.session import log_look
from redthread.journey import public as journey
from redthread.plans import public as plans
from redthread.plans.public import By, DoubleEfforts, DoubleReason, LifeArea, Permission
from redthread.ui.charts import Bar, Line, bar_chart, line_chart
from redthread.ui.words import number, percent

FEWEST: Final = 5
"""People below whom a share would say who they are."""
SWEDEN_2009: Final = 0.6
"""What is to be beaten: in Sweden in 2009 nearly 40 % had no contact outside before their release."""
CUTS: Final = {
    "area": (By.AREA, gettext_lazy("Part of life")),
    "reason": (By.REASON, gettext_lazy("Reason")),
    "month": (By.MONTH, gettext_lazy("Month")),
    "establishment": (By.ESTABLISHMENT, gettext_lazy("Establishment")),
}


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Show how plans are agreed and given on, and whether anything is started twice."""
    desk = office_of(request, Permission.MEASURE)
    period = period_of(request, desk)
    agreed = _agreed(desk, period, [By.MONTH])
    outside = _outside(desk, period)
    efforts = _efforts(desk, period, [By.MONTH])
    charts = [
        _outside_chart(desk, outside),
        _agreed_chart(desk, agreed),
        _efforts_chart(desk, efforts, _efforts(desk, period, [])),
        _area_chart(_efforts(desk, period, [By.AREA])),
        _reason_chart(_efforts(desk, period, [By.REASON])),
        _compared(desk, period),
    ]
    context = {
        "periods": [(key, ngettext("%(num)s month", "%(num)s months", n) % {"num": n}) for key, n in PERIODS],
        "period": period,
        "figures": _figures(desk, period, outside),
        "charts": [chart for chart in charts if chart is not None],
        "areas": _rows(_efforts(desk, period, [By.AREA]), "area", _names("area")),
        "compared": _rows(
            _efforts(desk, period, [By.ESTABLISHMENT], here=False), "establishment", _names("establishment")
        ),
        "own": desk.establishment.name,
        "cuts": [(key, str(label)) for key, (_by, label) in CUTS.items()],
    }
    return render_office(request, "measures/plan.jinja", desk, context, section="plan-measures")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the answers to double efforts as a file; that somebody took them is logged."""
    desk = office_of(request, Permission.MEASURE)
    period = period_of(request, desk)
    cut = chosen(request.GET.get("by"), list(CUTS), "area")
    rows = _efforts(desk, period, [CUTS[cut][0]], here=cut != "establishment")
    log_look(
        route="staff:office-plan-measures-export", purpose="measures", detail=f"by {cut}, {len(rows)} rows"
    )
    names, out = _names(cut), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cut, "asked", "continued", "anyway"])
    for row in rows:
        figures = ("" if f is None else f for f in (row.asked, row.continued, row.anyway))
        writer.writerow([safe_cell(_name(row, cut, names)), *figures])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"plans-{desk.establishment.code}-{cut}-{desk.today.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _efforts(desk: Desk, period: Period, by: Sequence[By], *, here: bool = True) -> list[DoubleEfforts]:
    return plans.measure_double_efforts(
        since=period.begins,
        until=period.ends,
        by=by,
        establishment_id=desk.establishment.id if here else None,
    )


def _agreed(desk: Desk, period: Period, by: Sequence[By], *, here: bool = True) -> list[plans.AgreedInTime]:
    return plans.measure_agreed_in_time(
        since=period.begins,
        until=period.ends,
        by=by,
        establishment_id=desk.establishment.id if here else None,
    )


def _outside(desk: Desk, period: Period) -> dict[date, tuple[int, int]]:
    """Return by month how many were released here, and of how many a contact outside was arranged before."""
    found = journey.measure_contact_before_release(since=period.begins, until=period.ends)
    return {month: (out, met) for place, month, out, met in found if place == desk.establishment.id}


def _share(met: int, out: int) -> float | None:
    return met / out if out >= FEWEST else None


def _figures(desk: Desk, period: Period, outside: Mapping[date, tuple[int, int]]) -> list[Figure]:
    agreed, efforts = _agreed(desk, period, []), _efforts(desk, period, [])
    out, met = (sum(n) for n in zip(*outside.values(), strict=True)) if outside else (0, 0)
    ready = _share(met, out)
    found = [
        Figure(
            in_percent(agreed[0].share if agreed else None),
            _("of plans were agreed within four weeks after the intake"),
            out_of(agreed[0].people if agreed else None),
            is_late=bool(agreed and agreed[0].share is not None and agreed[0].share < GOAL),
        ),
        Figure(
            in_percent(ready),
            _("were released with a contact outside"),
            out_of(out if out >= FEWEST else None),
            is_late=ready is not None and ready < SWEDEN_2009,
        ),
    ]
    if not efforts or efforts[0].asked is None:
        return found
    told = efforts[0]
    return [
        *found,
        Figure(counted(told.asked), _("times somebody was told: another does this already")),
        Figure(counted(told.continued), _("went on with what runs already")),
        Figure(counted(told.anyway), _("started anyway, with a reason")),
    ]


def _outside_chart(desk: Desk, outside: Mapping[date, tuple[int, int]]) -> Markup | None:
    shares = [_share(met, out) for out, met in outside.values()]
    return _line(
        desk,
        _("A contact outside before the release, by month"),
        _("Newest month: %(share)s. The dotted line is Sweden in 2009: nearly four in ten had none."),
        list(outside),
        [Line(_("had one"), shares)],
        goal=SWEDEN_2009,
    )


def _agreed_chart(desk: Desk, rows: Sequence[plans.AgreedInTime]) -> Markup | None:
    return _line(
        desk,
        _("Plan agreed within four weeks after the intake, by month"),
        _("Newest month: %(share)s. The dotted line is the goal of %(goal)s."),
        [row.month for row in rows],
        [Line(_("agreed"), [row.share for row in rows])],
        goal=GOAL,
    )


def _line(
    desk: Desk,
    title: str,
    sentence: str,
    months: Sequence[date | None],
    lines: Sequence[Line],
    *,
    goal: float,
) -> Markup | None:
    known = [value for line in lines for value in line.values if value is not None]
    if not known:
        return None
    return line_chart(
        title,
        sentence % {"share": percent(known[-1]), "goal": percent(goal)},
        [month_name(desk, month) for month in months],
        lines,
        show=percent,
        goal=goal,
        mirror=get_language_bidi(),
    )


def _efforts_chart(
    desk: Desk, rows: Sequence[DoubleEfforts], whole: Sequence[DoubleEfforts]
) -> Markup | None:
    """Return the answers by month; the sentence counts the whole period, as the figures above it do."""
    if not whole or not any(row.asked is not None for row in rows):
        return None
    return line_chart(
        _("Another does this already, by month"),
        _("Somebody was told %(asked)s times; %(continued)s times they went on with what ran already.")
        % {"asked": counted(whole[0].asked), "continued": counted(whole[0].continued)},
        [month_name(desk, row.month) for row in rows],
        [
            Line(_("were told"), [row.asked for row in rows]),
            Line(_("went on"), [row.continued for row in rows]),
            Line(_("started"), [row.anyway for row in rows]),
        ],
        show=_whole,
        mirror=get_language_bidi(),
    )


def _area_chart(rows: Sequence[DoubleEfforts]) -> Markup | None:
    names = _names("area")
    return _bars(
        _("Another does this already, by part of life"),
        [Bar(_name(row, "area", names), row.asked) for row in rows if row.asked is not None],
    )


def _reason_chart(rows: Sequence[DoubleEfforts]) -> Markup | None:
    names = _names("reason")
    return _bars(
        _("Why it was started anyway"),
        [Bar(_name(row, "reason", names), row.anyway) for row in rows if row.anyway is not None],
    )


def _bars(title: str, bars: Sequence[Bar]) -> Markup | None:
    if not bars:
        return None
    most = sorted(bars, key=lambda bar: -bar.value)
    sentence = _("Most: %(name)s, %(value)s.") % {"name": most[0].name, "value": _whole(most[0].value)}
    return bar_chart(title, sentence, most[:MONTHS], show=_whole, mirror=get_language_bidi())


def _compared(desk: Desk, period: Period) -> Markup | None:
    """Return how the establishments agree plans in time; a group too small to show is not there."""
    names = _names("establishment")
    rows = _agreed(desk, period, [By.ESTABLISHMENT], here=False)
    bars = sorted(
        (
            Bar(names.get(r.establishment_id, ""), r.share, own=r.establishment_id == desk.establishment.id)
            for r in rows
            if r.share is not None
        ),
        key=lambda bar: -bar.value,
    )
    if len(bars) < 2:  # noqa: PLR2004 - one is no comparison
        return None
    own = [bar for bar in bars if bar.own]
    shown = bars[:MONTHS] if not own or own[0] in bars[:MONTHS] else [*bars[: MONTHS - 1], *own]
    return bar_chart(
        _("Plan agreed within four weeks, by establishment"),
        _("Highest: %(name)s, %(value)s.") % {"name": bars[0].name, "value": percent(bars[0].value)},
        shown,
        show=percent,
        goal=GOAL,
        mirror=get_language_bidi(),
    )


def _rows(rows: Sequence[DoubleEfforts], cut: str, names: Mapping[Any, str]) -> list[dict[str, str]]:
    """Return a table of answers; a group too small to show has dashes."""
    return [
        {
            "name": _name(row, cut, names),
            "asked": counted(row.asked),
            "continued": counted(row.continued),
            "anyway": counted(row.anyway),
            "share": in_percent(
                row.continued / row.asked if row.continued is not None and row.asked else None
            ),
        }
        for row in sorted(rows, key=lambda row: -(row.asked or 0))
    ]


def _names(cut: str) -> Mapping[Any, str]:
    match cut:
        case "area":
            return {area.value: str(area.label) for area in LifeArea}
        case "reason":
            return {reason.value: str(reason.label) for reason in DoubleReason}
        case "establishment":
            return {e.id: e.name for e in list_establishments()}
    return {}


def _name(row: DoubleEfforts, cut: str, names: Mapping[Any, str]) -> str:
    if cut == "month":
        return f"{row.month:%Y-%m}" if row.month else ""
    key = {"area": row.area, "reason": row.reason, "establishment": row.establishment_id}[cut]
    return names.get(key, "") or _("outside an establishment")


def _whole(value: float) -> str:
    return number(round(value))
