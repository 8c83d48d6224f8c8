"""Which answers a second reader sees."""

from hashlib import sha256
from uuid import UUID

_SPAN = 2**64


def is_sampled(request_id: UUID, *, share: float) -> bool:
    """Say whether an answer belongs to the sample of a second reader.

    Decided by a hash of the request's id, so nobody picks, nobody can foresee it from the content, and asking
    twice gives the same answer. A larger share always holds the smaller one.

    Args:
        share: part of all answers to read, 0 to 1.
    """
    drawn = int.from_bytes(sha256(b"second reader" + request_id.bytes).digest()[:8], "big")
    return drawn < share * _SPAN
