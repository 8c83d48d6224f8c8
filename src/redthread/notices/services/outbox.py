"""Telling an address that something waits, and sending what was told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE
from redthread.notices import rules
from redthread.notices.enums import NoticeKind
from redthread.notices.events import NoticeGivenUp
from redthread.notices.models import Notice
from redthread.notices.permissions import Permission
from redthread.notices.ports import Mail, NotDeliveredError, Postman
from redthread.notices.services.words import subject_of, text_of

NO_CLASS: Final = InformationClass(0)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What sending needs of the installation.

    Attributes:
        postman: who takes the mails.
        address: where this house is reached: ``https://redthread.example``.
        host: the right side of a mail's identifier.
        seal, unseal: how a secret is kept until it is sent.
    """

    postman: Postman
    address: str
    host: str
    seal: Callable[[str], str]
    unseal: Callable[[str], str | None]


_connected: list[Outgoing] = []


def connect_outgoing(outgoing: Outgoing) -> None:
    """Say who takes mails and where this house is (project/wiring)."""
    _connected[:] = [outgoing]


def seal(secret: str) -> str:
    """Return the end of a link, or a code, as an outbox keeps it until it leaves."""
    return _connected[-1].seal(secret) if secret else ""


def tell(
    *,
    cursor: CursorWrapper,
    address: str,
    language: str,
    kind: str,
    about: str,
    at: datetime,
    door: str = "partner",
    secret: str = "",
) -> bool:
    """Tell an address that something waits; it is sent within a minute. False: that is being told already.

    Only the sign-in may, for codes to people who are not in yet. Others tell by functions of their SQL that
    know their reason and look the address up; those call ``notices_tell``.

    Args:
        cursor: the sign-in's own.
        kind: one of :class:`NoticeKind`; the mail's whole text follows from it.
        about: a kind and a number, never a name: ``handover:7b6f…``.
        door: the door that the mail leads to.
        secret: for an invitation what follows the door's address, for a code the code.

    Raises:
        ValueError: the kind is unknown, or there is no address.
    """
    if not address:
        msg = "a notice needs an address"
        raise ValueError(msg)
    values: list[Any] = [
        uuid4(),
        address.strip()[:254],
        language,
        door,
        NoticeKind(kind).value,
        about,
        seal(secret),
        at,
    ]
    cursor.execute("select notices_tell(%s, %s, %s, %s, %s, %s, %s, %s)", values)
    return bool(cursor.fetchone()[0])


@transaction.atomic
def send_next(*, actor: Actor, at: datetime) -> bool | None:
    """Send the notice that is due first, with every other one that would say the same to the same address.

    Returns:
        True when a mail was taken or given up, False when the server cannot be reached (try no more now),
        None when nothing is due.
    """
    require(actor, Permission.MANAGE)
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(
        sent_at=None, failed_at=None, next_try_at__lte=at
    )
    first = waiting.order_by("next_try_at", "id").first()
    if first is None:
        return None
    batch = [first]
    if not first.secret:
        same = waiting.filter(address=first.address, kind=first.kind, door=first.door, secret="")
        batch = list(same.order_by("next_try_at", "id"))
    try:
        _connected[-1].postman.send(_mail(first))
    except NotDeliveredError as error:
        _failed(actor, batch, error, at)
        return not error.is_server
    Notice.objects.filter(id__in=[n.id for n in batch]).update(sent_at=at, secret="", error="")
    return True


def forget_sent(*, actor: Actor, at: datetime) -> int:
    """Forget what was sent, and what was put away, longer ago than the rule keeps it; return how many."""
    require(actor, Permission.MANAGE)
    old = at - rules.KEPT_FOR
    deleted, _ = Notice.objects.filter(sent_at__lt=old).delete()
    away, _ = Notice.objects.filter(put_away_at__lt=old).delete()
    return deleted + away


def _failed(actor: Actor, batch: list[Notice], error: NotDeliveredError, at: datetime) -> None:
    for notice in batch:
        notice.tries += 1
        notice.error = error.said[:200]
        due = rules.next_try(tries=notice.tries, at=at, is_final=error.is_final)
        if due is None:
            notice.failed_at = at
            event = NoticeGivenUp(
                client_id=HOUSE, info_class=NO_CLASS, notice_id=str(notice.id), tries=notice.tries
            )
            thread.record(actor, event, at=at)
        else:
            notice.next_try_at = due
        notice.save(update_fields=["tries", "error", "failed_at", "next_try_at"])


def _mail(notice: Notice) -> Mail:
    outgoing, kind = _connected[-1], NoticeKind(notice.kind)
    secret = outgoing.unseal(notice.secret) if notice.secret else ""
    what = f"{outgoing.address}/{notice.door}/"
    if kind is NoticeKind.CODE:
        what = secret or ""
    elif secret:
        what += secret
    return Mail(
        message_id=f"<{notice.id}@{outgoing.host}>",
        address=notice.address,
        language=notice.language,
        subject=subject_of(kind, notice.language),
        text=text_of(kind, notice.language, what),
    )
