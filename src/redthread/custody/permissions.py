"""Who may say where somebody is held."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of custody."""

    PLACE = "custody.place"
    """Give a room, let out and take back, propose a transfer, begin and end a journey."""
    RECEIVE = "custody.receive"
    """Announce who is expected, match them with known people, take them in."""
    DECIDE_TRANSFER = "custody.decide_transfer"
    """Decide a transfer with grounds."""
    SENTENCE = "custody.sentence"
    """Record and correct legal status and sentences."""
    RESTRICT = "custody.restrict"
    """Enter what a prosecutor decided, lift it by a further decision, withdraw what was entered wrongly."""
    KEEP_APART = "custody.keep_apart"
    """Say who must not meet whom, and how much of a risk it is that somebody shares a cell."""
    PLACE_AGAINST = "custody.place_against"
    """Give a room against a keep-apart or a high cell-sharing risk, with a reason."""
    SEGREGATE = "custody.segregate"
    """Decide, review and end a segregation."""
    WATCH = "custody.watch"
    """Note time with others, the doctor and the daily visit of somebody who is segregated."""
    VISIT = "custody.visit"
    """See as health staff who is segregated where one works, and note that one has seen them."""
