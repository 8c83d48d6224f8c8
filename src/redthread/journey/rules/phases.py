"""Where somebody is on their course: the phase that follows from what is known.

Own defaults, in days: intake lasts four weeks from the sentence (the plan is agreed by then, DK: dagens.dk);
release is prepared from a year before the day (phases.csv, the municipality is told then).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from redthread.foundation.phases import Phase

INTAKE_DAYS: Final = 28
RELEASE_DAYS: Final = 365

GUIDES: Final[Mapping[Phase, tuple[Phase, ...]]] = {
    Phase.REMAND: (Phase.REMAND,),
    Phase.INTAKE: (Phase.INTAKE,),
    Phase.SERVING: (Phase.SERVING,),
    Phase.RELEASE: (Phase.SERVING, Phase.RELEASE),
    Phase.SUPERVISION: (Phase.SUPERVISION,),
    Phase.AFTER: (Phase.AFTER,),
}
"""Whose guides hold in a phase: talks and reviews of the time served go on while release is prepared."""

INSIDE: Final = frozenset({Phase.REMAND, Phase.INTAKE, Phase.SERVING, Phase.RELEASE})
"""Held: a task of one of these that is still to be done stays to be done in the next of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the phase follows from.

    Attributes:
        is_held: in a room, on the way to another, or out and expected back.
        is_sentenced: serving, recalled or on leave; in remand otherwise.
        intake_at: since when the sentence is served; ``arrival_at`` since when held without a break.
    """

    is_dead: bool
    is_held: bool
    is_sentenced: bool
    is_supervised: bool
    arrival_at: datetime | None
    intake_at: datetime | None
    release_on: date | None


def phase_of(standing: Standing, *, now: datetime, zone: ZoneInfo) -> Phase | None:
    """Return where somebody is; None for who was never held or supervised, or has died."""
    if standing.is_dead or (standing.arrival_at is None and not standing.is_supervised):
        return None
    if not standing.is_held:
        return Phase.SUPERVISION if standing.is_supervised else Phase.AFTER
    if not standing.is_sentenced:
        return Phase.REMAND
    today = now.astimezone(zone).date()
    if today < _intake_ends(standing, zone):
        return Phase.INTAKE
    if standing.release_on is not None and today >= standing.release_on - timedelta(days=RELEASE_DAYS):
        return Phase.RELEASE
    return Phase.SERVING


def next_change(standing: Standing, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the next local midnight at which time alone brings another phase; None for never."""
    if phase_of(standing, now=now, zone=zone) not in {Phase.INTAKE, Phase.SERVING}:
        return None
    days = [_intake_ends(standing, zone)]
    if standing.release_on is not None:
        days.append(standing.release_on - timedelta(days=RELEASE_DAYS))
    ahead = [d for d in days if d > now.astimezone(zone).date()]
    return datetime.combine(min(ahead), datetime.min.time(), tzinfo=zone) if ahead else None


def _intake_ends(standing: Standing, zone: ZoneInfo) -> date:
    since = standing.intake_at or standing.arrival_at
    if since is None:
        return date.min
    return since.astimezone(zone).date() + timedelta(days=INTAKE_DAYS)
