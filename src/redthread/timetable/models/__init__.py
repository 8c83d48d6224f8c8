"""The tables of the timetable."""

from redthread.timetable.models.booking import Booking, BookingClient, BookingEquipment, BookingStaff
from redthread.timetable.models.feed import Feed
from redthread.timetable.models.series import Series

__all__ = ["Booking", "BookingClient", "BookingEquipment", "BookingStaff", "Feed", "Series"]
