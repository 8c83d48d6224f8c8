"""Until when what two people wrote is kept."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection

from redthread.jurisdiction.load import list_pack_directories
from redthread.messages.enums import CloseReason
from redthread.messages.models import Conversation
from redthread.messages.queries.rules import message_rules


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long the conversations of a person are kept.

    Attributes:
        months: after the course has ended.
        until: the day of that, where the course has ended; None while it goes on.
        left_days: after a conversation was taken out of the service.
    """

    months: int
    until: datetime | None
    left_days: int


@cache
def pack_codes() -> tuple[str, ...]:
    """Return the packs of this installation; read once."""
    return tuple(folder.name for folder in list_pack_directories(settings.PACKS))


@cache
def _months() -> str:
    return json.dumps({code: message_rules(code).keep.months for code in pack_codes()})


def find_keeping(*, client_id: int) -> Keeping | None:
    """Return how long a person's conversations are kept; to themselves and to staff within reach, else None.

    The rules are those of the place where the person is, or was last.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.pack, k.ended_at + make_interval(months => (%s::jsonb ->> k.pack)::int) "
            "from messages.keeping_of(%s) k where k.pack is not null",
            [_months(), client_id],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    keep = message_rules(found[0]).keep
    return Keeping(keep.months, found[1], keep.left_days)


def kept_until(conversation: Conversation, keeping: Keeping) -> datetime | None:
    """Return when a conversation is destroyed; None while that day is not known."""
    days = [keeping.until]
    if conversation.closed_at is not None and conversation.closed_why == CloseReason.LEFT:
        days.append(conversation.closed_at + timedelta(days=keeping.left_days))
    return min((day for day in days if day is not None), default=None)
