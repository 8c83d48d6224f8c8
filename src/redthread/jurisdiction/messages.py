"""Whom a client writes to, how long a message may be, and how messages are controlled: ``messages.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import Text

FILE: Final = "messages.toml"


class Where(StrEnum):
    """While a client is where an addressee can be written to."""

    HELD = "held"
    SUPERVISION = "supervision"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A unit or a role that a client may write to.

    Attributes:
        is_unit: it is the unit where the client lives, and called by its name.
        roles: who reads and answers, at the client's place of the day.
        info_class: the class that they must read of the client.
        answer_days: working days in which an answer is expected.
    """

    code: str
    order: int
    is_unit: bool
    roles: tuple[str, ...]
    info_class: InformationClass
    answer_days: int
    pictogram: str
    where: Where
    title: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold, and how many a day may be written in one conversation by one side.

    ``voice_seconds`` and the bytes are what is told and refused before cleaning; the cleaner has its own.
    """

    characters: int
    attachments: int
    voice_seconds: int
    photo_bytes: int
    voice_bytes: int
    a_day: int


@dataclass(frozen=True, slots=True)
class Review:
    """How messages with contacts are controlled.

    Attributes:
        sample_share: of ordinary messages, read after delivery.
        days: working days in which a message that waits is read.
        destroy_days: calendar days after which a copy for control is destroyed.
        open_attachments: levels whose attachments pass unread; the others' are held.
        told_reasons: reasons of a block that both sides may know.
        escalation: the roles that are told when a review is late, the next one after another ``days``.
        keywords: by language; a word of the list in new text holds a message of an ordinary contact.
    """

    sample_share: float
    days: int
    destroy_days: int
    open_attachments: tuple[str, ...]
    told_reasons: tuple[str, ...]
    escalation: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Keep:
    """How long what two people wrote is kept.

    Attributes:
        months: after the course has ended: neither held nor supervised.
        left_days: after a conversation was taken out of the service by one of the two.
    """

    months: int
    left_days: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class MessageRules:
    """The rules of one pack.

    Attributes:
        receipts: kinds of addressees whose look is told to who wrote, and who learn of the client's look.
    """

    code: str
    addressees: Mapping[str, Addressee]
    limits: Limits
    review: Review
    keep: Keep
    receipts: tuple[str, ...]
    staff_answer_days: int


def load_message_rules(directory: Path) -> MessageRules:
    """Return the rules of the pack in a folder over those of the pack that it extends.

    Raises:
        PackError: a file or key is missing, unknown or wrong.
    """
    file = Table(_layers(directory, seen=()))
    found = sorted((_addressee(c, t) for c, t in file.tables("addressee")), key=lambda a: (a.order, a.code))
    if not found:
        file.refuse("addressee", "must name at least one")
    rules = MessageRules(
        code=directory.name,
        addressees={a.code: a for a in found},
        limits=_limits(file.table("limits")),
        review=_review(file.table("review")),
        keep=_keep(file.table("keep")),
        receipts=file.words("receipts"),
        staff_answer_days=file.whole("staff_answer_days", least=1, most=30),
    )
    file.done()
    return rules


def texts_of_messages(rules: MessageRules) -> Iterator[tuple[str, Text]]:
    """Yield (place, text) for each text for people."""
    for addressee in rules.addressees.values():
        yield f"messages addressee {addressee.code}", addressee.title


def _addressee(code: str, table: Table) -> Addressee:
    named = table.word("info_class")
    if named not in InformationClass.__members__:
        table.refuse("info_class", "there is no such information class")
    found = Addressee(
        code=code,
        order=table.whole("order"),
        is_unit=table.flag("is_unit"),
        roles=table.words("roles"),
        info_class=InformationClass[named],
        answer_days=table.whole("answer_days", least=1, most=30),
        pictogram=table.word("pictogram"),
        where=table.one_of("where", Where),
        title=table.text("title"),
    )
    if not found.roles:
        table.refuse("roles", "somebody must answer")
    table.done()
    return found


def _limits(table: Table) -> Limits:
    found = Limits(
        characters=table.whole("characters", least=100, most=20_000),
        attachments=table.whole("attachments", most=10),
        voice_seconds=table.whole("voice_seconds", least=5, most=120),
        photo_bytes=table.whole("photo_bytes", least=100_000, most=20_000_000),
        voice_bytes=table.whole("voice_bytes", least=100_000, most=20_000_000),
        a_day=table.whole("a_day", least=1, most=1_000),
    )
    table.done()
    return found


def _review(table: Table) -> Review:
    keywords = {}
    for language, words in table.tables("keywords"):
        keywords[language] = words.words("words")
        words.done()
    found = Review(
        sample_share=table.share("sample_share"),
        days=table.whole("days", least=1, most=10),
        destroy_days=table.whole("destroy_days", least=1, most=365),
        open_attachments=table.words("open_attachments"),
        told_reasons=table.words("told_reasons"),
        escalation=table.words("escalation"),
        keywords=keywords,
        provenance=read_provenance(table),
    )
    table.done()
    return found


def _keep(table: Table) -> Keep:
    found = Keep(
        months=table.whole("months", most=240),
        left_days=table.whole("left_days", most=365),
        provenance=read_provenance(table),
    )
    table.done()
    return found


def _layers(directory: Path, *, seen: tuple[str, ...]) -> Layers:
    own = read_toml(directory / FILE)
    parent = read_toml(directory / "pack.toml").data.get("extends", "")
    if not parent:
        return own
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    return lay_over(_layers(directory.parent / str(parent), seen=(*seen, directory.name)), own)
