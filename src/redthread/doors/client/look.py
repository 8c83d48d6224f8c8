"""Text size and colours as a person wants them on this tablet.

The tablet keeps them under the opaque name of person and tablet (``keep_id``), so that they are there again
after the next sign-in and never change what somebody else sees.
"""

import re
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

from redthread.doors.entry import PATHS, set_cookie

LOOK_COOKIE: Final = "rt_look"
SCHEMES: Final = ("auto", "light", "dark", "contrast")
SIZES: Final = (1, 2, 3, 4)
_SECONDS: Final = 365 * 24 * 3600
_MOST: Final = 6
"""People whose look one tablet remembers; the one who chose longest ago is forgotten first."""
_ENTRY: Final = re.compile(r"([\w-]{10,40}=*)\.([1-4])\.(auto|light|dark|contrast)")


@dataclass(frozen=True, slots=True)
class Look:
    """How pages look: ``text_size`` from 1 (usual) to 4, ``color_scheme`` one of :data:`SCHEMES`."""

    text_size: int = 1
    color_scheme: str = "auto"


def look_of(request: HttpRequest, owner: str) -> Look:
    """Return the look that ``owner`` (a ``keep_id``) chose on this tablet, else the usual one."""
    return next((look for name, look in _read(request) if name == owner), Look())


def keep_look(request: HttpRequest, response: HttpResponse, owner: str, look: Look) -> None:
    """Remember a look on this tablet."""
    others = [(name, other) for name, other in _read(request) if name != owner]
    kept = [(owner, look), *others][:_MOST]
    value = "|".join(f"{name}.{one.text_size}.{one.color_scheme}" for name, one in kept)
    set_cookie(response, LOOK_COOKIE, value, path=PATHS["client"], seconds=_SECONDS)


def _read(request: HttpRequest) -> list[tuple[str, Look]]:
    entries = request.COOKIES.get(LOOK_COOKIE, "").split("|")[:_MOST]
    found = [_ENTRY.fullmatch(entry) for entry in entries]
    return [(m[1], Look(int(m[2]), m[3])) for m in found if m]
