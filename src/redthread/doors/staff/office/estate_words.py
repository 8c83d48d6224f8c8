"""Words of the estate that several pages of the office use."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redthread.doors.staff.desk import Desk
from redthread.estate.public import Assessment, Concern, LivingType, OutReason
from redthread.ui import words

CONCERNS: Final = {
    Concern.NOT_MEASURED: gettext_lazy("Nobody has measured this room."),
    Concern.TOO_SMALL: gettext_lazy(
        "Smaller than the standard of the CPT: 6 m² for one, 4 m² for each of several."
    ),
    Concern.FAR_TOO_SMALL: gettext_lazy("Less than 3 m² for each person: this is not certified."),
    Concern.NO_PARTITION: gettext_lazy("Shared, and the toilet is not set apart from floor to ceiling."),
    Concern.NARROW: gettext_lazy("Less than 2 m between the walls."),
    Concern.LOW: gettext_lazy("Less than 2.5 m from floor to ceiling."),
}


def concerns_in_words(assessment: Assessment) -> list[str]:
    """Return what the standard says against so many people in a room."""
    return [str(CONCERNS[concern]) for concern in assessment.concerns]


def typed(request: HttpRequest, name: str, limit: int = 80) -> str:
    """Return what stands in a field, in one line."""
    return " ".join(request.POST.get(name, "").replace("\0", "").split())[:limit]


def types_words(types: Iterable[str]) -> str:
    """Return whom a room or unit suits."""
    return ", ".join(str(LivingType(t).label) for t in types if t in LivingType.values) or "–"


def measure_words(value: Decimal | None) -> str:
    """Return a measure, or a dash where nobody measured."""
    if value is None:
        return "–"
    return words.number(value, decimals=2) if value.is_finite() else _("not a number")


def out_words(desk: Desk, since: datetime, until: datetime | None, reason: str, said: str) -> str:
    """Return a period out of use with its reason."""
    tz = desk.establishment.timezone
    told = str(OutReason(reason).label) if reason in OutReason.values else _("no reason given")
    if said:
        told = f"{told}, {said}"
    first = words.moment(since, tz=tz, now=desk.now)
    if until is None:
        return _("from %(since)s until further notice: %(reason)s") % {"since": first, "reason": told}
    last = words.moment(until, tz=tz, now=desk.now)
    return _("from %(since)s to %(until)s: %(reason)s") % {"since": first, "until": last, "reason": told}
