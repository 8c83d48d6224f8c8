"""Reads of the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from redthread.foundation.actor import Actor, require
from redthread.notices.models import Notice
from redthread.notices.permissions import Permission


@dataclass(frozen=True, slots=True)
class Told:
    """How the latest notice about something stands: sent, given up, or (neither) still waiting."""

    sent_at: datetime | None
    failed_at: datetime | None


def list_dead_letters(*, actor: Actor, limit: int = 200) -> list[Notice]:
    """Return what could not be delivered and nobody has looked after, latest first."""
    require(actor, Permission.MANAGE)
    rows = Notice.objects.filter(failed_at__isnull=False, put_away_at=None)
    return list(rows.order_by("-failed_at", "id")[:limit])


def count_waiting(*, actor: Actor) -> int:
    """Return how many notices wait to be sent: a number that grows says that the mail server is down."""
    require(actor, Permission.MANAGE)
    return Notice.objects.filter(sent_at=None, failed_at=None).count()


def find_told(*, about: list[str]) -> dict[str, Told]:
    """Return how the latest notice about each of these stands; for staff and jobs."""
    with connection.cursor() as cursor:
        cursor.execute("select about, sent_at, failed_at from notices_state(%s)", [about])
        return {row[0]: Told(sent_at=row[1], failed_at=row[2]) for row in cursor.fetchall()}
