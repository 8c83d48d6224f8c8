"""Looking after what could not be delivered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.events import HOUSE
from redthread.notices.events import NoticeHandled
from redthread.notices.models import Notice
from redthread.notices.permissions import Permission
from redthread.notices.services.outbox import NO_CLASS


@transaction.atomic
def try_again(*, actor: Actor, notice_id: UUID, at: datetime, address: str = "") -> None:
    """Send a dead letter once more, to another address when the first was wrong."""
    notice = _dead(actor, notice_id)
    notice.address = address.strip()[:254] or notice.address
    notice.tries, notice.failed_at, notice.next_try_at, notice.error = 0, None, at, ""
    notice.save(update_fields=["address", "tries", "failed_at", "next_try_at", "error"])
    _note(actor, notice, "again", at)


@transaction.atomic
def put_away(*, actor: Actor, notice_id: UUID, at: datetime) -> None:
    """Put a dead letter away: somebody told the person another way, or it is of no use any more."""
    notice = _dead(actor, notice_id)
    notice.put_away_at, notice.secret = at, ""
    notice.save(update_fields=["put_away_at", "secret"])
    _note(actor, notice, "away", at)


def _dead(actor: Actor, notice_id: UUID) -> Notice:
    require(actor, Permission.MANAGE)
    return Notice.objects.select_for_update().get(id=notice_id, failed_at__isnull=False, put_away_at=None)


def _note(actor: Actor, notice: Notice, how: str, at: datetime) -> None:
    event = NoticeHandled(client_id=HOUSE, info_class=NO_CLASS, notice_id=str(notice.id), how=how)
    thread.record(actor, event, at=at)
