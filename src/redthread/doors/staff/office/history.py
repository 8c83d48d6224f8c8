"""What the house's own chain says about a part of the office, for those who may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redthread.doors.staff.desk import Desk
from redthread.foundation.events import HOUSE
from redthread.foundation.sentences import pictogram_of, tell
from redthread.foundation.thread import ThreadEntry, list_entries
from redthread.sharing.public import Permission

SHOWN = 30


@dataclass(frozen=True, slots=True)
class HouseLine:
    """One entry of the house's chain, in words."""

    seq: int
    at: datetime
    who: str
    what: str
    pictogram: str
    payload: dict[str, Any]


def house_entries(
    desk: Desk,
    *kinds: str,
    field: tuple[str, int] | None = None,
    before: int | None = None,
    limit: int = SHOWN,
) -> list[HouseLine] | None:
    """Return the newest entries of these kinds, or None for who may not read the house's chain.

    Args:
        kinds: prefixes of kinds; none means all.
        field: only entries whose payload holds this value.
    """
    if not desk.actor.may(Permission.THREAD_HOUSE):
        return None
    about = (field[0], str(field[1])) if field else None
    found = list_entries(client_id=HOUSE, kinds=kinds, about=about, before_seq=before, limit=limit)
    return [house_line(entry) for entry in found]


def house_line(entry: ThreadEntry) -> HouseLine:
    """Return an entry in words."""
    return HouseLine(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor_name,
        what=tell(entry, to_client=False),
        pictogram=pictogram_of(entry.kind),
        payload=entry.payload or {},
    )
