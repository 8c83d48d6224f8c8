"""What a pack holds, as frozen values. :mod:`redthread.jurisdiction.load` makes them from files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.texts import Text


class Basis(StrEnum):
    """How sure we are of a value."""

    TEXT = "text"
    """Read in the law or on an official page."""
    SECONDARY = "secondary"
    """Told by another source."""
    OWN = "own"
    """A default of this installation, shown as such until somebody confirms it."""


class OnMove(StrEnum):
    """What happens to an open request when the client moves."""

    FOLLOW = "follow"
    STAY = "stay"
    CLOSE_WITH_REFILE = "close_with_refile"


class Decision(StrEnum):
    """What a ground can stand behind."""

    APPROVED = "approved"
    DECLINED = "declined"
    RETURNED = "returned"


class Reach(StrEnum):
    """Whose records a role meets in its work, before break-glass. The facts decide, not a list."""

    NONE = "none"
    UNIT = "unit"
    CASELOAD = "caseload"
    ESTABLISHMENT = "establishment"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from, and since when it holds."""

    source: str
    basis: Basis
    valid_from: date

    @property
    def is_own_default(self) -> bool:
        """Say whether people must be told "default of this installation"."""
        return self.basis is Basis.OWN


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or word that a jurisdiction may set; ``unit`` says what it counts."""

    code: str
    value: int | float | str | bool
    unit: str
    explains: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When a working day begins and ends, local time. A promise falls due at ``closes``."""

    opens: time
    closes: time
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class AppealRoute:
    """How to disagree: ``days`` calendar days after being told, ``to`` whom, what comes ``then``."""

    code: str
    days: int
    on_silence: bool
    to: Text
    then: Text | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over request types in the client's catalogue."""

    code: str
    order: int
    title: Text


@dataclass(frozen=True, slots=True)
class RequestType:
    """Something a client can ask for. ``answer_days`` are working days, ``second_reader_share`` 0 to 1."""

    code: str
    order: int
    group: str
    pictogram: str
    tile: Text
    title: Text
    description: Text
    form: str
    form_version: int
    department: str
    answer_days: int
    information_class: InformationClass
    is_private: bool
    allows_several: bool
    allows_attachment: bool
    on_move: OnMove
    may_pause: bool
    appeal: AppealRoute | None
    second_reader_share: float
    escalation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire as written in the pack; the module ``forms`` reads ``definition``."""

    code: str
    version: int
    title: Text
    definition: Mapping[str, Any]
    path: Path


@dataclass(frozen=True, slots=True)
class Ground:
    """A maintained sentence behind a decision, with what happens next. No ``types``: fits all.

    ``return_reason`` is set for returned ones only: wrong_form, duplicate, incomplete or moved.
    """

    code: str
    decision: Decision
    types: tuple[str, ...]
    return_reason: str
    text: Text
    next_step: Text

    def fits(self, type_code: str) -> bool:
        """Say whether staff may pick it for a request of this type."""
        return not self.types or type_code in self.types


@dataclass(frozen=True, slots=True)
class Department:
    """A queue that answers; ``is_sealed`` hides from others even that something lies there."""

    code: str
    title: Text
    roles: tuple[str, ...]
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody may read, write and do at work, and why, in words a lawyer can check."""

    code: str
    title: Text
    reads: InformationClass
    writes: InformationClass
    permissions: frozenset[str]
    reach: Reach
    why: Text


