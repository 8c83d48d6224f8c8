"""Entries of the thread that are written while nobody is inside yet."""

from datetime import datetime

from django.db.backends.utils import CursorWrapper

from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE, ThreadEvent

NO_CLASS = InformationClass(0)


def chain_of(client_id: int | None) -> tuple[int, InformationClass]:
    """Return the chain and class of an entry about a client, or of one about a member of staff (None)."""
    return (HOUSE, NO_CLASS) if client_id is None else (client_id, InformationClass.IDENTITY)


def note(cursor: CursorWrapper, event: ThreadEvent, *, actor_id: int | None, at: datetime) -> None:
    """Append an entry as the person who has just proved themselves, or as the house (None)."""
    cursor.execute(
        "select access.note_sign_in(%s, %s, %s, %s, %s, %s)",
        [actor_id, event.client_id, int(event.info_class), event.kind, event.payload_text(), at],
    )
