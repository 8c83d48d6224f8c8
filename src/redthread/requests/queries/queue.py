"""The staff's queue: filtered, by page, and counted for the page of today."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from redthread.custody.public import search_clients
from redthread.requests.enums import RequestStatus
from redthread.requests.queries.names import names_of
from redthread.requests.queries.rows import words_sql
from redthread.sharing.public import list_grants

PAGE = 40
IS_OPEN: Final = f"r.status in {tuple(s.value for s in RequestStatus if s.is_open)!r}"
"""Written out: a kept plan uses an index over open requests only where it reads this."""


class Show(StrEnum):
    """Which part of a queue."""

    OPEN = "open"
    LATE = "late"
    DUE_TODAY = "due_today"
    NEW = "new"
    MINE = "mine"
    REPLIES = "replies"
    PAUSED = "paused"
    ESCALATED = "escalated"
    APPEALS = "appeals"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What somebody wants to see; an empty part does not narrow.

    Attributes:
        mine: actors whose requests count as one's own: oneself and those one covers for.
        roles: one's roles, for :attr:`Show.ESCALATED`.
        day_ends: the end of today where the establishment is, for :attr:`Show.DUE_TODAY`.
        text: a number ("2026-12", "12"), or words that the search of people understands.
    """

    establishment_id: int
    show: Show = Show.OPEN
    departments: Sequence[int] = ()
    types: Sequence[str] = ()
    unit_id: int | None = None
    taken_by: int | None = None
    mine: Sequence[int] = ()
    roles: Sequence[str] = ()
    day_ends: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Return the cursor of a URL; None for anything else."""
        at, _, request_id = text.partition("~")
        try:
            found = cls(datetime.fromisoformat(at), UUID(request_id))
        except ValueError:
            return None
        return found if found.at.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. Times are UTC; ``is_late`` as of the time asked."""

    id: UUID
    reference: str
    client_id: int
    client_name: str
    client_number: str
    type_code: str
    title: str
    pictogram: str
    department: str
    unit: str
    status: RequestStatus
    received_at: datetime
    due_at: datetime
    ended_at: datetime | None
    is_late: bool
    is_paused: bool
    is_read: bool
    is_appeal: bool
    has_reply: bool
    awaits_reply: bool
    left_behind: bool
    escalated_level: int
    taken_by: int | None
    taken_by_name: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; ``following`` is None on the last one."""

    rows: list[QueueRow] = field(default_factory=list)
    following: Cursor | None = None


def list_queue(
    *, where: QueueFilter, language: str, now: datetime, after: Cursor | None = None, limit: int = PAGE
) -> QueuePage:
    """Return a page of an establishment's queue, soonest promise first; what has ended, newest first.

    Row security leaves out what the actor may not read; nothing is filtered for that here.
    """
    column, way, past = ("ended_at", "desc", "<") if where.show is Show.ENDED else ("due_at", "asc", ">")
    said, values = _narrowed(where, now)
    if after is not None:
        said.append(f"(r.{column} {past} %(at)s or (r.{column} = %(at)s and r.id > %(id)s))")
        values |= {"at": after.at, "id": after.id}
    sql = f"{_LINES} where {' and '.join(said)} order by r.{column} {way}, r.id limit %(limit)s"
    found = [_Found(*row) for row in _rows(sql, values | {"language": language, "limit": limit + 1})]
    shown = found[:limit]
    names = names_of(r.taken_by for r in shown)
    following = None
    if len(found) > limit:
        last = shown[-1]
        following = Cursor(last.ended_at or last.due_at if where.show is Show.ENDED else last.due_at, last.id)
    return QueuePage([_row(r, names, now) for r in shown], following)


def find_next(*, where: QueueFilter, now: datetime, than: UUID) -> UUID | None:
    """Return the request that comes after ``than`` in a queue, for the keyboard's "next"; None at its end."""
    said, values = _narrowed(where, now)
    sql = f"""
        select r.id from requests_clientrequest r
        left join (select t.due_at from requests_clientrequest t where t.id = %(than)s) this on true
        where {" and ".join(said)} and r.id <> %(than)s
        and (this.due_at is null or r.due_at > this.due_at or (r.due_at = this.due_at and r.id > %(than)s))
        order by r.due_at, r.id limit 1"""  # noqa: S608 - constants of this module; values are bound
    found = _rows(sql, values | {"than": than})
    return found[0][0] if found else None


def count_queue(*, where: QueueFilter, now: datetime) -> dict[Show, int]:
    """Return how many requests each part of a queue holds, in one pass: the page of today."""
    parts = [show for show in Show if show is not Show.ENDED]
    counts = ", ".join(f"count(*) filter (where {_PARTS[show]})" for show in parts)
    said, values = _scoped(where, now)
    sql = f"select {counts} from requests_clientrequest r where {' and '.join(said)} and {IS_OPEN}"  # noqa: S608
    (row,) = _rows(sql, values)
    return dict(zip(parts, row, strict=True))


def count_news_for_staff(*, where: QueueFilter, since: datetime) -> int:
    """Return how many open requests came in, or had a reply from the client, after an instant."""
    said, values = _scoped(where, since)
    sql = f"""
        select count(*) from requests_clientrequest r where {" and ".join(said)} and {IS_OPEN}
        and (r.received_at > %(now)s or (r.has_reply and exists (select 1 from requests_requestmessage m
            where m.request_id = r.id and m.by_client and m.at > %(now)s)))"""  # noqa: S608
    return int(_rows(sql, values)[0][0])


