"""Calendar feeds: a secret address that a member of staff's own calendar program reads."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext, ngettext, override
from icalendar import Calendar, Event, vText

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE
from redthread.timetable.events import FeedMade, FeedRevoked

BEHIND: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=92)
"""How far back and ahead a feed reaches."""


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime) -> str:
    """Return the secret token of a new feed of one's own, shown once; an older one stops working."""
    token = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        cursor.execute("select timetable.make_feed(%s, %s)", [token, at])
        staff_id = int(cursor.fetchone()[0])
    thread.record(
        actor, FeedMade(client_id=HOUSE, info_class=InformationClass.STAFF_CONTACT, staff_id=staff_id), at=at
    )
    return token


@transaction.atomic
def revoke_feed(*, actor: Actor, at: datetime) -> bool:
    """Make one's own feed stop working; say whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("select timetable.revoke_feed(%s)", [at])
        staff_id = cursor.fetchone()[0]
    if staff_id is None:
        return False
    revoked = FeedRevoked(client_id=HOUSE, info_class=InformationClass.STAFF_CONTACT, staff_id=staff_id)
    thread.record(actor, revoked, at=at)
    return True


def find_feed_made_at() -> datetime | None:
    """Return since when the actor has a feed, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select timetable.my_feed()")
        found: datetime | None = cursor.fetchone()[0]
        return found


def write_feed(*, token: str, at: datetime) -> bytes | None:
    """Return the feed behind a token as an RFC 5545 calendar, or None where the token opens nothing.

    A calendar program keeps what it fetches, often on a telephone outside the house, and nobody sees who
    reads it there. So it says when, in which room and how many people: no name, kind, title or class.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from timetable.feed(%s, %s, %s)", [token, at - BEHIND, at + AHEAD])
        rows = cursor.fetchall()
    if not rows:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Redthread//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with override(rows[0][-1]):
        calendar.add("x-wr-calname", "Redthread")
        for booking_id, starts_at, ends_at, room, heads, made_at, _language in rows:
            if booking_id is None:
                continue
            event = Event()
            event.add("uid", f"{booking_id}@redthread")
            event.add("dtstamp", made_at)
            event.add("dtstart", starts_at)
            event.add("dtend", ends_at)
            summary = ngettext("Booked: %(n)s person", "Booked: %(n)s people", heads) % {"n": heads}
            event.add("summary", vText(summary if heads else gettext("Booked")))
            if room:
                event.add("location", vText(room))
            event.add("class", "PRIVATE")
            calendar.add_component(event)
    return bytes(calendar.to_ical())
