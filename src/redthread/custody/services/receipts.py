"""Writes of what a person was told."""

from datetime import datetime

from django.db import connection

from redthread.foundation.actor import Actor, require_client


def see_receipt(*, actor: Actor, receipt_id: int, at: datetime) -> None:
    """Note that the person has seen a receipt of theirs; of nobody else's."""
    require_client(actor)
    with connection.cursor() as cursor:
        cursor.execute("select custody_see_receipt(%s, %s)", [receipt_id, at])
