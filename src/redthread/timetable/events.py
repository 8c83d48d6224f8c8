"""What happens to bookings.

``on`` and ``time`` are the wall day and time at the establishment, written the same in every language.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class _BookingEvent(ThreadEvent):
    booking_id: UUID
    kind_code: str
    on: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMade(_BookingEvent):
    """Somebody was booked."""

    kind: ClassVar[str] = "timetable.booking_made"
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMoved(_BookingEvent):
    """A booking got another time or place; ``on`` and ``time`` are the new ones."""

    kind: ClassVar[str] = "timetable.booking_moved"
    before_on: str
    before_time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(_BookingEvent):
    """A booking, or somebody's part in it, was cancelled. ``code`` says why; words stay in the booking."""

    kind: ClassVar[str] = "timetable.booking_cancelled"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingOffered(_BookingEvent):
    """Something was offered instead of a booking that ended; staff there set the time."""

    kind: ClassVar[str] = "timetable.booking_offered"
    instead_of: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFollowed(_BookingEvent):
    """A booking stays as it is though the person moved: the new place brings them there."""

    kind: ClassVar[str] = "timetable.booking_followed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingClashed(ThreadEvent):
    """Somebody was booked over another booking by a named decision; this is told of the weaker one."""

    kind: ClassVar[str] = "timetable.booking_clashed"
    on: str
    time: str
    stronger_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTookPlace(_BookingEvent):
    """It was noted that a booking took place."""

    kind: ClassVar[str] = "timetable.booking_took_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMade(ThreadEvent):
    """Somebody was booked for something that repeats."""

    kind: ClassVar[str] = "timetable.series_made"
    series_id: UUID
    kind_code: str
    times: int
    first_on: str
    last_on: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEnded(ThreadEvent):
    """What repeats ends; occurrences from then on are cancelled."""

    kind: ClassVar[str] = "timetable.series_ended"
    series_id: UUID
    kind_code: str
    times: int
    from_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMade(ThreadEvent):
    """A member of staff made a calendar feed of their own; an older one stopped working."""

    kind: ClassVar[str] = "timetable.feed_made"
    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRevoked(ThreadEvent):
    """A member of staff's calendar feed stopped working."""

    kind: ClassVar[str] = "timetable.feed_revoked"
    staff_id: int
