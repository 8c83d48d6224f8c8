"""What waits to be read for control. Words are not read here: a look is a service, it leaves a trace."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.messages.enums import ReviewCause, Side
from redthread.messages.models import ClientReview


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits to be read."""

    message_id: UUID
    client_id: int
    client_name: str
    party: str
    side: Side
    at: datetime
    due_at: datetime
    told_roles: tuple[str, ...]
    is_held: bool
    causes: tuple[ReviewCause, ...]
    attachments: int


def list_reviews(*, establishment_id: int, limit: int = 60) -> list[Waiting]:
    """Return what waits at a place within the reviewer's reach: held first, by its clock.

    Raises:
        django.db.ProgrammingError: the actor reviews nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.review_queue(%s, %s)", [establishment_id, limit])
        return [
            Waiting(
                message_id=r[0],
                client_id=r[1],
                client_name=r[2],
                party=r[3],
                side=Side(r[4]),
                at=r[5],
                due_at=r[6],
                told_roles=tuple(r[7]),
                is_held=r[8],
                causes=tuple(ReviewCause(c) for c in r[9]),
                attachments=r[10],
            )
            for r in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """A message that waits too long, told to a role of whoever asks: about whom, never what or with whom."""

    message_id: UUID
    client_id: int
    client_name: str
    due_at: datetime
    is_held: bool


def list_told(*, at: datetime) -> list[Told]:
    """Return what waits too long to be read and was told to a role of the acting member of staff.

    Raises:
        django.db.ProgrammingError: the actor is no member of staff.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from messages.told_late(%s)", [at])
        return [Told(*row) for row in cursor.fetchall()]


def find_client_review(*, client_id: int, at: datetime) -> ClientReview | None:
    """Return the decision that every message of a client is read first, while it holds; or None."""
    return ClientReview.objects.filter(
        client_id=client_id, ended_at=None, begins_at__lte=at, ends_at__gt=at
    ).first()