def count_by_department(*, establishment_id: int, now: datetime) -> Mapping[int, tuple[int, int]]:
    """Return for each department how many requests are open and how many of them late."""
    sql = f"""
        select r.department_id, count(*), count(*) filter (where {_PARTS[Show.LATE]})
        from requests_clientrequest r where r.establishment_id = %(establishment)s and {IS_OPEN}
        group by 1"""  # noqa: S608
    counted = _rows(sql, {"establishment": establishment_id, "now": now})
    return {department: (n, late) for department, n, late in counted}


def list_role_codes(*, actor_id: int, now: datetime) -> list[str]:
    """Return the codes of the roles that somebody holds now."""
    grants = list_grants(actor_id=actor_id)
    return sorted({g.role_code for g in grants if g.role_code and g.valid_from <= now < g.valid_until})


_PARTS: Final[Mapping[Show, str]] = {
    Show.OPEN: "true",
    Show.LATE: "r.due_at < %(now)s and r.paused_at is null",
    Show.DUE_TODAY: "r.due_at >= %(now)s and r.due_at < %(day_ends)s and r.paused_at is null",
    Show.NEW: "r.first_read_at is null",
    Show.MINE: "r.taken_by = any (%(mine)s::bigint[])",
    Show.REPLIES: "r.has_reply",
    Show.PAUSED: "r.paused_at is not null",
    Show.ESCALATED: "r.escalated_level > 0 and r.escalated_to = any (%(roles)s::text[])",
    Show.APPEALS: "r.appealed_from_id is not null",
    Show.ENDED: "true",
}
_LINES: Final = f"""
    select r.id, r.number, r.number_year, r.client_id, c.given_name, c.family_name, c.number, r.type_code,
        {words_sql("t.titles")}, t.pictogram, {words_sql("d.names")}, coalesce(u.name, ''), r.status,
        r.received_at, r.due_at, r.ended_at, r.paused_at, r.first_read_at, r.appealed_from_id, r.has_reply,
        r.resumes_on_reply, r.left_behind, r.escalated_level, r.taken_by
    from requests_clientrequest r
    join people_client c on c.id = r.client_id
    join requests_requesttype t on t.id = r.request_type_id
    join organisations_department d on d.id = r.department_id
    left join estate_unit u on u.id = r.unit_id"""  # noqa: S608
"""In SQL: building these questions from models took longer than answering them (benchmarks/pages)."""

_Asked = tuple[list[str], dict[str, Any]]
"""Conditions of this module, and the values that are bound to them."""


def _rows(sql: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found


def _scoped(where: QueueFilter, now: datetime) -> _Asked:
    said = ["r.establishment_id = %(establishment)s"]
    values: dict[str, Any] = {
        "establishment": where.establishment_id,
        "now": now,
        "day_ends": where.day_ends or now,
        "mine": list(where.mine),
        "roles": list(where.roles),
    }
    if where.departments:
        said.append("r.department_id = any (%(departments)s::bigint[])")
        values["departments"] = list(where.departments)
    if where.types:
        said.append("r.type_code = any (%(types)s::text[])")
        values["types"] = list(where.types)
    if where.unit_id is not None:
        said.append("r.unit_id = %(unit)s")
        values["unit"] = where.unit_id
    if where.taken_by is not None:
        said.append("r.taken_by = %(taken_by)s")
        values["taken_by"] = where.taken_by
    return said, values


def _narrowed(where: QueueFilter, now: datetime) -> _Asked:
    said, values = _scoped(where, now)
    said += [_PARTS[where.show], f"not {IS_OPEN}" if where.show is Show.ENDED else IS_OPEN]
    text = where.text.strip()
    if not text:
        return said, values
    number = _REFERENCE.fullmatch(text)
    if number is None:
        said.append("r.client_id = any (%(found)s::bigint[])")
        return said, values | {"found": [m.client_id for m in search_clients(text=text)]}
    said.append("r.number = %(number)s" + (" and r.number_year = %(year)s" if number[1] else ""))
    return said, values | {"number": int(number[2]), "year": int(number[1] or 0)}


_REFERENCE = re.compile(r"(?:([0-9]{4})-)?([0-9]{1,9})")


class _Found(NamedTuple):
    """What :data:`_LINES` selects, in its order."""

    id: UUID
    number: int
    number_year: int
    client_id: int
    given_name: str
    family_name: str
    client_number: str
    type_code: str
    title: str
    pictogram: str
    department: str
    unit: str
    status: str
    received_at: datetime
    due_at: datetime
    ended_at: datetime | None
    paused_at: datetime | None
    first_read_at: datetime | None
    appealed_from_id: UUID | None
    has_reply: bool
    resumes_on_reply: bool
    left_behind: bool
    escalated_level: int
    taken_by: int | None


def _row(row: _Found, names: Mapping[int, str], now: datetime) -> QueueRow:
    status = RequestStatus(row.status)
    return QueueRow(
        id=row.id,
        reference=f"{row.number_year}-{row.number}",
        client_id=row.client_id,
        client_name=f"{row.given_name[:1]}. {row.family_name}",
        client_number=row.client_number,
        type_code=row.type_code,
        title=row.title,
        pictogram=row.pictogram,
        department=row.department,
        unit=row.unit,
        status=status,
        received_at=row.received_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        is_late=status.is_open and row.paused_at is None and now > row.due_at,
        is_paused=row.paused_at is not None,
        is_read=row.first_read_at is not None,
        is_appeal=row.appealed_from_id is not None,
        has_reply=row.has_reply,
        awaits_reply=status.is_open and row.resumes_on_reply,
        left_behind=row.left_behind,
        escalated_level=row.escalated_level,
        taken_by=row.taken_by,
        taken_by_name=names.get(row.taken_by or 0, ""),
    )
