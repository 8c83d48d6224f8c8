"""The rules and the calendar that hold for a client's messages."""

from functools import lru_cache

from django.conf import settings
from django.db import connection

from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.messages import MessageRules, load_message_rules


@lru_cache(maxsize=16)
def message_rules(pack: str) -> MessageRules:
    """Return the rules of a pack on messages; read once."""
    return load_message_rules(settings.PACKS / pack)


@lru_cache(maxsize=16)
def calendar(pack: str) -> WorkingCalendar:
    """Return the working days of a pack; read once."""
    return calendar_of(load_pack(settings.PACKS / pack))


def pack_of(client_id: int) -> str:
    """Return the pack of where a client is; somebody outside may ask, too."""
    with connection.cursor() as cursor:
        cursor.execute("select contacts.pack_of(%s)", [client_id])
        return str(cursor.fetchone()[0])


def rules_of(client_id: int) -> MessageRules:
    """Return the rules of where a client is."""
    return message_rules(pack_of(client_id))
