"""Begin a conversation, write in it, see it, end it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.messages import MessageRules
from redthread.messages import ports
from redthread.messages.enums import AddresseeKind, AttachmentKind, Level, MessageState, Side
from redthread.messages.events import (
    ConversationClosed,
    MessageReceived,
    MessageWithdrawn,
    MessageWritten,
)
from redthread.messages.models import Body, Conversation, Message
from redthread.messages.queries.addressees import PICTOGRAMS
from redthread.messages.queries.rules import calendar, message_rules, pack_of
from redthread.messages.rules.review import Control, control, is_in_sample
from redthread.messages.rules.text import clean_text, find_words, new_part
from redthread.messages.services.errors import ConversationNotFoundError, MessageRefusedError, Refusal
from redthread.messages.services.words import whom

QUOTES_FROM = 20
"""How many earlier messages are looked at for what is quoted."""


@dataclass(frozen=True, slots=True)
class To:
    """Whom a conversation is with: a unit or role by its code in the pack, anybody else by their number."""

    kind: AddresseeKind
    code: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; it is made anew before it is kept."""

    kind: AttachmentKind
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message. ``is_replay``: the same one had come before."""

    message_id: UUID
    state: MessageState
    is_replay: bool = False


@transaction.atomic
def open_conversation(
    *, actor: Actor, client_id: int, to: To, conversation_id: UUID, at: datetime
) -> Conversation:
    """Begin a conversation, or return the open one with the same addressee.

    Raises:
        MessageRefusedError: the addressee cannot be written to; why is not told.
    """
    del actor  # the database knows who acts
    rules = message_rules(pack_of(client_id))
    addressee = rules.addressees.get(to.code) if to.kind in {AddresseeKind.UNIT, AddresseeKind.ROLE} else None
    if to.kind in {AddresseeKind.UNIT, AddresseeKind.ROLE} and addressee is None:
        raise MessageRefusedError(Refusal.BARRED)
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from messages.open(%s, %s, %s, %s, %s::jsonb, %s, %s::text[], %s, %s::bigint, %s, %s)",
            [
                conversation_id,
                client_id,
                to.kind.value,
                addressee.code if addressee else "",
                _json(addressee.title.as_dict()) if addressee else "{}",
                addressee.pictogram if addressee else PICTOGRAMS[to.kind],
                list(addressee.roles) if addressee else [],
                int(addressee.info_class) if addressee else 0,
                to.id,
                to.kind.value in rules.receipts,
                at,
            ],
        )
        found, why = cursor.fetchone()
    if why:
        raise MessageRefusedError(Refusal(why))
    conversation = Conversation.objects.filter(id=found).first()
    if conversation is None:
        raise MessageRefusedError(Refusal.BARRED)
    return conversation


@transaction.atomic
def send_message(
    *,
    actor: Actor,
    conversation_id: UUID,
    message_id: UUID,
    text: str,
    uploads: Sequence[Upload] = (),
    at: datetime,
) -> Sent:
    """Write a message, once however often it is sent; both ends are looked at anew.

    Raises:
        ConversationNotFoundError: the actor does not write there.
        MessageRefusedError: it is empty, too long or too much, or nothing passes there now.
        DomainError: a file cannot be kept.
    """
    conversation = Conversation.objects.filter(id=conversation_id).first()
    if conversation is None:
        raise ConversationNotFoundError
    pack = pack_of(conversation.client_id)
    rules, cleaned = message_rules(pack), clean_text(text)
    known = Message.objects.filter(id=message_id, conversation_id=conversation_id, by=actor.id).first()
    if known is not None:
        return Sent(message_id, MessageState(known.state), is_replay=True)
    _check(cleaned, uploads, rules)
    files = [(u.kind, ports.clean_attachment(u.data, kind=u.kind.value)) for u in uploads]
    outcome = _post(actor, conversation, message_id, cleaned, files, pack=pack, at=at)
    if outcome == "unknown":
        raise ConversationNotFoundError
    if outcome not in {"delivered", "held", "replayed"}:
        raise MessageRefusedError(Refusal(outcome))
    if outcome == "replayed":
        return Sent(message_id, MessageState.DELIVERED, is_replay=True)
    event = MessageWritten if actor.kind is ActorKind.CLIENT else MessageReceived
    said = event(**_of(conversation), message_id=message_id, is_held=outcome == "held")
    thread.record(actor, said, at=at)
    return Sent(message_id, MessageState(outcome))


@transaction.atomic
def mark_seen(*, conversation_id: UUID, at: datetime) -> int:
    """Note that this side has seen what was delivered; return how many messages that were.

    The log of looks has the look; the thread nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select messages.mark_seen(%s, %s)", [conversation_id, at])
        return int(cursor.fetchone()[0])


@transaction.atomic
def withdraw_message(*, actor: Actor, message_id: UUID, at: datetime) -> None:
    """Take back a message of one's own that nobody has seen; its words are gone for both.

    Raises:
        MessageRefusedError: somebody has seen it.
    """
    message = Message.objects.select_related("conversation").filter(id=message_id, by=actor.id).first()
    if message is None:
        raise ConversationNotFoundError
    with connection.cursor() as cursor:
        cursor.execute("select messages.withdraw(%s, %s)", [message_id, at])
        if not cursor.fetchone()[0]:
            raise MessageRefusedError(Refusal.SEEN)
    thread.record(actor, MessageWithdrawn(**_of(message.conversation), message_id=message_id), at=at)


