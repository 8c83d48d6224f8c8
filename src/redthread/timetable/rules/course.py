"""What a person event does to a booking that lies ahead."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of one booking, for this person."""

    STAYS = "stays"
    FOLLOWS = "follows"
    ENDS = "ends"
    REOFFERED = "reoffered"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A booking that lies ahead, as far as a rule needs it.

    Attributes:
        on_transfer: ``follow``, ``reoffer`` or ``end``; of the kind.
        when_out: ``keep`` or ``end``; of the kind.
        channel: the restriction that forbids the kind; empty for none.
    """

    starts_at: datetime
    ends_at: datetime
    establishment_id: int
    on_transfer: str
    when_out: str
    channel: str


def on_transfer(booking: Ahead, *, to: int, has_it_there: bool) -> Outcome:
    """Return what a move to another establishment does.

    Court dates follow. What the receiving place has too is ended here and offered there; the rest ends. What
    was booked at the receiving place already stays.
    """
    if booking.establishment_id == to:
        return Outcome.STAYS
    if booking.on_transfer == "follow":
        return Outcome.FOLLOWS
    return Outcome.REOFFERED if booking.on_transfer == "reoffer" and has_it_there else Outcome.ENDS


def when_out(booking: Ahead, *, until: datetime) -> Outcome:
    """Return what being out does: what begins before the return ends; court and transfer stay."""
    return Outcome.STAYS if booking.when_out == "keep" or booking.starts_at >= until else Outcome.ENDS


def when_restricted(booking: Ahead, *, channel: str, until: datetime | None) -> Outcome:
    """Return what closing a channel does: bookings of that channel end, and are offered again afterwards.

    SE: SFS 2010:611 6:1-3 (the kinds); counsel, courts and ombudsmen have no channel and are never touched.
    """
    if not channel or booking.channel != channel:
        return Outcome.STAYS
    return Outcome.STAYS if until is not None and booking.starts_at >= until else Outcome.REOFFERED


def when_released(booking: Ahead) -> Outcome:
    """Return what a release does: everything of the place ends; the court still waits for the person."""
    return Outcome.STAYS if booking.on_transfer == "follow" else Outcome.ENDS