@dataclass(frozen=True, slots=True)
class ClassText:
    """An information class in the client's words."""

    information_class: InformationClass
    title: Text
    explains: Text


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the kiosk."""

    code: str
    order: int
    pictogram: str
    title: Text


@dataclass(frozen=True, slots=True)
class Article:
    """Something for sale. ``price`` in minor units of the pack's currency; no limit means none."""

    code: str
    category: str
    name: Text
    unit: Text
    price: int
    weekly_limit: int | None
    age_limit: int | None
    allergens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderWindow:
    """When orders are taken each week, local time; weekday 0 is Monday; equal ends mean always."""

    opens_weekday: int
    opens_time: time
    closes_weekday: int
    closes_time: time


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What is sold, when, and how much a person may spend a week (minor units)."""

    categories: Mapping[str, Category]
    allergens: Mapping[str, Text]
    articles: Mapping[str, Article]
    weekly_limit: int
    window: OrderWindow
    provenance: Provenance


class BookingOnTransfer(StrEnum):
    """What becomes of a booking when the person is moved to another establishment."""

    FOLLOW = "follow"
    REOFFER = "reoffer"
    END = "end"


class BookingWhenOut(StrEnum):
    """What becomes of a booking while the person is out for a while."""

    KEEP = "keep"
    END = "end"


class BookingDays(StrEnum):
    """The days on which a kind is booked."""

    WORKING = "working"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class BookingKind:
    """Something that people are booked for. ``channel``: the restriction that forbids it, or empty.

    Attributes:
        priority: its place in :attr:`Timetable.order`.
        room_uses: the uses of rooms that suit it, the best first; empty where no room is needed.
        opens, closes: wall times at the establishment between which it is booked.
        minutes: its usual length.
    """

    code: str
    title: Text
    priority: str
    info_class: InformationClass
    pictogram: str
    room_uses: tuple[str, ...]
    on_transfer: BookingOnTransfer
    when_out: BookingWhenOut
    channel: str
    days: BookingDays
    opens: time
    closes: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """Kinds of bookings; ``order`` is what gives way to what, the strongest first."""

    order: tuple[str, ...]
    kinds: Mapping[str, BookingKind]
    step_minutes: int
    series_days: int
    series_occurrences: int
    provenance: Provenance

    def rank(self, kind: str) -> int:
        """Return how strong a kind is: 0 is the strongest.

        Raises:
            KeyError: there is no such kind.
        """
        return self.order.index(self.kinds[kind].priority)


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """A day on which offices are closed though no public holiday: one date, or a day of every year."""

    name: str
    month: int
    day: int
    year: int | None
    provenance: Provenance

    def falls_on(self, day: date) -> bool:
        """Say whether ``day`` is this closing day."""
        return (day.month, day.day) == (self.month, self.day) and self.year in (None, day.year)


@dataclass(frozen=True, slots=True)
class HolidayRules:
    """Which public holidays count (``country`` empty: none) and which days are closed besides."""

    country: str
    categories: tuple[str, ...]
    closing_days: tuple[ClosingDay, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One jurisdiction, complete: its own files over those of the pack that it extends."""

    code: str
    title: Text
    country: str
    languages: tuple[str, ...]
    timezone: str
    currency: str
    office_hours: OfficeHours
    parameters: Mapping[str, Parameter]
    appeals: Mapping[str, AppealRoute]
    information_classes: Mapping[InformationClass, ClassText]
    departments: Mapping[str, Department]
    roles: Mapping[str, Role]
    groups: Mapping[str, Group]
    request_types: Mapping[str, RequestType]
    forms: Mapping[tuple[str, int], Form]
    grounds: Mapping[str, Ground]
    kiosk: Kiosk
    holidays: HolidayRules
    timetable: Timetable

    def grounds_for(self, type_code: str, decision: Decision) -> list[Ground]:
        """Return the grounds staff may pick for a decision on this type, the type's own first."""
        fitting = [g for g in self.grounds.values() if g.decision is decision and g.fits(type_code)]
        return sorted(fitting, key=lambda ground: not ground.types)

    def number(self, parameter: str) -> float:
        """Return a parameter that counts something.

        Raises:
            KeyError: the pack has no such parameter, or it is not a number.
        """
        value = self.parameters[parameter].value
        if isinstance(value, str | bool):
            raise KeyError(parameter)
        return value
