"""People who write to each other, arranged as the owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, To, Upload
from tests.factories.world import Cast, Member, World

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""A Tuesday."""
_SECONDS = count(1)


@dataclass(slots=True)
class House:
    """The world and the people outside. Numbers of correspondents beside the accounts."""

    cast: Cast
    world: World
    sister: Member
    friend: Member
    lawyer: Member
    ids: dict[str, int]


def arrange_house(world: World) -> House:
    """Insert three correspondents with accounts, all approved contacts of Amir's."""
    ids: dict[str, int] = {}
    members = {}
    for who, kind, level in (
        ("sister", "relative", "trusted"),
        ("friend", "friend", "reviewed"),
        ("lawyer", "lawyer", "privileged"),
    ):
        members[who], ids[who] = correspondent(who.capitalize(), kind, verified=kind == "lawyer")
        contact(world.cast.amir.client_id, ids[who], level)
    return House(world.cast, world, members["sister"], members["friend"], members["lawyer"], ids)


def correspondent(name: str, kind: str, *, verified: bool = False) -> tuple[Member, int]:
    """Insert somebody outside with an account in the family door."""
    actor = value(
        "insert into access.actor (kind, name, language) values ('relative', %s, 'en') returning id", [name]
    )
    id_ = value(
        "insert into contacts_correspondent (kind, name, organisation, language, is_child, identity_how, "
        "identity_note, identity_verified_at, identity_verified_by, actor_id, opened_at, opened_by) "
        "values (%s, %s, '', 'en', false, %s, '', %s, %s, %s, %s, 1) returning id",
        [
            kind,
            name,
            "bar_register" if verified else "",
            NOW if verified else None,
            1 if verified else None,
            actor,
            NOW - timedelta(days=30),
        ],
    )
    return Member(actor, name, "family"), id_


def contact(client_id: int, correspondent_id: int, level: str, channels: Iterable[str] = ("message",)) -> int:
    """Approve a contact."""
    return value(
        "insert into contacts_contact (client_id, correspondent_id, relation, known_as, channels, level, "
        "approved_at, approved_by, grounds, ended_code, ended_grounds, told) "
        "select %s, id, kind, name, %s, %s, %s, 1, 'for the tests', '', '', '' from contacts_correspondent "
        "where id = %s returning id",
        [client_id, list(channels), level, NOW - timedelta(days=20), correspondent_id],
    )


def ban(client_id: int, correspondent_id: int, source: str = "victim") -> None:
    """Enter a ban."""
    do(
        "insert into contacts_ban (id, client_id, correspondent_id, source, info_class, grounds, decided_by, "
        "reference, valid_from, made_at, made_by, lifted_grounds, not_these) "
        "values (%s, %s, %s, %s, %s, 'for the tests', '', '', %s, %s, 1, '', '{}')",
        [uuid4(), client_id, correspondent_id, source, 1 << 28, NOW - timedelta(days=1), NOW],
    )


def restrict(client_id: int, channel: str = "electronic", closes: Iterable[str] = ("message",)) -> None:
    """Impose a restriction of a remand."""
    do(
        "insert into custody_restriction (id, client_id, channel, closes, period, decided_by, "
        "decision_number, told_reason, recorded_at, recorded_by, lifted_decision, withdrawn_reason) "
        "values (%s, %s, %s, %s, tstzrange(%s, null), 'Prosecutor', 'A 1', '', %s, 1, '', '')",
        [uuid4(), client_id, channel, list(closes), NOW - timedelta(hours=1), NOW],
    )


def begin(
    actor: Actor, client_id: int, kind: AddresseeKind, *, code: str = "", whom: int | None = None
) -> UUID:
    """Begin a conversation and return its id."""
    opened = messages.open_conversation(
        actor=actor, client_id=client_id, to=To(kind, code, whom), conversation_id=uuid4(), at=NOW
    )
    return opened.id


def write(
    actor: Actor,
    conversation_id: UUID,
    text: str = "Hello",
    *,
    message_id: UUID | None = None,
    uploads: tuple[Upload, ...] = (),
    at: datetime | None = None,
) -> messages.Sent:
    """Write a message, each a moment after the one before."""
    return messages.send_message(
        actor=actor,
        conversation_id=conversation_id,
        message_id=message_id or uuid4(),
        text=text,
        uploads=uploads,
        at=at or NOW + timedelta(milliseconds=next(_SECONDS)),
    )


def read(actor: Actor, conversation_id: UUID) -> list[str | None]:
    """Return the words of a conversation as the actor sees them."""
    conversation = messages.find_conversation(conversation_id=conversation_id)
    assert conversation is not None
    said = messages.list_messages(conversation=conversation, actor_id=actor.id, side=messages.side_of(actor))
    return [m.text for m in said]


def do(sql: str, arguments: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)


def value(sql: str, arguments: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return int(cursor.fetchone()[0])
