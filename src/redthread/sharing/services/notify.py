"""Telling an organisation that something waits for it, by mail, with nothing personal in it."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.notices.public import NoticeKind


def tell_of(*, handover_id: UUID, kind: NoticeKind, at: datetime) -> int:
    """Send "something waits for you" to the desk and the coordinators of whom a handover went to.

    Whom to tell is said in the database (``sharing_whom_at``), where messages ask it, too.

    Args:
        kind: ``TASK`` when it came, ``REMINDER`` when its clock ran out; each is told once.

    Returns:
        To how many it was told now.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sharing_tell_of(%s, %s, %s)", [handover_id, kind.value, at])
        return int(cursor.fetchone()[0])
