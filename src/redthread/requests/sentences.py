"""The words of requests: one sentence for each event and audience, and how a promise is said."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "requests.received": Sentence(
        client=__("You handed in request %(reference)s."),
        staff=__("Handed in request %(reference)s."),
        pictogram="requests",
    ),
    "requests.appealed": Sentence(
        client=__("You appealed. Your appeal has the number %(reference)s."),
        staff=__("Appealed; the appeal is %(reference)s."),
        pictogram="requests",
    ),
    "requests.read": Sentence(
        client=__("Your request %(reference)s was read."),
        staff=__("Read request %(reference)s for the first time."),
        pictogram="requests",
    ),
    "requests.taken": Sentence(
        client=__("Someone began to work on your request %(reference)s."),
        staff=__("Took request %(reference)s."),
        pictogram="requests",
    ),
    "requests.handed_back": Sentence(
        client=__("Your request %(reference)s waits for somebody else."),
        staff=__("Handed back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.forwarded": Sentence(
        client=__("Your request %(reference)s was sent to another department."),
        staff=__("Forwarded request %(reference)s from %(from_department)s to %(to_department)s."),
        pictogram="requests",
    ),
    "requests.message_added": Sentence(
        client=__("A message was written in your request %(reference)s."),
        staff=__("Wrote a message in request %(reference)s."),
        pictogram="requests",
    ),
    "requests.paused": Sentence(
        client=__("Your request %(reference)s was put on hold: %(reason)s"),
        staff=__("Put request %(reference)s on hold: %(reason)s"),
        pictogram="requests",
    ),
    "requests.resumed": Sentence(
        client=__("Your request %(reference)s is worked on again."),
        staff=__("Took request %(reference)s off hold."),
        pictogram="requests",
    ),
    "requests.approved": Sentence(
        client=__("You got a yes to request %(reference)s."),
        staff=__("Approved request %(reference)s."),
        pictogram="requests",
    ),
    "requests.declined": Sentence(
        client=__("You got a no to request %(reference)s, with the reasons."),
        staff=__("Declined request %(reference)s."),
        pictogram="requests",
    ),
    "requests.returned": Sentence(
        client=__("Request %(reference)s was sent back to you. It says what you can do."),
        staff=__("Sent back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.withdrawn": Sentence(
        client=__("You took back request %(reference)s."),
        staff=__("Took back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.escalated": Sentence(
        client=__("The answer to request %(reference)s is late. A manager was told."),
        staff=__("Request %(reference)s is late; told %(role)s."),
        pictogram="requests",
    ),
    "requests.readdressed": Sentence(
        client=__("Request %(reference)s moved with you. You get the answer where you are now."),
        staff=__("Request %(reference)s followed to the new establishment."),
        pictogram="requests",
    ),
    "requests.left_behind": Sentence(
        client=__("The place you left still answers request %(reference)s."),
        staff=__("Request %(reference)s is finished by the old establishment."),
        pictogram="requests",
    ),
    "requests.answer_rated": Sentence(
        client=__("You said whether the answer to request %(reference)s helped you."),
        staff=__("Said whether the answer to request %(reference)s helped."),
        pictogram="requests",
    ),
    "requests.second_read": Sentence(
        client=__("A second person checked the answer to request %(reference)s."),
        staff=__("Read the answer to request %(reference)s as second reader."),
        pictogram="requests",
    ),
    "requests.attachment_added": Sentence(
        client=__("A picture was added to request %(reference)s."),
        staff=__("Added a picture to request %(reference)s."),
        pictogram="requests",
    ),
    "requests.catalogue_loaded": Sentence(
        client="", staff=__("Loaded request types from the pack %(pack)s."), pictogram="requests"
    ),
    "requests.type_changed": Sentence(
        client="", staff=__("Changed the request type %(type_code)s."), pictogram="requests"
    ),
    "requests.ground_template_changed": Sentence(
        client="", staff=__("Changed a text for answers to %(type_code)s."), pictogram="requests"
    ),
    "requests.absence_set": Sentence(
        client="",
        staff=__("Set cover for an absence from %(from_on)s to %(until_on)s."),
        pictogram="requests",
    ),
}
register(SENTENCES)

PRIVATE_MATTER: Promise | str = __("A private matter")
MOVED_NEXT_STEP: Promise | str = __(
    "You have moved, so this place cannot answer it any more. Tap “Ask again here” to send it to your new place."
)


_DAY_PATTERNS = {"da": "EEEE 'den' d. MMMM"}


def say_day(day: date) -> str:
    """Return a day as the current language writes it (``Wednesday 4 March``)."""
    try:
        locale = Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return format_date(day, _DAY_PATTERNS.get(locale.language, "EEEE d MMMM"), locale=locale)


def say_promise(*, due_at: datetime, days_left: int, zone: ZoneInfo) -> str:
    """Return the promise in words: the day, and how far away it is in working days.

    Args:
        days_left: working days from today to the day it is due; negative when that day has passed.
    """
    day = say_day(due_at.astimezone(zone).date())
    if days_left < 0:
        return _("The answer should have come by %(day)s.") % {"day": day}
    return _("You get an answer by %(day)s: %(countdown)s.") % {"day": day, "countdown": say_days(days_left)}


def say_days(days: int) -> str:
    """Return how far away a day is: today, tomorrow, in so many working days."""
    if days <= 0:
        return _("today")
    return ngettext("in %(n)s working day", "in %(n)s working days", days) % {"n": days}
