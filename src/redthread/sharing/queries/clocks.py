"""When the steps of a handover are due, by the pack of the organisation."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.sharing import SharingRules, load_sharing_rules


@dataclass(frozen=True, slots=True)
class HandoverClock:
    """When each step of one handover is due."""

    fetch_at: datetime
    acknowledge_at: datetime
    act_at: datetime


@lru_cache(maxsize=8)
def rules_of(pack: str) -> SharingRules:
    """Return what a pack says about partners."""
    return load_sharing_rules(settings.PACKS / pack)


@lru_cache(maxsize=8)
def _calendar(pack: str) -> WorkingCalendar:
    return calendar_of(load_pack(settings.PACKS / pack))


def clock_of(*, pack: str, kind: str, at: datetime) -> HandoverClock:
    """Return when the steps of a handover created at ``at`` are due, in working days of the pack.

    Raises:
        KeyError: the pack has no clock for this kind.
    """
    days, calendar = rules_of(pack).clocks[str(kind)], _calendar(pack)
    return HandoverClock(
        fetch_at=calendar.add_working_days(at, days.fetch),
        acknowledge_at=calendar.add_working_days(at, days.acknowledge),
        act_at=calendar.add_working_days(at, days.act),
    )
