"""Placing somebody near one they are to be kept apart from: refused, or decided by a named person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import ApartLevel
from redthread.custody.events import PlacedAgainst, SharingDecided
from redthread.custody.permissions import Permission
from redthread.custody.queries.keep_apart import APART, Conflict, list_conflicts
from redthread.estate.public import Room
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import Effect, EffectWords, Tone
from redthread.foundation.errors import DomainError
from redthread.foundation.events import ThreadEvent

SOMEBODY: Final = _("somebody out of your reach")
LONGEST_REASON: Final = 1000

course.say(
    {
        "custody.near": EffectWords(
            staff=_("To be kept apart: %(name)s is there (%(level)s)."), pictogram="warning"
        ),
        "custody.shares_at_risk": EffectWords(
            staff=_("The cell-sharing risk is high, and the room is shared with %(name)s."),
            pictogram="warning",
        ),
    }
)


class KeptApartError(DomainError):
    """The room is too near to somebody, or shared against a high risk; ``conflicts`` says with whom."""

    def __init__(self, conflicts: Sequence[Conflict], *, may_decide: bool) -> None:
        lines = " ".join(course.tell_staff(effect) for effect in as_effects(conflicts))
        ways = (
            _("Write the reason to place this person here all the same, or choose another room.")
            if may_decide
            else _("Choose another room, or ask somebody who may decide against it.")
        )
        super().__init__(f"{lines} {ways}")
        self.conflicts = conflicts


def as_effects(conflicts: Sequence[Conflict]) -> list[Effect]:
    """Return conflicts as what a preview shows."""
    return [
        Effect(
            "custody.near" if c.kind == APART else "custody.shares_at_risk",
            Tone.CLASH,
            {
                "name": c.name or str(SOMEBODY),
                "level": str(ApartLevel(c.level).label) if c.kind == APART else "",
            },
        )
        for c in conflicts
    ]


def settle_conflicts(
    *,
    actor: Actor,
    client_id: int,
    room: Room,
    place: str,
    reason: str,
    at: datetime,
    journey_from: int | None = None,
) -> None:
    """Go on where nothing stands against a room, or a named person places against it with a reason.

    Call it with the room locked, in the transaction that gives it. The reason stands in both threads.

    Raises:
        KeptApartError: something stands against it, and nobody who may decides.
    """
    conflicts = list_conflicts(client_id=client_id, room_id=room.id, journey_from=journey_from)
    if not conflicts:
        return
    may_decide, reason = actor.may(Permission.PLACE_AGAINST), reason.strip()[:LONGEST_REASON]
    if not may_decide or not reason:
        raise KeptApartError(conflicts, may_decide=may_decide)
    entries: list[tuple[int | None, ThreadEvent]] = []
    for c in conflicts:
        if c.kind != APART or c.pair_id is None:
            continue
        for whose, other in ((client_id, c.other_id), (c.other_id, client_id)):
            event = PlacedAgainst(
                client_id=whose,
                info_class=InformationClass.SECURITY,
                pair_id=c.pair_id,
                other_client_id=other,
                level=c.level,
                place=place,
                reason=reason,
            )
            entries.append((c.pair_id, event))
    if any(c.kind != APART for c in conflicts):
        shared = SharingDecided(
            client_id=client_id, info_class=InformationClass.SECURITY, place=place, reason=reason
        )
        entries.append((None, shared))
    # Chains are locked in client order, whoever is placed first.
    for pair_id, entry in sorted(entries, key=lambda e: e[1].client_id):
        if pair_id is None:
            thread.record(actor, entry, at=at)
        else:
            tell_apart(pair_id, entry, at=at)


def tell_apart(pair_id: int, event: ThreadEvent, *, at: datetime) -> int:
    """Write an entry about a pair into the thread of one of the two, in reach or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select custody_tell_apart(%s, %s, %s, %s, %s)",
            [pair_id, event.client_id, event.kind, event.payload_text(), at],
        )
        return int(cursor.fetchone()[0])
