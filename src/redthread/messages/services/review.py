"""Read a message for control, pass it on or block it; decide that all of a client's are read."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.messages.enums import BlockReason, MessageState, ReviewCause, Side
from redthread.messages.events import (
    ClientReviewEnded,
    ClientReviewSet,
    CopiesDestroyed,
    MessageBlocked,
    MessagePassed,
    ReviewEscalated,
)
from redthread.messages.models import ClientReview
from redthread.messages.permissions import Permission
from redthread.messages.queries.rules import calendar, message_rules
from redthread.messages.services.errors import ConversationNotFoundError, ReviewRefusedError

MOST_DAYS = 90
"""A decision that every message is read holds no longer; it is decided anew."""
SHORTEST_GROUNDS = 10


@dataclass(frozen=True, slots=True)
class Read:
    """A message as the reviewer reads it.

    Attributes:
        words: of the list, found in what is new.
        new_text: without what was quoted.
        attachments: of each its id, kind and milliseconds.
        destroyed_at: the copy is gone; there is nothing to read any more.
    """

    message_id: UUID
    client_id: int
    client_name: str
    party: str
    side: Side
    language: str
    at: datetime
    due_at: datetime | None
    state: MessageState
    causes: tuple[ReviewCause, ...]
    words: tuple[str, ...]
    text: str
    new_text: str
    destroyed_at: datetime | None
    attachments: tuple[dict[str, object], ...]


@transaction.atomic
def look_at_message(*, actor: Actor, message_id: UUID, at: datetime) -> Read:
    """Read a message for control; the look is in the client's thread before the words are out.

    Raises:
        ConversationNotFoundError: there is no copy of such a message; a privileged one never has one.
        django.db.ProgrammingError: the client is out of reach.
    """
    require(actor, Permission.REVIEW)
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.look(%s, %s)", [message_id, at])
        row = cursor.fetchone()
    if row is None:
        raise ConversationNotFoundError
    return Read(
        message_id=row[0],
        client_id=row[1],
        client_name=row[2],
        party=row[3],
        side=Side(row[4]),
        language=row[5],
        at=row[6],
        due_at=row[7],
        state=MessageState(row[8]),
        causes=tuple(ReviewCause(c) for c in row[9]),
        words=tuple(_loaded(row[10])),
        text=row[11],
        new_text=row[12],
        destroyed_at=row[13],
        attachments=tuple(_loaded(row[14])),
    )


@transaction.atomic
def look_at_attachment(*, actor: Actor, attachment_id: UUID, at: datetime) -> tuple[str, bytes]:
    """Return media type and bytes of what came with a message that the actor has just read.

    Raises:
        ConversationNotFoundError: there is none, or the message was not read within the hour.
    """
    require(actor, Permission.REVIEW)
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.look_at_attachment(%s, %s)", [attachment_id, at])
        row = cursor.fetchone()
    if row is None:
        raise ConversationNotFoundError
    return str(row[0]), bytes(row[1])


@transaction.atomic
def pass_message(*, actor: Actor, message_id: UUID, at: datetime) -> None:
    """Pass a message on, after reading it.

    Raises:
        ReviewRefusedError: a colleague decided first.
    """
    require(actor, Permission.REVIEW)
    client_id = _decide(message_id, passes=True, reason="", at=at)
    event = MessagePassed(client_id=client_id, info_class=InformationClass.MESSAGES, message_id=message_id)
    thread.record(actor, event, at=at)


@transaction.atomic
def block_message(*, actor: Actor, message_id: UUID, reason: BlockReason, at: datetime) -> None:
    """Block a message after reading it; both sides learn that, and why only where the rules let it be told.

    Raises:
        ReviewRefusedError: a colleague decided first.
    """
    require(actor, Permission.REVIEW)
    client_id = _decide(message_id, passes=False, reason=reason.value, at=at)
    event = MessageBlocked(client_id=client_id, info_class=InformationClass.MESSAGES, message_id=message_id)
    thread.record(actor, event, at=at)


@transaction.atomic
def set_client_review(
    *, actor: Actor, client_id: int, review_id: UUID, grounds: str, ends_at: datetime, at: datetime
) -> ClientReview:
    """Decide that every message of a client with people outside is read first, for a while, with grounds.

    Raises:
        ReviewRefusedError: no grounds, no end within ninety days, or it is decided already.
    """
    require(actor, Permission.RESTRICT)
    said = " ".join(grounds.split())
    if len(said) < SHORTEST_GROUNDS:
        raise ReviewRefusedError(_("Write why, so that somebody can examine it later."))
    if not at < ends_at or (ends_at - at).days > MOST_DAYS:
        raise ReviewRefusedError(_("Choose a day within the next 90 days. It can be decided anew."))
    review = ClientReview(
        id=review_id,
        client_id=client_id,
        grounds=said[:500],
        begins_at=at,
        ends_at=ends_at,
        set_by=actor.id,
    )
    # One that ran out makes room for the next.
    ClientReview.objects.filter(client_id=client_id, ended_at=None, ends_at__lte=at).update(
        ended_at=at, ended_by=actor.id
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise ReviewRefusedError(_("This is decided already.")) from error
    thread.record(
        actor,
        ClientReviewSet(
            client_id=client_id,
            info_class=InformationClass.MESSAGES,
            review_id=review_id,
            until_on=ends_at.date().isoformat(),
            ends_at=ends_at,
        ),
        at=at,
    )
    return review


@transaction.atomic
def end_client_review(*, actor: Actor, client_id: int, at: datetime) -> None:
    """End the reading of every message of a client.

    Raises:
        ReviewRefusedError: nothing is decided.
    """
    require(actor, Permission.RESTRICT)
    review = ClientReview.objects.select_for_update().filter(client_id=client_id, ended_at=None).first()
    if review is None:
        raise ReviewRefusedError(_("Nothing is decided for this client."))
    review.ended_at, review.ended_by = at, actor.id
    review.save(update_fields=["ended_at", "ended_by"])
    event = ClientReviewEnded(client_id=client_id, info_class=InformationClass.MESSAGES, review_id=review.id)
    thread.record(actor, event, at=at)


@transaction.atomic
def escalate_reviews(*, actor: Actor, at: datetime) -> int:
    """Tell the roles of the pack about messages that wait longer than promised; return of how many.

    The first role when the clock runs out, the next one after as many working days again. Who holds it finds
    it on the page of the day (:func:`~redthread.messages.queries.review.list_told`); the thread says so. The
    worker's role.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.late_reviews(%s)", [at])
        late = cursor.fetchall()
        for message_id, client_id, pack, told in late:
            rules = message_rules(pack).review
            role = rules.escalation[min(told, len(rules.escalation) - 1)]
            again = told + 1 < len(rules.escalation)
            next_at = calendar(pack).add_working_days(at, rules.days) if again else None
            cursor.execute("select messages.note_late(%s, %s, %s, %s)", [message_id, role, next_at, at])
            event = ReviewEscalated(
                client_id=client_id, info_class=InformationClass.MESSAGES, message_id=message_id, role=role
            )
            thread.record(actor, event, at=at)
    return len(late)


@transaction.atomic
def destroy_copies(*, actor: Actor, at: datetime) -> int:
    """Destroy the copies for control whose time is over; return how many (the worker's role)."""
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.destroy_copies(%s)", [at])
        gone = cursor.fetchall()
    for client_id, count in gone:
        event = CopiesDestroyed(client_id=client_id, info_class=InformationClass.MESSAGES, count=count)
        thread.record(actor, event, at=at)
    return sum(count for _, count in gone)


def _decide(message_id: UUID, *, passes: bool, reason: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select client_id from messages.decide(%s, %s, %s, %s)", [message_id, passes, reason, at]
        )
        client_id = cursor.fetchone()[0]
    if client_id is None:
        raise ReviewRefusedError(_("Somebody has decided on this message already."))
    return int(client_id)


def _loaded(value: str) -> list[Any]:
    return list(json.loads(value))