@transaction.atomic
def take_conversation(*, actor: Actor, conversation_id: UUID) -> None:
    """Take what was written to a unit or role into one's own hands; from a colleague's, too.

    Raises:
        ConversationNotFoundError: the actor does not answer there.
    """
    del actor  # the database knows who acts
    with connection.cursor() as cursor:
        cursor.execute("select messages.take(%s)", [conversation_id])
        if not cursor.fetchone()[0]:
            raise ConversationNotFoundError


@transaction.atomic
def end_conversation(*, actor: Actor, conversation_id: UUID, at: datetime, leaves: bool = False) -> None:
    """End a conversation; what was written stays readable for the client while it is kept.

    Args:
        leaves: a relative leaves the service, or after a release one of the two takes the conversation out of
            it: what was written is destroyed after the pack's ``keep.left_days``.

    Raises:
        ConversationNotFoundError: the actor does not write there, or it has ended.
    """
    conversation = Conversation.objects.filter(id=conversation_id).first()
    why = "left" if leaves else "ended"
    if conversation is None:
        raise ConversationNotFoundError
    with connection.cursor() as cursor:
        cursor.execute("select messages.finish(%s, %s, %s)", [conversation_id, why, at])
        if not cursor.fetchone()[0]:
            raise ConversationNotFoundError
    thread.record(actor, ConversationClosed(**_of(conversation), why=why), at=at)


def side_of(actor: Actor) -> Side:
    """Return from which side somebody writes."""
    return Side.CLIENT if actor.kind is ActorKind.CLIENT else Side.OTHER


def _post(
    actor: Actor,
    conversation: Conversation,
    message_id: UUID,
    cleaned: str,
    files: Sequence[tuple[AttachmentKind, ports.CleanAttachment]],
    *,
    pack: str,
    at: datetime,
) -> str:
    """Hand a message to the database, which looks at both ends; return what became of it, in one word."""
    rules, days = message_rules(pack), calendar(pack)
    new, words, found = _control(conversation, message_id, cleaned, has_files=bool(files), rules=rules, at=at)
    arguments: list[Any] = [
        message_id,
        conversation.id,
        cleaned,
        new,
        _json(words),
        [c.value for c in found.causes],
        found.is_held,
        days.add_working_days(at, rules.review.days),
        at + timedelta(days=rules.review.destroy_days),
        _answer_due(conversation, pack, at),
        rules.limits.a_day,
        actor.language,
        at,
        [kind.value for kind, _ in files],
        [f.media_type for _, f in files],
        [f.data for _, f in files],
        [round((f.seconds or 0) * 1000) for _, f in files],
        [f.width or 0 for _, f in files],
        [f.height or 0 for _, f in files],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select messages.post(%s, %s, %s, %s, %s::jsonb, %s::text[], %s, %s, %s, %s::timestamptz, %s, "
            "%s, %s, %s::text[], %s::text[], %s::bytea[], %s::int[], %s::int[], %s::int[])",
            arguments,
        )
        return str(cursor.fetchone()[0])


def _check(text: str, uploads: Sequence[Upload], rules: MessageRules) -> None:
    if not text and not uploads:
        raise MessageRefusedError(Refusal.EMPTY)
    if len(text) > rules.limits.characters:
        raise MessageRefusedError(Refusal.LONG)
    if len(uploads) > rules.limits.attachments:
        raise MessageRefusedError(Refusal.MANY)
    for upload in uploads:
        voice = upload.kind is AttachmentKind.VOICE
        if len(upload.data) > (rules.limits.voice_bytes if voice else rules.limits.photo_bytes):
            raise MessageRefusedError(Refusal.HEAVY)


def _control(
    conversation: Conversation,
    message_id: UUID,
    text: str,
    *,
    has_files: bool,
    rules: MessageRules,
    at: datetime,
) -> tuple[str, list[str], Control]:
    """Return what is new, the words found in it, and what the control of the message comes to."""
    if conversation.kind != AddresseeKind.RELATIVE:
        return "", [], Control()
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.level_here(%s, %s)", [conversation.id, at])
        level, reviewed = cursor.fetchone()
    if level is None:
        return "", [], Control()  # nothing passes: the database says so when it is written
    earlier = Body.objects.filter(message__conversation_id=conversation.id).order_by("-message__at")
    new = new_part(text, earlier=earlier.values_list("text", flat=True)[:QUOTES_FROM])
    words = find_words(new, lists=rules.review.keywords)
    found = control(
        level=Level(level),
        is_client_reviewed=bool(reviewed),
        words=words,
        has_attachments=has_files,
        open_attachments=rules.review.open_attachments,
        is_sampled=is_in_sample(
            message_id, share=rules.review.sample_share, key=settings.SECRET_KEY.encode()
        ),
    )
    return new, words, found


def _answer_due(conversation: Conversation, pack: str, at: datetime) -> datetime | None:
    rules = message_rules(pack)
    if conversation.kind in {AddresseeKind.STAFF, AddresseeKind.TEACHER}:
        return calendar(pack).add_working_days(at, rules.staff_answer_days)
    addressee = rules.addressees.get(conversation.addressee)
    return calendar(pack).add_working_days(at, addressee.answer_days) if addressee else None


def _of(conversation: Conversation) -> dict[str, Any]:
    return {
        "client_id": conversation.client_id,
        "info_class": InformationClass(conversation.info_class),
        "conversation_id": conversation.id,
        "whom": whom(conversation),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
