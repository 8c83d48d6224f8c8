"""Events: what happened, in the past tense; the thread keeps them. What modules react to: :mod:`course`."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

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


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value
