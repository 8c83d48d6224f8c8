"""The desk that somebody works at: where, when, and which part of the queue; it stays as they left it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from redthread.doors.acting import actor_of
from redthread.doors.entry import PATHS, set_cookie
from redthread.estate.public import Establishment, get_establishment, list_establishments
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.organisations.public import list_department_ids_of
from redthread.people.public import Permission as People
from redthread.requests import public as requests
from redthread.requests.public import QueueFilter, Show

FILTER_COOKIE: Final = "rt_desk"
FILTER_SECONDS: Final = 90 * 24 * 3600
OWN, ALL = "own", "all"
KEPT: Final = ("show", "department", "type", "unit")
"""What sticks. The words somebody searched for do not: they may be a name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works where at which moment; ``today`` is the day at the establishment."""

    actor: Actor
    establishment: Establishment
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the day at the establishment."""
        return self.now.astimezone(self.zone).date()

    @property
    def day_ends(self) -> datetime:
        """Return the end of today at the establishment."""
        return datetime.combine(self.today + timedelta(days=1), time(), self.zone)


def admit(actor: Actor, permission: str) -> None:
    """Go on only with the permission: a page that is not somebody's is not there for them.

    One rule for the whole door: absent, like an address that does not exist. What a page of theirs refuses is
    said in a sentence on it.

    Raises:
        Http404: no role of the actor allows it.
    """
    if not actor.may(permission):
        raise Http404


def desk_of(request: HttpRequest) -> Desk:
    """Return the desk of whoever asks; those who work everywhere choose a place with ``?place=``."""
    actor = actor_of(request)
    establishment = get_establishment(establishment_id=_place(request, actor))
    return Desk(actor, establishment, clock.now(), ZoneInfo(establishment.timezone))


def _place(request: HttpRequest, actor: Actor) -> int:
    if actor.establishment_id is not None:
        return actor.establishment_id
    known = [e.id for e in list_establishments()]
    asked = number(request.GET.get("place"))
    if not known or (asked is not None and asked not in known):
        raise Http404
    return asked or known[0]


def number(text: str | None) -> int | None:
    """Return the number that an address or a form holds, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None  # noqa: PLR2004


@cache
def pack_of(code: str) -> Pack:
    """Return the pack whose rules hold at a place, read once."""
    return load_pack(settings.PACKS / code)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the queue that somebody looks at.

    Attributes:
        department: ``own`` (those one works in), ``all``, or an id.
        text: words or a number that narrow it; never kept.
    """

    show: Show = Show.OPEN
    department: str = OWN
    type: str = ""
    unit: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether something is left out that one might look for."""
        return bool(self.type or self.unit or self.text or number(self.department))

    def query(self, **other: str) -> str:
        """Return the address part that leads here, with single fields replaced."""
        fields = {
            "show": self.show.value,
            **{n: getattr(self, n) for n in ("department", "type", "unit", "text")},
        }
        return urlencode({k: v for k, v in (fields | other).items() if v})


def part_of(request: HttpRequest) -> Part:
    """Return the part of the queue that the address names, else the one looked at last.

    Words narrow it only for those who may search people; for others there is no such field.
    """
    words = ("text",) if actor_of(request).may(People.SEARCH) else ()
    named = {n: request.GET[n] for n in (*KEPT, *words) if n in request.GET}
    if named or "clear" in request.GET:
        return _part({**_kept(request), **named} if "clear" not in request.GET else named)
    return _part(_kept(request))


def _part(fields: Mapping[str, str]) -> Part:
    shown = fields.get("show", "")
    department = fields.get("department", OWN)
    return Part(
        show=Show(shown) if shown in set(Show) else Show.OPEN,
        department=department if department in {OWN, ALL} or number(department) else OWN,
        type=str(fields.get("type", ""))[:40],
        unit=str(number(fields.get("unit")) or ""),
        text=str(fields.get("text", "")).replace("\0", "")[:80],
    )


def _kept(request: HttpRequest) -> dict[str, str]:
    try:
        actor_id, fields = signing.loads(request.COOKIES.get(FILTER_COOKIE, ""), salt=FILTER_COOKIE)
    except (signing.BadSignature, ValueError, TypeError):
        return {}
    # The next person at this browser begins with a queue of their own.
    return dict(fields) if actor_id == actor_of(request).id else {}


def keep_part(request: HttpRequest, response: HttpResponse, part: Part) -> HttpResponse:
    """Let the browser remember the part of the queue for this person."""
    fields = {n: str(getattr(part, n)) for n in KEPT}
    if fields != _kept(request):
        value = signing.dumps([actor_of(request).id, fields], salt=FILTER_COOKIE)
        set_cookie(response, FILTER_COOKIE, value, path=PATHS["staff"], seconds=FILTER_SECONDS)
    return response


def filter_of(desk: Desk, part: Part) -> QueueFilter:
    """Return what the queue is asked for."""
    actor = desk.actor
    if part.department == OWN:
        departments = list_department_ids_of(actor_id=actor.id)
    else:
        departments = [] if part.department == ALL else [int(part.department)]
    return QueueFilter(
        establishment_id=desk.establishment.id,
        show=part.show,
        departments=departments,
        types=[part.type] if part.type else [],
        unit_id=number(part.unit),
        mine=[actor.id, *requests.list_covered(cover=actor.id, on=desk.today)],
        roles=requests.list_role_codes(actor_id=actor.id, now=desk.now),
        day_ends=desk.day_ends,
        text=part.text,
    )


def counted(where: QueueFilter, *, now: datetime) -> dict[str, int]:
    """Return how many requests each part of a queue holds, for the menu."""
    counts = requests.count_queue(where=replace(where, text="", show=Show.OPEN), now=now)
    return {show.value: n for show, n in counts.items()}


def render_desk(
    request: HttpRequest, template: str, desk: Desk, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the daily work; templates extend ``staff/base.jinja``.

    Adds ``desk``, ``now`` and ``tz``.
    """
    page = {"desk": desk, "now": desk.now, "tz": desk.establishment.timezone}
    return render(request, template, page | dict(context), status=status)
