"""What other modules use of the timetable."""

from redthread.timetable.enums import BookingStatus, EndCode
from redthread.timetable.models import Booking, BookingClient, BookingEquipment, BookingStaff, Feed, Series
from redthread.timetable.permissions import Permission
from redthread.timetable.queries.bookings import (
    Change,
    Detail,
    Entry,
    get_detail,
    list_changes,
    list_entries,
    list_offered,
    list_own_clashes,
    list_own_entries,
)
from redthread.timetable.queries.busy import list_busy
from redthread.timetable.queries.kinds import House, get_house, house_of, title_of
from redthread.timetable.queries.rooms import list_bookable_equipment, list_bookable_rooms
from redthread.timetable.queries.ways_out import Parties, WaysOut, find_free_rooms, find_slots, find_ways_out
from redthread.timetable.rules.clashes import Busy, Clash, Party
from redthread.timetable.rules.series import instant, wall_of, weekly, write_wall
from redthread.timetable.rules.slots import Interval
from redthread.timetable.services.bookings import (
    cancel_booking,
    make_booking,
    move_booking,
    note_took_place,
)
from redthread.timetable.services.errors import (
    BookingClashError,
    BookingRefusedError,
    KeptApartHereError,
    RoomTakenError,
    SeriesClashError,
    SeriesRefusedError,
)
from redthread.timetable.services.feeds import find_feed_made_at, make_feed, revoke_feed, write_feed
from redthread.timetable.services.series import NewSeries, end_series, make_series, take_out
from redthread.timetable.services.steps import NewBooking

__all__ = [
    "Booking",
    "BookingClashError",
    "BookingClient",
    "BookingEquipment",
    "BookingRefusedError",
    "BookingStaff",
    "BookingStatus",
    "Busy",
    "Change",
    "Clash",
    "Detail",
    "EndCode",
    "Entry",
    "Feed",
    "House",
    "Interval",
    "KeptApartHereError",
    "NewBooking",
    "NewSeries",
    "Parties",
    "Party",
    "Permission",
    "RoomTakenError",
    "Series",
    "SeriesClashError",
    "SeriesRefusedError",
    "WaysOut",
    "cancel_booking",
    "end_series",
    "find_feed_made_at",
    "find_free_rooms",
    "find_slots",
    "find_ways_out",
    "get_detail",
    "get_house",
    "house_of",
    "instant",
    "list_bookable_equipment",
    "list_bookable_rooms",
    "list_busy",
    "list_changes",
    "list_entries",
    "list_offered",
    "list_own_clashes",
    "list_own_entries",
    "make_booking",
    "make_feed",
    "make_series",
    "move_booking",
    "note_took_place",
    "revoke_feed",
    "take_out",
    "title_of",
    "wall_of",
    "weekly",
    "write_feed",
    "write_wall",
]
