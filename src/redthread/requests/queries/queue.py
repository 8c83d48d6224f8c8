"""The staff's queue: filtered, by page, and counted for the page of today."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redthread.custody.public import search_clients
from redthread.requests.enums import RequestStatus
from redthread.requests.models import ClientRequest
from redthread.requests.queries.names import names_of
from redthread.requests.queries.rows import words_in
from redthread.sharing.public import list_grants

OPEN = [s.value for s in RequestStatus if s.is_open]
PAGE = 40


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
    rows = _narrowed(where, now).values_list(*_COLUMNS, named=True)
    if where.show is Show.ENDED:
        if after is not None:
            rows = rows.filter(Q(ended_at__lt=after.at) | Q(ended_at=after.at, id__gt=after.id))
        found = list(rows.order_by("-ended_at", "id")[: limit + 1])
    else:
        if after is not None:
            rows = rows.filter(Q(due_at__gt=after.at) | Q(due_at=after.at, id__gt=after.id))
        found = list(rows.order_by("due_at", "id")[: limit + 1])
    shown = found[:limit]
    names = names_of(r.taken_by for r in shown)
    following = None
    if len(found) > limit:
        last = shown[-1]
        following = Cursor(last.ended_at or last.due_at if where.show is Show.ENDED else last.due_at, last.id)
    return QueuePage([_row(r, names, language, now) for r in shown], following)


def find_next(*, where: QueueFilter, now: datetime, than: UUID) -> UUID | None:
    """Return the request that comes after ``than`` in a queue, for the keyboard's "next"; None at its end."""
    this = ClientRequest.objects.filter(id=than).values_list("due_at", flat=True).first()
    rows = _narrowed(where, now).exclude(id=than)
    if this is not None:
        rows = rows.filter(Q(due_at__gt=this) | Q(due_at=this, id__gt=than))
    return rows.order_by("due_at", "id").values_list("id", flat=True).first()


def count_queue(*, where: QueueFilter, now: datetime) -> dict[Show, int]:
    """Return how many requests each part of a queue holds, in one pass: the page of today."""
    parts = {show: _part(show, where, now) for show in Show if show is not Show.ENDED}
    rows = _scoped(where).filter(status__in=OPEN)
    counts = rows.aggregate(**{show.value: Count("id", filter=part) for show, part in parts.items()})
    return {show: int(counts[show.value]) for show in parts}


def count_by_department(*, establishment_id: int, now: datetime) -> Mapping[int, tuple[int, int]]:
    """Return for each department how many requests are open and how many of them late."""
    rows = ClientRequest.objects.filter(establishment_id=establishment_id, status__in=OPEN)
    late = Q(due_at__lt=now, paused_at=None)
    counted = rows.values_list("department_id").annotate(all=Count("id"), late=Count("id", filter=late))
    return {department: (n, late) for department, n, late in counted.order_by("department_id")}


def list_role_codes(*, actor_id: int, now: datetime) -> list[str]:
    """Return the codes of the roles that somebody holds now."""
    grants = list_grants(actor_id=actor_id)
    return sorted({g.role_code for g in grants if g.role_code and g.valid_from <= now < g.valid_until})


def _scoped(where: QueueFilter) -> QuerySet[ClientRequest]:
    rows = ClientRequest.objects.filter(establishment_id=where.establishment_id)
    if where.departments:
        rows = rows.filter(department_id__in=where.departments)
    if where.types:
        rows = rows.filter(type_code__in=where.types)
    if where.unit_id is not None:
        rows = rows.filter(unit_id=where.unit_id)
    if where.taken_by is not None:
        rows = rows.filter(taken_by=where.taken_by)
    return rows


def _narrowed(where: QueueFilter, now: datetime) -> QuerySet[ClientRequest]:
    rows = _scoped(where).filter(_part(where.show, where, now))
    rows = rows.exclude(status__in=OPEN) if where.show is Show.ENDED else rows.filter(status__in=OPEN)
    if where.text.strip():
        rows = rows.filter(_matching(where.text.strip()))
    return rows


def _part(show: Show, where: QueueFilter, now: datetime) -> Q:
    parts = {
        Show.OPEN: Q(),
        Show.LATE: Q(due_at__lt=now, paused_at=None),
        Show.DUE_TODAY: Q(due_at__gte=now, due_at__lt=where.day_ends or now, paused_at=None),
        Show.NEW: Q(first_read_at=None),
        Show.MINE: Q(taken_by__in=list(where.mine)),
        Show.REPLIES: Q(has_reply=True),
        Show.PAUSED: Q(paused_at__isnull=False),
        Show.ESCALATED: Q(escalated_level__gt=0, escalated_to__in=list(where.roles)),
        Show.APPEALS: Q(appealed_from__isnull=False),
        Show.ENDED: Q(),
    }
    return parts[show]


_REFERENCE = re.compile(r"(?:([0-9]{4})-)?([0-9]{1,9})")


def _matching(text: str) -> Q:
    number = _REFERENCE.fullmatch(text)
    if number is None:
        return Q(client_id__in=[m.client_id for m in search_clients(text=text)])
    found = Q(number=int(number[2]))
    return found & Q(number_year=int(number[1])) if number[1] else found


_COLUMNS = (
    "id",
    "number",
    "number_year",
    "client_id",
    "client__given_name",
    "client__family_name",
    "client__number",
    "type_code",
    "request_type__titles",
    "request_type__pictogram",
    "department__names",
    "unit__name",
    "status",
    "received_at",
    "due_at",
    "ended_at",
    "paused_at",
    "first_read_at",
    "appealed_from_id",
    "has_reply",
    "resumes_on_reply",
    "left_behind",
    "escalated_level",
    "taken_by",
)
"""Forty rows of whole models cost three times as much as what a line shows."""


def _row(row: Any, names: Mapping[int, str], language: str, now: datetime) -> QueueRow:
    status = RequestStatus(row.status)
    return QueueRow(
        id=row.id,
        reference=f"{row.number_year}-{row.number}",
        client_id=row.client_id,
        client_name=f"{row.client__given_name[:1]}. {row.client__family_name}",
        client_number=row.client__number,
        type_code=row.type_code,
        title=words_in(row.request_type__titles, language),
        pictogram=row.request_type__pictogram,
        department=words_in(row.department__names, language),
        unit=row.unit__name or "",
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
