"""The end of what was written, and what can be read again."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.messages.events import ConversationsForgotten
from redthread.messages.queries.rules import message_rules

AT_ONCE: Final = 200
"""People whose conversations are destroyed in one transaction."""


@transaction.atomic
def forget_conversations(*, actor: Actor, pack: str, at: datetime) -> int:
    """Destroy conversations of a pack's people whose time is over; return how many (the worker's role).

    Everything goes, for both: words, files, envelopes. The thread keeps that there was something, and when.
    """
    keep = message_rules(pack).keep
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from messages.forget(%s, %s, %s, %s, %s)",
            [pack, keep.months, keep.left_days, AT_ONCE, at],
        )
        gone = cursor.fetchall()
    for client_id, count in gone:
        event = ConversationsForgotten(
            client_id=client_id, info_class=InformationClass.MESSAGES, count=int(count)
        )
        thread.record(actor, event, at=at)
    return sum(int(count) for _client, count in gone)


def tell_reopened(*, client_id: int | None, at: datetime) -> int:
    """Tell people outside by mail what a restriction hid that has ended; return of how many conversations.

    Once for each conversation and restriction, and only where something waits unseen and nothing else stops
    it. ``None``: of everybody whose restriction ended within a week (the worker's).
    """
    with connection.cursor() as cursor:
        cursor.execute("select messages.announce_reopened(%s::bigint, %s)", [client_id, at])
        return int(cursor.fetchone()[0])
