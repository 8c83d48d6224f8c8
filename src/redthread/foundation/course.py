"""The person events: what happens to a person on their course, and what every module does about it.

Three words: a *person event* is one of the handful below; a *reaction* is a module's answer to one of
them, said before (``preview``) and done in the same transaction (``apply``); an *effect* is one line of that
answer, shown to staff before they confirm and to the person afterwards, in the receipt.

They live in the foundation because every module with client data answers for every one of them, those below
custody too. A module without an answer fails ``tests/architecture/test_reactions.py``.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Protocol

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.events import ThreadEvent
from redthread.foundation.sentences import Text, fill


class PersonEvent(ThreadEvent):
    """The base of every person event."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReceived(PersonEvent):
    """Somebody came in: new, recalled, or back after a release."""

    kind: ClassVar[str] = "custody.received"
    establishment_id: int
    unit_id: int
    room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMoved(PersonEvent):
    """Somebody changed rooms within the establishment."""

    kind: ClassVar[str] = "custody.moved"
    establishment_id: int
    to_unit_id: int
    to_room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTransferred(PersonEvent):
    """Somebody was moved to another establishment."""

    kind: ClassVar[str] = "custody.transferred"
    from_establishment_id: int
    to_establishment_id: int
    to_unit_id: int
    to_room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTemporarilyOut(PersonEvent):
    """Somebody left for a court, a hospital or a leave and is expected back; the room stays theirs."""

    kind: ClassVar[str] = "custody.out"
    establishment_id: int
    absence_id: int
    reason: str
    expected_back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReturned(PersonEvent):
    """Somebody came back from a court, a hospital or a leave."""

    kind: ClassVar[str] = "custody.returned"
    establishment_id: int
    absence_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReleased(PersonEvent):
    """Somebody was released; ``to_supervision``: their supervision begins in this transaction, after it."""

    kind: ClassVar[str] = "custody.released"
    establishment_id: int
    to_supervision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStarted(PersonEvent):
    """Somebody came under supervision in the community."""

    kind: ClassVar[str] = "custody.supervision_started"
    establishment_id: int
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionEnded(PersonEvent):
    """The supervision in the community ended."""

    kind: ClassVar[str] = "custody.supervision_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionChanged(PersonEvent):
    """A restriction on contact was imposed, lifted or withdrawn. ``channel`` is one of the seven kinds."""

    kind: ClassVar[str] = "custody.restriction_changed"
    channel: str
    is_closed: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepApartChanged(PersonEvent):
    """Two people are to be kept apart, or no longer. Never shown to either of them."""

    kind: ClassVar[str] = "custody.keep_apart_changed"
    pair_id: int
    other_client_id: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactApproved(PersonEvent):
    """Somebody outside was approved as a contact, for the channels named; names stay in contacts."""

    kind: ClassVar[str] = "contacts.approved"
    contact_id: int
    correspondent_id: int
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBarred(PersonEvent):
    """A contact ended or was barred, in every channel; why is not told where that would harm."""

    kind: ClassVar[str] = "contacts.barred"
    contact_id: int
    correspondent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDied(PersonEvent):
    """Somebody died."""

    kind: ClassVar[str] = "custody.died"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMerged(PersonEvent):
    """Two records turned out to be one person; ``client_id`` is the one that lives on."""

    kind: ClassVar[str] = "people.merged"
    merge_id: int
    merged_client_id: int
    merged_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientUnmerged(PersonEvent):
    """A merge was wrong and was undone; ``client_id`` is the one that had lived on."""

    kind: ClassVar[str] = "people.unmerged"
    merge_id: int
    merged_client_id: int
    merged_number: str


PERSON_EVENTS: Final[tuple[type[PersonEvent], ...]] = (
    ClientReceived,
    ClientMoved,
    ClientTransferred,
    ClientTemporarilyOut,
    ClientReturned,
    ClientReleased,
    SupervisionStarted,
    SupervisionEnded,
    RestrictionChanged,
    KeepApartChanged,
    ContactApproved,
    ContactBarred,
    ClientDied,
    ClientMerged,
    ClientUnmerged,
)


