"""Who reads a message before it is passed on, and who reads it after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from redthread.messages.enums import Level, ReviewCause

_SPAN = 2**64


@dataclass(frozen=True, slots=True)
class Control:
    """What the control of a message comes to.

    Attributes:
        causes: why it is read, in the order of their weight; empty: nobody reads it.
        is_held: it waits until somebody has read it; else it is passed on and read afterwards.
    """

    causes: tuple[ReviewCause, ...] = ()
    is_held: bool = False


def control(
    *,
    level: Level,
    is_client_reviewed: bool,
    words: Sequence[str],
    has_attachments: bool,
    open_attachments: Collection[str],
    is_sampled: bool,
) -> Control:
    """Return how a message with somebody outside is controlled.

    A privileged one never is, whatever else is known. A word of the list counts with ordinary contacts and
    above; a trusted one is read only where everything of the client is.
    """
    if level is Level.PRIVILEGED:
        return Control()
    causes: list[ReviewCause] = []
    if level is Level.REVIEWED:
        causes.append(ReviewCause.LEVEL)
    if is_client_reviewed:
        causes.append(ReviewCause.CLIENT)
    if words and level is not Level.TRUSTED:
        causes.append(ReviewCause.WORD)
    if has_attachments and level.value not in open_attachments:
        causes.append(ReviewCause.ATTACHMENT)
    if causes:
        return Control(tuple(causes), is_held=True)
    if level is Level.ORDINARY and is_sampled:
        return Control((ReviewCause.SAMPLE,))
    return Control()


def is_in_sample(message_id: UUID, *, share: float, key: bytes) -> bool:
    """Say whether a message belongs to the sample: by a keyed hash of its id, so that nobody picks.

    The id comes with the form and could be chosen; without the key nobody knows which ids are drawn.

    Args:
        share: part of all messages to read, 0 to 1.
        key: a secret of the service.
    """
    drawn = int.from_bytes(sha256(b"messages sample" + key + message_id.bytes).digest()[:8], "big")
    return drawn < share * _SPAN
