"""What the forms of moves share: reading days and times, and drawing what modules do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from redthread.custody.public import Place, find_place
from redthread.doors.staff.desk import Desk, admit, desk_of, number
from redthread.foundation import course
from redthread.foundation.course import Effect, Tone
from redthread.foundation.errors import DomainError
from redthread.people.public import Client, get_client
from redthread.people.public import Permission as People

SIGNS: Final = {
    Tone.CLASH: "warning",
    Tone.ENDS: "cross",
    Tone.CHANGES: "edit",
    Tone.STAYS: "pause",
    Tone.FOLLOWS: "forward",
    Tone.NOTE: "info",
}
MIDNIGHT: Final = time()
MOST_LINES: Final = 6
"""Lines of one kind that are shown before the rest is folded away."""


class UnreadableFieldError(DomainError):
    """What was typed or chosen cannot be read."""

    status = 422


@dataclass(slots=True)
class EffectGroup:
    """What happens to things in one way; ``lines`` at once, ``more`` folded away."""

    tone: Tone
    label: str
    sign: str
    lines: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines) + len(self.more)


def groups_of(effects: Sequence[Effect]) -> list[EffectGroup]:
    """Return what modules do, grouped by what it means, the gravest first."""
    labels = {
        Tone.CLASH: _("Look at this first"),
        Tone.ENDS: _("Ends"),
        Tone.CHANGES: _("Changes"),
        Tone.STAYS: _("Stays with the place of now"),
        Tone.FOLLOWS: _("Follows"),
        Tone.NOTE: _("Good to know"),
    }
    found: dict[Tone, EffectGroup] = {}
    for effect in course.in_order(effects):
        tone = effect.tone
        group = found.setdefault(tone, EffectGroup(tone, labels[tone], SIGNS[tone]))
        rest = group.lines if len(group.lines) < MOST_LINES else group.more
        rest.append(course.tell_staff(effect))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Case:
    """The desk, the client in view, and where they are; every page of a client's moves begins with it."""

    desk: Desk
    client: Client
    place: Place | None


def case_of(request: HttpRequest, client_id: int, permission: str) -> Case:
    """Return the case of a client in reach, for those who hold the permission.

    Raises:
        Http404: no permission, or nobody within reach.
    """
    desk = desk_of(request)
    admit(desk.actor, People.READ)
    admit(desk.actor, permission)
    try:
        client = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    return Case(desk, client, find_place(client_id=client_id))


def words_of(request: HttpRequest, name: str, most: int = 2000) -> str:
    """Return what was typed, without what no text holds."""
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def day_of(request: HttpRequest, name: str) -> date | None:
    """Return the day of a date field; None when it was left empty.

    Raises:
        UnreadableFieldError: there is no such day.
    """
    parts = [request.POST.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(number(p) or 0 for p in parts))
    except (ValueError, OverflowError):
        raise UnreadableFieldError(
            _("One of the days does not exist. Write day, month and year as numbers.")
        ) from None


def instant_of(request: HttpRequest, name: str, desk: Desk, *, default: time) -> datetime | None:
    """Return the instant of a date field and its time, local to the establishment; None when left empty.

    Raises:
        UnreadableFieldError: there is no such day or time.
    """
    day, typed = day_of(request, name), words_of(request, f"{name}_time", 8).replace(".", ":")
    if day is None:
        return None
    try:
        at = time.fromisoformat(typed.zfill(5)) if typed else default
    except ValueError:
        raise UnreadableFieldError(_("Write the time as hours and minutes, such as 14:30.")) from None
    return datetime.combine(day, at.replace(tzinfo=None, second=0, microsecond=0), desk.zone)


def kept_day(request: HttpRequest, name: str) -> dict[str, str]:
    """Return what was typed into a date field, so that it is still there after an error."""
    return {part: request.POST.get(f"{name}_{part}", "")[:4] for part in ("day", "month", "year")}


def id_of(request: HttpRequest, name: str) -> UUID:
    """Return the id that a form carries, so that a double click is one step; a new one for a new form."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid4()