class Tone(StrEnum):
    """What an effect means for the thing it is about, in the order in which effects are shown."""

    CLASH = "clash"
    ENDS = "ends"
    CHANGES = "changes"
    STAYS = "stays"
    FOLLOWS = "follows"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of what a module does.

    Attributes:
        code: ``module.what``; the key of its words.
        tone: what it means for the thing.
        params: JSON-ready values for the places of the words.
        count: how many things the line is about.
        about: kind and id of the one thing, such as ``("request", "…")``, for a link; None for several.
    """

    code: str
    tone: Tone
    params: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    about: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the effect as a receipt keeps it."""
        return dataclasses.asdict(self) | {"params": dict(self.params)}


def effect_from(kept: Mapping[str, Any]) -> Effect:
    """Return an effect from what a receipt kept."""
    about = kept.get("about")
    return Effect(
        code=kept["code"],
        tone=Tone(kept["tone"]),
        params=kept.get("params", {}),
        count=int(kept.get("count", 1)),
        about=(about[0], about[1]) if about else None,
    )


@dataclass(frozen=True, slots=True)
class EffectWords:
    """How an effect is told; ``%(name)s`` holds a parameter, ``%(count)s`` the count.

    Attributes:
        staff: before the decision, to staff.
        client: afterwards, to the person, with "you"; None where it is no news to them.
        pictogram: the name of a pictogram of the ui.
    """

    staff: Text
    client: Text | None = None
    pictogram: str = "thread"


class Answer(Protocol):
    """Half of a reaction."""

    def __call__(self, event: Any, *, actor: Actor, at: datetime) -> list[Effect]:
        """Return what will happen, or do it and return what was done."""
        ...


@dataclass(frozen=True, slots=True)
class Reaction:
    """A module's answer to one person event; ``why`` says why a module has nothing to do."""

    preview: Answer
    apply: Answer
    why: str = ""


Reactions = Mapping[type[PersonEvent], Reaction]
_reactions: dict[str, Reactions] = {}
_words: dict[str, EffectWords] = {}


def nothing(why: str) -> Reaction:
    """Return the reaction of a module whose things an event does not touch; ``why`` is for the reader."""

    def silent(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
        return []

    return Reaction(silent, silent, why)


def declare(module: str, reactions: Reactions) -> None:
    """Make the reactions of a module known; they run in the order in which modules are declared."""
    _reactions[module] = reactions


def say(words: Mapping[str, EffectWords]) -> None:
    """Make the words of a module's effects known, by code."""
    _words.update(words)


def reactions_of(module: str) -> Reactions:
    """Return what a module declared; empty where it did not: the architecture test asks this."""
    return _reactions.get(module, {})


def words_of(code: str) -> EffectWords:
    """Return the words of an effect.

    Raises:
        KeyError: no module registered them.
    """
    return _words[code]


def all_words() -> Mapping[str, EffectWords]:
    """Return the words of every effect: the architecture test asks this."""
    return _words


def tell_staff(effect: Effect) -> str:
    """Return an effect in words for staff, in the active language."""
    return fill(words_of(effect.code).staff, {"count": effect.count, **effect.params})


def tell_client(effect: Effect) -> str | None:
    """Return an effect in words for the person, in the active language; None where it is no news."""
    words = words_of(effect.code).client
    return None if words is None else fill(words, {"count": effect.count, **effect.params})


def preview(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """Return what every module would do, the gravest first."""
    return _ask(lambda reaction: reaction.preview, event, actor=actor, at=at)


def happen(event: PersonEvent, *, actor: Actor, at: datetime) -> tuple[int, list[Effect]]:
    """Write the event to the thread and let every module react, all in the transaction of the caller.

    Returns:
        The entry's sequence number and what was done, the gravest first.
    """
    seq = thread.record(actor, event, at=at)
    return seq, react(event, actor=actor, at=at)


def react(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let every module react to an event whose entry was written another way; see :func:`happen`."""
    return _ask(lambda reaction: reaction.apply, event, actor=actor, at=at)


def _ask(
    half: Callable[[Reaction], Answer], event: PersonEvent, *, actor: Actor, at: datetime
) -> list[Effect]:
    found: list[Effect] = []
    for reactions in _reactions.values():
        if (reaction := reactions.get(type(event))) is not None:
            found.extend(half(reaction)(event, actor=actor, at=at))
    return in_order(found)


def in_order(effects: Iterable[Effect]) -> list[Effect]:
    """Sort effects by how grave they are, keeping the order of the modules within a tone."""
    rank = {tone: n for n, tone in enumerate(Tone)}
    return sorted(effects, key=lambda e: rank[e.tone])
