"""The words of the timetable: one sentence for each event and audience.

Days and times are numbers, written alike in every language; what a booking is about is read in the booking.
"""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "timetable.booking_made": Sentence(
        client=_("Something new in your day: %(on)s at %(time)s."),
        staff=_("Booked %(on)s from %(time)s to %(until)s."),
        pictogram="calendar",
    ),
    "timetable.booking_moved": Sentence(
        client=_(
            "A time was changed. New time: %(on)s at %(time)s. Before: %(before_on)s at %(before_time)s."
        ),
        staff=_("Moved a booking from %(before_on)s %(before_time)s to %(on)s %(time)s."),
        pictogram="calendar",
    ),
    "timetable.booking_cancelled": Sentence(
        client=_("What was planned on %(on)s at %(time)s is cancelled. You see why in your day."),
        staff=_("Cancelled the booking of %(on)s at %(time)s."),
        pictogram="calendar",
    ),
    "timetable.booking_offered": Sentence(
        client=_("Instead of what was planned on %(on)s at %(time)s you will get a new time."),
        staff=_("Offered again what was planned on %(on)s at %(time)s; a time is still to be set."),
        pictogram="calendar",
    ),
    "timetable.booking_followed": Sentence(
        client=_("What is planned on %(on)s at %(time)s stays. Your new place takes you there."),
        staff=_("The booking of %(on)s at %(time)s followed to the new establishment."),
        pictogram="calendar",
    ),
    "timetable.booking_clashed": Sentence(
        client=_("Two things are planned for you on %(on)s at %(time)s. Staff tell you where to go."),
        staff=_("Two bookings at the same time: %(on)s at %(time)s."),
        pictogram="warning",
    ),
    "timetable.booking_took_place": Sentence(
        client=_("What was planned on %(on)s at %(time)s took place."),
        staff=_("Noted that the booking of %(on)s at %(time)s took place."),
        pictogram="calendar",
    ),
    "timetable.series_made": Sentence(
        client=_(
            "Something new in your days: %(times)s times at %(time)s, from %(first_on)s to %(last_on)s."
        ),
        staff=_("Booked a series: %(times)s times at %(time)s, from %(first_on)s to %(last_on)s."),
        pictogram="calendar",
    ),
    "timetable.series_ended": Sentence(
        client=_("Something that was repeated ends on %(from_on)s."),
        staff=_("Ended a series from %(from_on)s: %(times)s times cancelled."),
        pictogram="calendar",
    ),
    "timetable.feed_made": Sentence(client="", staff=_("Made a calendar address."), pictogram="calendar"),
    "timetable.feed_revoked": Sentence(
        client="", staff=_("Made a calendar address stop working."), pictogram="calendar"
    ),
}
register(SENTENCES)
