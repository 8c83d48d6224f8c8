"""What may be said inside a request, and by whom."""

import unicodedata

from redthread.requests.enums import Audience
from redthread.requests.rules.standing import Refusal, Standing, refuse

MESSAGE_LIMIT = 1_000
"""Characters in one message (rules/requests.md)."""

# Overrides, embeddings and isolates could make a text read otherwise than it is stored, for the next reader.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_text(text: str) -> str:
    """Return what was meant: composed characters, no control or direction-changing ones, no blank edges.

    Line breaks and the joiners that emoji and several scripts need are kept.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c
        for c in composed
        if c in {"\n", "\t"} or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI_CONTROLS)
    )
    return "".join(kept).strip()


def check_message(standing: Standing, *, text: str) -> None:
    """Refuse an empty or overlong message, and any message once the request has ended."""
    refuse(Refusal.ENDED, when=not standing.is_open)
    refuse(Refusal.TEXT_EMPTY, when=not text)
    refuse(Refusal.TEXT_TOO_LONG, when=len(text) > MESSAGE_LIMIT)


def audience_for(*, asked: Audience, by_client: bool) -> Audience:
    """Return who reads a message: what a client writes is always read by both."""
    return Audience.BOTH if by_client else asked
