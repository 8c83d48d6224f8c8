"""Conversations of the demonstration: with the unit, the nurse, who helps with the plan, family and a lawyer.

Everything is written by COPY; the thread goes on from the heads that stand already. Shares are own estimates.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import override
from psycopg import Connection

from redthread.demo.cast import Cast
from redthread.demo.chains import ENTRY_COLUMNS, Chain, payload_text
from redthread.demo.copying import bare, copy_lines, copy_rows
from redthread.demo.people import ClientPlan, Population, StaffPlan
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.messages import MessageRules, load_message_rules
from redthread.jurisdiction.pack import Pack
from redthread.messages.public import AddresseeKind

WRITES: Final = {"unit": 0.6, "health": 0.25, "plan": 0.2}
WRITES_OUT, SPAN, SEEN = 0.8, timedelta(days=12), timedelta(hours=3)
LONE: Final = timedelta(hours=20)
"""How long ago a question was asked that waits still."""
UNREAD: Final = 0.25
"""Share of conversations whose last message nobody has seen."""
PICTOGRAMS: Final = {AddresseeKind.RELATIVE: "people", AddresseeKind.PRIVILEGED: "private"}
CONVERSATION: Final = (
    "id", "client_id", "info_class", "kind", "addressee", "names", "pictogram", "client_name", "roles",
    "establishment_id", "unit_id", "correspondent_id", "never_closed", "receipts", "opened_at", "opened_by",
    "last_at", "last_side", "client_unread", "other_unread", "answer_due_at", "closed_why",
)  # fmt: skip
MESSAGE: Final = (
    "id", "conversation_id", "client_id", "info_class", "side", "by", "by_name", "by_title", "language", "at",
    "state", "delivered_at", "seen_at", "seen_by", "causes", "review_due_at", "block_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Other:
    """Who is at the other end."""

    kind: AddresseeKind
    actor_id: int
    name: str
    title: str
    names: dict[str, str]
    pictogram: str
    info_class: int
    addressee: str = ""
    roles: tuple[str, ...] = ()
    answer_days: int = 0
    correspondent_id: int | None = None
    is_held: bool = False


@dataclass(slots=True)
class _Rows:
    conversations: list[tuple[Any, ...]] = field(default_factory=list)
    messages: list[tuple[Any, ...]] = field(default_factory=list)
    bodies: list[tuple[Any, ...]] = field(default_factory=list)
    copies: list[tuple[Any, ...]] = field(default_factory=list)
    chains: dict[int, Chain] = field(default_factory=dict)


def write_messages(
    owner: Connection[Any],
    population: Population,
    cast: Cast,
    folder: Path,
    pack: Pack,
    *,
    packs: Path,
    now: datetime,
    seed: int,
) -> int:
    """Write the conversations by COPY, inside ``loading``; return how many there are.

    Args:
        folder: that of the demonstration's texts (``messages.toml``).
    """
    texts = tomllib.loads((folder / "messages.toml").read_text("utf-8"))
    rules = load_message_rules(packs / pack.code)
    writer = _Writer(owner, texts, population, cast, pack, rules, now, random.Random(seed))
    for client in population.clients:
        writer.write(client)
    _send(owner, writer.rows)
    return len(writer.rows.conversations)


class _Writer:
    """The conversations of one person after the other."""

    def __init__(
        self,
        owner: Connection[Any],
        texts: dict[str, Any],
        population: Population,
        cast: Cast,
        pack: Pack,
        rules: MessageRules,
        now: datetime,
        chance: random.Random,
    ) -> None:
        self.texts, self.pack, self.rules, self.now, self.chance = texts, pack, rules, now, chance
        self.calendar: WorkingCalendar = calendar_of(pack)
        self.rows, self.home = _Rows(), pack.languages[0]
        self.staff: dict[tuple[int | None, str], list[StaffPlan]] = {}
        for member in population.staff:
            self.staff.setdefault((member.establishment_id, member.role), []).append(member)
        self.contacts = _contacts(owner)
        self.cast = {client.client_id for client in cast.clients}
        self.heads = {
            row[0]: (row[1], row[2]) for row in owner.execute("select client_id, seq, hash from thread.head")
        }
        self.whom = {kind: _in_every_language(kind) for kind in PICTOGRAMS}

    def write(self, client: ClientPlan) -> None:
        """Write what a person wrote and got."""
        is_cast = client.client_id in self.cast
        for code, share in WRITES.items():
            if (is_cast or self.chance.random() < share) and (other := self._role(client, code)):
                self._conversation(client, other, self._dialogue(code, client, is_cast=is_cast))
        for other in self.contacts.get(client.client_id, []):
            if is_cast or self.chance.random() < WRITES_OUT:
                self._conversation(client, other, self._dialogue(other.kind.value, client, is_cast=is_cast))

    def _dialogue(self, key: str, client: ClientPlan, *, is_cast: bool) -> list[str]:
        texts = self.texts[key]
        found: list[list[str]] = texts.get(client.person.language) or texts["en"]
        return found[-1 if key == "unit" else 0] if is_cast else self.chance.choice(found)

    def _role(self, client: ClientPlan, code: str) -> _Other | None:
        addressee = self.rules.addressees[code]
        place = client.establishment.id
        who = next((m for r in addressee.roles if (m := self._anybody(place, r, client))), None)
        if who is None:
            return None
        return _Other(
            kind=AddresseeKind.UNIT if addressee.is_unit else AddresseeKind.ROLE,
            actor_id=who.actor_id,
            name=str(who.person),
            title=self.pack.roles[who.role].title.in_language(self.home),
            names=addressee.title.as_dict(),
            pictogram=addressee.pictogram,
            info_class=int(addressee.info_class),
            addressee=code,
            roles=addressee.roles,
            answer_days=addressee.answer_days,
        )

    def _anybody(self, place: int, role: str, client: ClientPlan) -> StaffPlan | None:
        people = self.staff.get((place, role), [])
        near = [m for m in people if any(scope == client.unit_id for _r, _k, scope in m.roles)]
        return (near or people or [None])[0]  # type: ignore[list-item]

    def _conversation(self, client: ClientPlan, other: _Other, lines: list[str]) -> None:
        id_, times = self._id(), self._times(len(lines))
        last_side = "client" if lines[-1].startswith(">") else "other"
        # A question that stands alone waits for its answer; thanks do not.
        waits = last_side == "client" and bool(other.answer_days) and len(lines) == 1
        unread = waits or (last_side == "other" and self.chance.random() < UNREAD)
        for n, (line, when) in enumerate(zip(lines, times, strict=True)):
            is_last = n == len(lines) - 1
            self._message(client, other, id_, line, when, is_seen=not (is_last and unread), is_last=is_last)
        held = other.is_held and last_side == "other"
        due = self.calendar.add_working_days(times[-1], other.answer_days) if waits else None
        place = client.establishment.id if other.addressee else None
        self.rows.conversations.append((
            id_, client.client_id, other.info_class, other.kind.value, other.addressee, other.names,
            other.pictogram, str(client.person), _array(other.roles), place,
            client.unit_id if other.addressee else None, other.correspondent_id,
            other.kind is AddresseeKind.PRIVILEGED, other.kind.value in self.rules.receipts, times[0],
            client.actor_id if lines[0].startswith(">") else other.actor_id, times[-1], last_side,
            int(unread and last_side == "other" and not held), int(unread and last_side == "client"), due, "",
        ))  # fmt: skip

    def _times(self, count: int) -> list[datetime]:
        """Return when a conversation went to and fro: by day, the last line within the last days."""
        at = self.now - (SPAN * self.chance.random() + timedelta(days=count) if count > 1 else LONE)
        found: list[datetime] = []
        for _line in range(count):
            wall = at.replace(hour=self.chance.randint(7, 18), minute=self.chance.randint(0, 59))
            wall += timedelta(days=1) if found and wall <= found[-1] else timedelta()
            found.append(min(wall, self.now - timedelta(minutes=9)))
            at = found[-1] + timedelta(hours=self.chance.randint(1, 22))
        return found

    def _message(
        self,
        client: ClientPlan,
        other: _Other,
        conversation: UUID,
        line: str,
        at: datetime,
        *,
        is_seen: bool,
        is_last: bool,
    ) -> None:
        id_, own, text = self._id(), line.startswith(">"), line[2:]
        held = other.is_held and not own and is_last
        by = client.actor_id if own else other.actor_id
        name, title = (str(client.person), "") if own else (other.name, other.title)
        seen = at + SEEN * self.chance.random() if is_seen and not held else None
        due = self.calendar.add_working_days(at, self.rules.review.days) if held else None
        self.rows.messages.append((
            id_, conversation, client.client_id, other.info_class, "client" if own else "other", by, name,
            title, client.person.language, at, "held" if held else "delivered", None if held else at,
            min(seen, self.now) if seen else None, other.actor_id if own else client.actor_id,
            "{level}" if held else "{}", due, "",
        ))  # fmt: skip
        self.rows.bodies.append((id_, client.client_id, other.info_class, text))
        if held:
            destroyed = at + timedelta(days=self.rules.review.destroy_days)
            self.rows.copies.append((id_, client.client_id, text, text, [], destroyed))
        self._entry(client, other, conversation, id_, by, at, held=held, own=own)

    def _entry(
        self,
        client: ClientPlan,
        other: _Other,
        conversation: UUID,
        message: UUID,
        by: int,
        at: datetime,
        *,
        held: bool,
        own: bool,
    ) -> None:
        chain = self.rows.chains.get(client.client_id)
        if chain is None:
            seq, hash_ = self.heads.get(client.client_id, (0, b""))
            chain = self.rows.chains[client.client_id] = Chain(client.client_id, seq=seq, hash=bytes(hash_))
        payload = payload_text(
            {
                "conversation_id": str(conversation),
                "whom": other.names if other.addressee else self.whom[other.kind],
                "message_id": str(message),
                "is_held": held,
            }
        )
        chain.add(at, other.info_class, "messages.written" if own else "messages.received", by, payload)

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _contacts(owner: Connection[Any]) -> dict[int, list[_Other]]:
    """Return those outside who may write with each person, where the demonstration has any."""
    found: dict[int, list[_Other]] = {}
    for client_id, correspondent_id, level, known_as, actor_id, name in owner.execute(
        "select c.client_id, o.id, c.level, c.known_as, coalesce(o.actor_id, 0), o.name "
        "from contacts_contact c join contacts_correspondent o on o.id = c.correspondent_id "
        "where c.ended_at is null and c.blocked_at is null and 'message' = any (c.channels) "
        "and coalesce(c.valid_until, 'infinity') > now() and contacts.state_of(c, now()) = 'open' "
        "order by 1, 2"
    ):
        kind = AddresseeKind.PRIVILEGED if level == "privileged" else AddresseeKind.RELATIVE
        found.setdefault(client_id, []).append(
            _Other(
                kind=kind,
                actor_id=actor_id,
                name=name,
                title="",
                names={"": known_as},
                pictogram=PICTOGRAMS[kind],
                info_class=int(C.PRIVILEGED if kind is AddresseeKind.PRIVILEGED else C.MESSAGES),
                correspondent_id=correspondent_id,
                is_held=level == "reviewed",
            )
        )
    return found


def _in_every_language(kind: AddresseeKind) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(kind.label)
    return found


def _array(values: tuple[str, ...]) -> str:
    return "{" + ",".join(values) + "}"


def _send(owner: Connection[Any], rows: _Rows) -> None:
    tables = (
        ("messages_conversation", CONVERSATION, rows.conversations),
        ("messages_message", MESSAGE, rows.messages),
        ("messages_body", ("message_id", "client_id", "info_class", "text"), rows.bodies),
        (
            "messages_controlcopy",
            ("message_id", "client_id", "text", "new_text", "words", "destroy_at"),
            rows.copies,
        ),
    )
    with bare(owner, [name for name, _columns, _rows in tables]):
        for name, columns, found in tables:
            copy_rows(owner, name, columns, found)
    copy_lines(owner, "thread.entry", ENTRY_COLUMNS, _lines(rows))
    with owner.cursor() as cursor:
        cursor.executemany(
            "update thread.head set seq = %s, hash = %s where client_id = %s",
            [(c.seq, c.hash, c.client_id) for c in rows.chains.values()],
        )


def _lines(rows: _Rows) -> Iterator[str]:
    for chain in rows.chains.values():
        yield from chain.lines()
