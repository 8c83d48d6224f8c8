"""When to wait, which PINs and passwords will do, what a one-time code looks like. Plain Python.

Waits and their reasons: docs/architecture/decisions/0005-waits-not-lockouts.md.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

FREE_TRIES: Final = 5
WAITS: Final = (timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
"""After the fifth wrong try and each one after it; never longer, or it could be used to lock somebody out."""
FREE_TRIES_AT_ADDRESS: Final = 20
"""An office shares one address, so its people may mistype more in an hour than those of one tablet."""
TELL_STAFF_AT: Final = 15
"""Wrong tries against one person in a day after which staff are told."""
COUNTED_FOR: Final = timedelta(days=1)
PLACE_COUNTED_FOR: Final = timedelta(hours=1)
KNOWN_FOR: Final = timedelta(days=30)
"""Who came in at a place within this time is not stopped there by tries against other people."""

CLIENT_IDLE: Final = timedelta(minutes=5)
STAFF_IDLE: Final = timedelta(minutes=30)
LIFETIME: Final = timedelta(hours=12)
HALF_LIFETIME: Final = timedelta(minutes=10)
CODE_LIFETIME: Final = timedelta(minutes=30)
INVITATION_LIFETIME: Final = timedelta(days=7)
"""Long enough for a holiday weekend; a link lies in somebody's mail."""
LOST_LIFETIME: Final = timedelta(minutes=30)
"""For the link to a new password: mail may be slow, a mailbox left open is not hours old."""
LOCK_AFTER_SECONDS: Final = int(CLIENT_IDLE.total_seconds()) - 20
"""The page locks itself a little before the session ends, so that nothing typed meets an ended session."""

LONGEST_SUBJECT: Final = 255
"""OpenID Connect Core 1.0, 2: a subject has at most 255 characters."""

CODE_LETTERS: Final = "ABCDEFGHJKMNPQRTUVWXYZ"
"""No letter that is read as another one or as a digit."""
CODE_LENGTH: Final = 8
RECOVERY_LENGTH: Final = 16
RECOVERY_CODES: Final = 10

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
_FEWEST_LETTERS: Final = 5
_SHORTEST_NAME: Final = 3


class PinProblem(StrEnum):
    """Why a PIN will not do."""

    NOT_DIGITS = "not_digits"
    TOO_EASY = "too_easy"
    SAME_AS_BEFORE = "same_as_before"
    NOT_TWICE = "not_twice"


class PasswordProblem(StrEnum):
    """Why a password will not do."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    TOO_FEW_LETTERS = "too_few_letters"
    CONTAINS_NAME = "contains_name"
    SAME_AS_BEFORE = "same_as_before"
    NOT_TWICE = "not_twice"


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries of one sort: how many in the time that counts, and when the last was."""

    wrong: int
    last_at: datetime | None


def wait_until(tries: Tries, *, free: int = FREE_TRIES) -> datetime | None:
    """Return until when the next try must wait, given the wrong ones so far; None for no wait.

    The wait begins at the last wrong try. Tries made while waiting are refused unread and do not prolong it.
    """
    if tries.wrong < free or tries.last_at is None:
        return None
    return tries.last_at + WAITS[min(tries.wrong - free, len(WAITS) - 1)]


def longest_wait(
    *,
    own: Tries,
    place: Tries,
    anywhere: Tries,
    is_known_here: bool,
    free_at_place: int,
    free_own: int = FREE_TRIES,
) -> datetime | None:
    """Return until when a person must wait at a place.

    Args:
        own: against this person at this place, since they last came in there.
        place: against anybody at this place, in the last hour: somebody walks through numbers.
        anywhere: against this person everywhere, in the last day: somebody goes from tablet to tablet.
        is_known_here: the person came in at this place lately: only tries against them *here* stop them, so
            that nobody is locked out of their own tablet by what happens to others or elsewhere.
        free_at_place: how many wrong tries a place has before it waits.
        free_own: the same for the person; more where many people stand behind one subject.
    """
    waits = [wait_until(own, free=free_own)]
    if not is_known_here:
        waits += [wait_until(place, free=free_at_place), wait_until(anywhere, free=TELL_STAFF_AT)]
    return max((w for w in waits if w is not None), default=None)


def pin_problem(pin: str, *, again: str, number: str = "", old: str | None = None) -> PinProblem | None:
    """Say why a new PIN will not do, or None: 4 to 8 digits, no equal or following ones, not the number."""
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        return PinProblem.NOT_DIGITS
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    digits_of_number = re.sub(r"\D", "", number)
    if (
        steps in ({0}, {1}, {-1})
        or pin == pin[:2] * (len(pin) // 2)
        or (digits_of_number and pin in digits_of_number)
    ):
        return PinProblem.TOO_EASY
    if old is not None and pin == old:
        return PinProblem.SAME_AS_BEFORE
    return None if pin == again else PinProblem.NOT_TWICE


def password_problem(
    password: str,
    *,
    again: str,
    names: tuple[str, ...] = (),
    common: Container[str] = (),
    old: str | None = None,
) -> PasswordProblem | None:
    """Say why a new password will not do, or None.

    Length does the work (NIST SP 800-63B-4, 3.1.1.2: no rules about kinds of letters); refused are common
    ones, also with digits and signs hung on or letters swapped for digits, those of few different letters,
    and the own name.

    Args:
        names: the person's own words: username, given and family name.
        common: common passwords in lower case.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return PasswordProblem.TOO_SHORT if len(password) < SHORTEST_PASSWORD else PasswordProblem.TOO_LONG
    plain = password.casefold()
    if len(set(plain)) < _FEWEST_LETTERS:
        return PasswordProblem.TOO_FEW_LETTERS
    if any(_is_common(core, common) for core in _cores(plain)):
        return PasswordProblem.COMMON
    if _is_name(plain, names):
        return PasswordProblem.CONTAINS_NAME
    if old is not None and password == old:
        return PasswordProblem.SAME_AS_BEFORE
    return None if password == again else PasswordProblem.NOT_TWICE


def _is_name(plain: str, names: tuple[str, ...]) -> bool:
    rest = plain
    for name in sorted((n.casefold() for n in names if len(n) >= _SHORTEST_NAME), key=len, reverse=True):
        rest = rest.replace(name, "")
    return rest != plain and len(rest) < SHORTEST_PASSWORD // 2


def _cores(plain: str) -> set[str]:
    swap = str.maketrans("013457@$", "oleastas")
    swapped = plain.translate(swap)
    return {
        re.sub(r"\W+$", "", plain).translate(swap),
        plain,
        swapped,
        re.sub(r"[\W\d_]+", "", plain),
        re.sub(r"[\W\d_]+$|^[\W\d_]+", "", plain),
        re.sub(r"[\W\d_]+$", "", swapped),
    } - {""}


def _is_common(core: str, common: Container[str]) -> bool:
    if core in common:
        return True
    half, odd = divmod(len(core), 2)
    return not odd and core[:half] == core[half:] and core[:half] in common


def read_code(typed: str) -> str:
    """Return a one-time code as it is hashed: capital letters and digits only, whatever stood between."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def show_code(code: str) -> str:
    """Return a code in groups of four, as it is shown and written down."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def matching_step(codes: dict[int, str], typed: str, *, after: int) -> int | None:
    """Return the time step whose code was typed; None if none was, or it was used already (RFC 6238, 5.2)."""
    digits = re.sub(r"\D", "", typed)
    return next((step for step, code in sorted(codes.items()) if code == digits and step > after), None)
