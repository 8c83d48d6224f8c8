"""Conversations as each side sees them: row security decides who takes part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Sum

from redthread.foundation.kept import Kept
from redthread.messages.enums import AddresseeKind, AttachmentKind, MessageState, Side
from redthread.messages.models import Attachment, Body, Conversation, Message

PAGE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """An attachment, without its bytes."""

    id: UUID
    kind: AttachmentKind
    seconds: int


@dataclass(frozen=True, slots=True)
class Said:
    """A message as one side sees it.

    Attributes:
        text: None where it may not be read (held, blocked, or behind a restriction).
        is_own: it was written from this side.
        expected_at: before when staff have read a held one; ``is_told``: it is late, and a manager knows.
        seen_at: told only to who wrote it, and where the rules allow.
    """

    id: UUID
    side: Side
    is_own: bool
    by_name: str
    by_title: str
    language: str
    at: datetime
    state: MessageState
    text: str | None
    pieces: tuple[Piece, ...]
    expected_at: datetime | None
    is_seen: bool
    seen_at: datetime | None
    block_reason: str
    may_withdraw: bool
    is_told: bool = False


_OWN = Kept(
    lambda client_id: Conversation.objects.filter(client_id=client_id).order_by("-last_at", "id")[:200],
    client_id=int,
)
_UNREAD = Kept(
    lambda client_id: (
        Conversation.objects.filter(client_id=client_id, client_unread__gt=0)
        .values("client_id")
        .annotate(n=Sum("client_unread"))
        .values_list("n", flat=True)
    ),
    client_id=int,
)


def list_conversations(*, client_id: int) -> list[Conversation]:
    """Return the conversations with a client that the actor takes part in, the latest first."""
    return _OWN(client_id=client_id)


def list_mine() -> list[Conversation]:
    """Return the conversations of somebody outside, whoever the client is, the latest first."""
    return list(Conversation.objects.order_by("-last_at", "id")[:200])


def count_unread(*, client_id: int) -> int:
    """Return how many messages wait for the client."""
    found = _UNREAD(client_id=client_id)
    return int(found[0]) if found else 0


def find_conversation(*, conversation_id: UUID) -> Conversation | None:
    """Return a conversation that the actor takes part in, or None."""
    return Conversation.objects.filter(id=conversation_id).first()


def list_messages(
    *,
    conversation: Conversation,
    actor_id: int,
    side: Side,
    before: datetime | None = None,
    limit: int = PAGE,
) -> list[Said]:
    """Return a page of a conversation, oldest first, as one side sees it."""
    rows = Message.objects.filter(conversation_id=conversation.id)
    if before is not None:
        rows = rows.filter(at__lt=before)
    found = list(rows.order_by("-at", "-id")[:limit])[::-1]
    ids = [m.id for m in found]
    texts = dict(Body.objects.filter(message_id__in=ids).values_list("message_id", "text"))
    pieces: dict[UUID, list[Piece]] = {}
    for message_id, id_, kind, ms in Attachment.objects.filter(message_id__in=ids).values_list(
        "message_id", "id", "kind", "milliseconds"
    ):
        pieces.setdefault(message_id, []).append(Piece(id_, AttachmentKind(kind), round(ms / 1000)))
    return [_said(m, conversation, actor_id, side, texts, pieces) for m in found]


def _said(
    m: Message,
    conversation: Conversation,
    actor_id: int,
    side: Side,
    texts: dict[UUID, str],
    pieces: dict[UUID, list[Piece]],
) -> Said:
    own = m.side == side
    state = MessageState(m.state)
    shown = state is not MessageState.WITHDRAWN
    unseen = m.seen_at is None and state in {MessageState.DELIVERED, MessageState.HELD}
    return Said(
        id=m.id,
        side=Side(m.side),
        is_own=own,
        by_name=m.by_name,
        by_title=m.by_title,
        language=m.language,
        at=m.at,
        state=state,
        text=texts.get(m.id) if shown else None,
        pieces=tuple(pieces.get(m.id, ())),
        expected_at=m.review_due_at if state is MessageState.HELD else None,
        is_seen=m.seen_at is not None,
        seen_at=m.seen_at if own and conversation.receipts else None,
        block_reason=m.block_reason if state is MessageState.BLOCKED else "",
        may_withdraw=own and m.by == actor_id and unseen,
        is_told=bool(m.told_roles) and state is MessageState.HELD,
    )


def find_attachment(*, conversation_id: UUID, attachment_id: UUID) -> Attachment | None:
    """Return an attachment of a conversation that the actor may open, or None."""
    return Attachment.objects.filter(id=attachment_id, message__conversation_id=conversation_id).first()


def why_closed(*, conversation: Conversation, at: datetime) -> str:
    """Return in one word why nothing can be written in a conversation now; empty: it can.

    ``closed``, ``barred``, ``cut`` (a restriction) or ``unknown`` (the actor only reads).
    """
    with connection.cursor() as cursor:
        cursor.execute("select messages.why_not(%s, %s)", [conversation.id, at])
        return str(cursor.fetchone()[0] or "")


def list_inbox(
    *, establishment_id: int | None, actor_id: int, whose: str, unit_id: int | None = None, limit: int = 60
) -> list[Conversation]:
    """Return conversations that staff answer: what waits for an answer first, by its clock.

    Args:
        establishment_id: of units and roles; None for all places of the service.
        whose: ``mine`` (in my own name, or taken by me), ``ours`` (units and roles), ``waiting``
            (both, unanswered).
        unit_id: of units and roles only there.
    """
    ours = Q(kind__in=[AddresseeKind.UNIT, AddresseeKind.ROLE])
    if establishment_id is not None:
        ours &= Q(establishment_id=establishment_id)
    if unit_id is not None:
        ours &= Q(unit_id=unit_id)
    own = Q(staff_actor_id=actor_id)
    chosen = {
        "mine": own | ours & Q(taken_by=actor_id),
        "ours": ours,
        "waiting": (own | ours) & Q(answer_due_at__isnull=False),
    }[whose]
    rows = Conversation.objects.filter(chosen).select_related("unit")
    return list(rows.order_by(F("answer_due_at").asc(nulls_last=True), "-last_at", "id")[:limit])


def count_inbox(*, establishment_id: int | None, actor_id: int, at: datetime) -> tuple[int, int]:
    """Return how many conversations wait for an answer of the actor's, and how many of them are late."""
    ours = Q(kind__in=[AddresseeKind.UNIT, AddresseeKind.ROLE])
    if establishment_id is not None:
        ours &= Q(establishment_id=establishment_id)
    rows = Conversation.objects.filter(ours | Q(staff_actor_id=actor_id), answer_due_at__isnull=False)
    due = list(rows.values_list("answer_due_at", flat=True)[:500])
    return len(due), sum(d is not None and d < at for d in due)
