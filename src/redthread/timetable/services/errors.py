"""What can stand in the way of a booking, in sentences for the person who books."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.timetable.queries.ways_out import WaysOut
from redthread.timetable.rules.clashes import Clash
from redthread.timetable.rules.series import Fault


class BookingRefusedError(DomainError):
    """The booking makes no sense as it is."""

    status = 422


class RoomTakenError(DomainError):
    """The room, or a device, is taken at that time; nobody can decide otherwise."""

    def __init__(self, ways_out: WaysOut | None = None) -> None:
        super().__init__(_("The room or the device is taken at that time. Choose another room or time."))
        self.ways_out = ways_out


class BookingClashError(DomainError):
    """Somebody is booked already. Choose another time, or decide over it with a reason.

    Attributes:
        clashes: what stands against it, the strongest first.
        ways_out: common slots and free rooms.
    """

    def __init__(self, clashes: list[Clash], ways_out: WaysOut) -> None:
        super().__init__(
            _("Somebody is booked at that time already. Choose another time, or decide with a reason.")
        )
        self.clashes, self.ways_out = clashes, ways_out


class KeptApartHereError(BookingClashError):
    """Two of a group are to be kept apart. Which two is not said: whoever books need not know."""

    def __init__(self) -> None:
        DomainError.__init__(
            self, _("Two of these people are to be kept apart. Book them apart, or decide with a reason.")
        )
        self.clashes, self.ways_out = [], WaysOut([], [])


class SeriesRefusedError(DomainError):
    """The rule of a series cannot become bookings."""

    status = 422


class SeriesClashError(DomainError):
    """Occurrences of a series run into other bookings; ``walls`` are their wall times."""

    def __init__(self, walls: list[str]) -> None:
        super().__init__(
            _("%(n)s times of the series are taken: %(days)s. Leave them out, or choose another time.")
            % {"n": len(walls), "days": ", ".join(w.replace("T", " ") for w in walls[:5])}
        )
        self.walls = walls


_FAULTS: Final[dict[Fault, str | Promise]] = {
    Fault.BROKEN: _("This rule cannot be read. Choose days and an end."),
    Fault.TOO_LONG: _("A series may reach at most two years ahead. Choose an earlier end."),
    Fault.TOO_MANY: _("A series may have at most 1,000 times. Choose an earlier end."),
    Fault.ENDLESS: _("A series needs an end. Choose the last day."),
    Fault.EMPTY: _("No day fits this rule. Choose other days or a later end."),
}


def fault_error(fault: Fault) -> SeriesRefusedError:
    """Return the sentence for what is wrong with a series."""
    return SeriesRefusedError(_FAULTS[fault])


ALONE: Final = ("booking_takes_a_room_alone", "booking_takes_a_device_alone")


@contextmanager
def taking_alone() -> Iterator[None]:
    """Turn the database's refusal to take a room or device twice into a sentence, and undo what was begun.

    Raises:
        RoomTakenError: somebody was first.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if any(name in str(error) for name in ALONE):
            raise RoomTakenError from error
        raise
