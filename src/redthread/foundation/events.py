"""Events: what happened, in the past tense; the thread keeps them and modules react to them."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass

HOUSE = 0
"""The chain of what concerns no single client: catalogue, roles, devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEvent:
    """The base of every event. All fields but ``client_id`` and ``info_class`` are its payload.

    Attributes:
        kind: ``module.past_tense``; the key of its sentence.
        client_id: whose chain it is written to; :data:`HOUSE` for none.
        info_class: who may read the entry.
    """

    kind: ClassVar[str]
    client_id: int
    info_class: InformationClass

    def payload(self) -> dict[str, Any]:
        """Return the event's own fields as JSON-ready values."""
        return {
            f.name: _plain(getattr(self, f.name))
            for f in dataclasses.fields(self)
            if f.name not in {"client_id", "info_class"}
        }

    def payload_text(self) -> str:
        """Return the payload as the exact text that is hashed: sorted keys, no spaces."""
        return json.dumps(self.payload(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


Event = TypeVar("Event", bound=ThreadEvent)
Reaction = Callable[..., None]
_reactions: dict[type[ThreadEvent], list[Reaction]] = {}


def on(event_type: type[Event]) -> Callable[[Reaction], Reaction]:
    """Register ``reaction(event, *, actor, at)`` to run in the same transaction as ``event_type``."""

    def register(reaction: Reaction) -> Reaction:
        known = _reactions.setdefault(event_type, [])
        if reaction not in known:
            known.append(reaction)
        return reaction

    return register


def publish(event: ThreadEvent, *, actor: Actor, at: datetime) -> None:
    """Run every reaction to ``event`` in the order of registration; an error undoes the transaction."""
    for reaction in _reactions.get(type(event), []):
        reaction(event, actor=actor, at=at)


def reactions_to(event_type: type[ThreadEvent]) -> tuple[Reaction, ...]:
    """Return the registered reactions, for the test that every module answers."""
    return tuple(_reactions.get(event_type, ()))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value
