"""The words of requests: one sentence for each event and audience, and how a promise is said."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from redthread.foundation.sentences import Sentence, register

SENTENCES = {
    "requests.received": Sentence(
        client=_("You handed in request %(reference)s."),
        staff=_("Handed in request %(reference)s."),
        pictogram="requests",
    ),
    "requests.appealed": Sentence(
        client=_("You appealed. Your appeal has the number %(reference)s."),
        staff=_("Appealed; the appeal is %(reference)s."),
        pictogram="requests",
    ),
    "requests.read": Sentence(
        client=_("Your request %(reference)s was read."),
        staff=_("Read request %(reference)s for the first time."),
        pictogram="requests",
    ),
    "requests.taken": Sentence(
        client=_("Someone began to work on your request %(reference)s."),
        staff=_("Took request %(reference)s."),
        pictogram="requests",
    ),
    "requests.handed_back": Sentence(
        client=_("Your request %(reference)s waits for somebody else."),
        staff=_("Handed back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.forwarded": Sentence(
        client=_("Your request %(reference)s was sent to another department."),
        staff=_("Forwarded request %(reference)s from %(from_department)s to %(to_department)s."),
        pictogram="requests",
    ),
    "requests.message_added": Sentence(
        client=_("A message was written in your request %(reference)s."),
        staff=_("Wrote a message in request %(reference)s."),
        pictogram="requests",
    ),
    "requests.paused": Sentence(
        client=_("Your request %(reference)s was put on hold: %(reason)s"),
        staff=_("Put request %(reference)s on hold: %(reason)s"),
        pictogram="requests",
    ),
    "requests.resumed": Sentence(
        client=_("Your request %(reference)s is worked on again."),
        staff=_("Took request %(reference)s off hold."),
        pictogram="requests",
    ),
    "requests.approved": Sentence(
        client=_("You got a yes to request %(reference)s."),
        staff=_("Approved request %(reference)s."),
        pictogram="requests",
    ),
    "requests.declined": Sentence(
        client=_("You got a no to request %(reference)s, with the reasons."),
        staff=_("Declined request %(reference)s."),
        pictogram="requests",
    ),
    "requests.returned": Sentence(
        client=_("Request %(reference)s was sent back to you. It says what you can do."),
        staff=_("Sent back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.withdrawn": Sentence(
        client=_("You took back request %(reference)s."),
        staff=_("Took back request %(reference)s."),
        pictogram="requests",
    ),
    "requests.carried_out": Sentence(
        client=_("What you were promised in request %(reference)s is done."),
        staff=_("Noted that request %(reference)s is carried out."),
        pictogram="requests",
    ),
    "requests.escalated": Sentence(
        client=_("The answer to request %(reference)s is late. A manager was told."),
        staff=_("Request %(reference)s is late; told %(role)s."),
        pictogram="requests",
    ),
    "requests.readdressed": Sentence(
        client=_("Request %(reference)s moved with you. You get the answer where you are now."),
        staff=_("Request %(reference)s followed to the new establishment."),
        pictogram="requests",
    ),
    "requests.left_behind": Sentence(
        client=_("The place you left still answers request %(reference)s."),
        staff=_("Request %(reference)s is finished by the old establishment."),
        pictogram="requests",
    ),
    "requests.answer_rated": Sentence(
        client=_("You said whether the answer to request %(reference)s helped you."),
        staff=_("Said whether the answer to request %(reference)s helped."),
        pictogram="requests",
    ),
    "requests.second_read": Sentence(
        client=_("A second person checked the answer to request %(reference)s."),
        staff=_("Read the answer to request %(reference)s as second reader."),
        pictogram="requests",
    ),
    "requests.attachment_added": Sentence(
        client=_("A picture was added to request %(reference)s."),
        staff=_("Added a picture to request %(reference)s."),
        pictogram="requests",
    ),
    "requests.catalogue_loaded": Sentence(
        client="", staff=_("Loaded request types from the pack %(pack)s."), pictogram="requests"
    ),
    "requests.type_changed": Sentence(
        client="", staff=_("Changed the request type %(type_code)s."), pictogram="requests"
    ),
    "requests.ground_template_changed": Sentence(
        client="", staff=_("Changed a text for answers to %(type_code)s."), pictogram="requests"
    ),
    "requests.absence_set": Sentence(
        client="",
        staff=_("Set cover for an absence from %(from_on)s to %(until_on)s."),
        pictogram="requests",
    ),
}
register(SENTENCES)

PRIVATE_MATTER: Promise | str = _("A private matter")
MOVED_NEXT_STEP: Promise | str = _(
    "You have moved, so this place cannot answer it. Tap “Ask again here” to send it to your new place."
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
        return gettext("The answer should have come by %(day)s.") % {"day": day}
    return gettext("You get an answer by %(day)s: %(countdown)s.") % {
        "day": day,
        "countdown": say_days(days_left),
    }


def say_days(days: int) -> str:
    """Return how far away a day is: today, tomorrow, in so many working days."""
    if days <= 0:
        return pgettext("countdown", "today")
    return ngettext("in %(n)s working day", "in %(n)s working days", days) % {"n": days}
