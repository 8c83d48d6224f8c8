"""The lines of the queue, made ready before the page is written: words, days and drawings once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext, pgettext
from markupsafe import Markup

from redthread.custody.public import rooms_by_client
from redthread.doors.staff.desk import Desk
from redthread.requests.public import QueueRow, RequestStatus
from redthread.ui import words
from redthread.ui.pictograms import icon
from redthread.ui.thread_line import mini


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the queue as the page shows it.

    Attributes:
        due, state: the promise in words, and which shape stands before it (``components.due``).
        notes: what is special, in words and drawn.
        way: the thread of the request, drawn.
    """

    id: UUID
    href: str
    reference: str
    title: str
    sign: Markup
    client: str
    room: str
    department: str
    due: str
    state: str
    asked: str
    notes: tuple[tuple[str, Markup], ...]
    is_new: bool
    has_reply: bool
    taken_by: str
    is_mine: bool
    way: Markup


class DayWords:
    """Days in words around a moment, each said once."""

    def __init__(self, desk: Desk) -> None:
        self._zone, self._tz, self._now = desk.zone, desk.establishment.timezone, desk.now
        self.today = desk.today
        self._days: dict[date, str] = {}
        self._late, self._hold = gettext("late since %(day)s"), gettext("on hold")
        self._today = gettext("today")

    def day(self, at: datetime) -> str:
        """Return the day of an instant: today, tomorrow, Thursday, 12 Mar."""
        day = at.astimezone(self._zone).date()
        said = self._days.get(day)
        if said is None:
            near = -1 <= (day - self.today).days < 7  # noqa: PLR2004 a week has seven days
            said = (
                words.day_in_words(day, tz=self._tz, now=self._now)
                if near
                else words.date_short(day, tz=self._tz, year=day.year != self.today.year)
            )
            self._days[day] = said
        return said

    def due(self, row: QueueRow) -> tuple[str, str]:
        """Return the promise of a line in words, and its state."""
        if row.ended_at is not None:
            return self.day(row.ended_at), "done"
        if row.is_paused:
            return self._hold, "paused"
        if row.is_late:
            day = self.day(row.due_at)
            if day == self._today:
                day = words.time_of_day(row.due_at, tz=self._tz)
            return self._late % {"day": day}, "late"
        if row.due_at.astimezone(self._zone).date() == self.today:
            return f"{self._today} {words.time_of_day(row.due_at, tz=self._tz)}", "soon"
        return self.day(row.due_at), "fine"


def lines_of(rows: Sequence[QueueRow], desk: Desk, *, with_rooms: bool = True) -> list[Line]:
    """Return the lines of a page of the queue."""
    days, mirror = DayWords(desk), get_language_bidi()
    rooms = rooms_by_client(client_ids=[r.client_id for r in rows]) if with_rooms and rows else {}
    said = {
        name: (words_, icon(sign, words_))
        for name, sign, words_ in (
            ("appeal", "appeal", gettext("appeal")),
            ("left", "forward", gettext("has moved")),
            ("escalated", "warning", gettext("told further up")),
            ("replied", "message", gettext("replied")),
            ("asked", "help", gettext("asked the client, no reply yet")),
        )
    }
    signs = {name: icon(name) for name in {r.pictogram for r in rows}}
    labels: dict[tuple[str, ...], str] = {}
    mine = desk.actor.id
    lines = []
    pattern = reverse("staff:request", args=[UUID(int=0)])
    for row in rows:
        due, state = days.due(row)
        way = _way(row, state)
        label = labels.get(way) or labels.setdefault(way, _label(row, state))
        marks = (
            ("appeal", row.is_appeal),
            ("left", row.left_behind),
            ("escalated", row.escalated_level > 0 and row.ended_at is None),
            ("replied", row.has_reply),
            ("asked", row.awaits_reply),
        )
        lines.append(
            Line(
                id=row.id,
                href=pattern.replace("00000000-0000-0000-0000-000000000000", str(row.id)),
                reference=row.reference,
                title=row.title,
                sign=signs[row.pictogram],
                client=row.client_name,
                room=rooms.get(row.client_id) or row.unit,
                department=row.department,
                due=due,
                state=state,
                asked=days.day(row.received_at),
                notes=tuple(said[name] for name, holds in marks if holds),
                is_new=not row.is_read and row.ended_at is None,
                has_reply=row.has_reply,
                taken_by=row.taken_by_name,
                is_mine=row.taken_by == mine,
                way=mini(way, label=label, mirror=mirror),
            )
        )
    return lines


def _way(row: QueueRow, state: str) -> tuple[str, ...]:
    if row.status is RequestStatus.APPROVED:
        return ("done", "done", "yes")
    if not row.status.is_open:
        return ("done", "done", "gone" if row.status is RequestStatus.WITHDRAWN else "no")
    now = {"late": "late", "paused": "paused"}.get(state, "now")
    if row.taken_by is not None:
        return ("done", "done", now)
    return ("done", now, "todo") if row.is_read else (now, "todo", "todo")


def _label(row: QueueRow, state: str) -> str:
    """Return what the drawn thread shows, for those who do not see it."""
    if not row.status.is_open:
        return str(row.status.label)
    if state in {"late", "paused"}:
        return (
            pgettext("way of a request", "late")
            if state == "late"
            else pgettext("way of a request", "on hold")
        )
    if row.taken_by is not None:
        return pgettext("way of a request", "somebody is working on it")
    return (
        pgettext("way of a request", "read") if row.is_read else pgettext("way of a request", "not read yet")
    )
