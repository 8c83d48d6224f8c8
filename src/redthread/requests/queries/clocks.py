"""The working calendar and the time zone of an establishment."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from redthread.estate.public import Establishment
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack


@lru_cache(maxsize=16)
def pack(code: str) -> Pack:
    """Return a jurisdiction pack by its code; a changed pack is read at the next start."""
    return load_pack(settings.PACKS / code)


@lru_cache(maxsize=256)
def _calendar(pack_code: str, timezone: str) -> WorkingCalendar:
    return calendar_of(pack(pack_code), timezone=timezone)


def working_calendar(establishment: Establishment) -> WorkingCalendar:
    """Return the working days and office hours by which an establishment's promises are counted."""
    return _calendar(establishment.pack, establishment.timezone)


def escalation_step_days(establishment: Establishment) -> int:
    """Return the working days each role gets before the next one is told."""
    return int(pack(establishment.pack).number("escalation_step_days"))


def zone(establishment: Establishment) -> ZoneInfo:
    """Return the establishment's time zone."""
    return ZoneInfo(establishment.timezone)
