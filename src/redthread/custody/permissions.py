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
