"""What the jurisdiction of an establishment says about bookings: kinds, their order, its days and hours."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from redthread.estate.public import Establishment, get_establishment
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import BookingDays, BookingKind, Timetable


@dataclass(frozen=True, slots=True)
class House:
    """An establishment as the timetable knows it."""

    id: int
    zone: ZoneInfo
    timetable: Timetable
    calendar: WorkingCalendar

    def is_open(self, kind: BookingKind, day: date) -> bool:
        """Say whether a kind is booked on a local day."""
        return kind.days is BookingDays.EVERY or self.calendar.is_working_day(day)


@lru_cache(maxsize=256)
def _house(id_: int, pack: str, timezone: str) -> House:
    found = load_pack(settings.PACKS / pack)
    return House(id_, ZoneInfo(timezone), found.timetable, calendar_of(found, timezone=timezone))


def house_of(establishment: Establishment) -> House:
    """Return what holds at an establishment; a changed pack is read at the next start."""
    return _house(establishment.id, establishment.pack, establishment.timezone)


def get_house(*, establishment_id: int) -> House:
    """Return what holds at an establishment."""
    return house_of(get_establishment(establishment_id=establishment_id))


def title_of(kind: BookingKind | None, titles: dict[str, str], code: str = "") -> str:
    """Return what a booking is called in the active language: its own words, else the kind's."""
    language = (get_language() or "en").split("-")[0]
    own = titles.get(language) or titles.get("en") or next(iter(titles.values()), "")
    if own:
        return own
    return kind.title.in_language(language) if kind else code
