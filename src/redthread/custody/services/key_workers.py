"""Writes of who is there for a client."""

from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.events import KeyWorkerAssigned, KeyWorkerEnded
from redthread.custody.models import KeyWorker
from redthread.custody.permissions import Permission
from redthread.custody.queries.key_workers import most_clients
from redthread.custody.services.common import require_stay
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.organisations.public import get_staff_member


class KeyWorkerRefusedError(DomainError):
    """This member of staff cannot be the client's key worker."""

    status = 422


@transaction.atomic
def assign_key_worker(*, actor: Actor, client_id: int, staff_actor_id: int, at: datetime) -> KeyWorker:
    """Make somebody who works where the client is held their key worker; a former one is relieved.

    Raises:
        NotHeldError: the client is held nowhere now.
        KeyWorkerRefusedError: the person does not work there, or has as many as one can have.
    """
    require(actor, Permission.PLACE)
    require_stay(client_id)
    current = find_current(client_id)
    if current is not None:
        if current.staff_actor_id == staff_actor_id:
            return current
        end_key_worker(current, actor=actor, at=at)
    return begin_key_worker(client_id, staff_actor_id, actor=actor, at=at)


def find_current(client_id: int) -> KeyWorker | None:
    """Return the assignment that goes on."""
    return KeyWorker.objects.filter(client_id=client_id, period__endswith=None).first()


def begin_key_worker(client_id: int, staff_actor_id: int, *, actor: Actor, at: datetime) -> KeyWorker:
    """Begin an assignment: the row, the reach, the entry."""
    member = get_staff_member(actor_id=staff_actor_id)
    most = most_clients(establishment_id=member.establishment_id) if member.establishment_id else 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select custody_begin_key_worker(%s, %s, %s, %s)", [client_id, staff_actor_id, most, at]
            )
            new_id = int(cursor.fetchone()[0])
    except DatabaseError as refused:
        raise KeyWorkerRefusedError(
            _("This person does not work where the client is held, or has as many clients as one can have.")
        ) from refused
    event = KeyWorkerAssigned(
        client_id=client_id,
        info_class=InformationClass.STAFF_CONTACT,
        staff_actor_id=staff_actor_id,
        name=str(member),
    )
    thread.record(actor, event, at=at)
    return KeyWorker.objects.get(id=new_id)


def end_key_worker(current: KeyWorker, *, actor: Actor, at: datetime) -> str:
    """End an assignment and return the name of who was relieved."""
    with connection.cursor() as cursor:
        cursor.execute("select custody_end_key_worker(%s, %s)", [current.client_id, at])
    name = str(get_staff_member(actor_id=current.staff_actor_id))
    event = KeyWorkerEnded(
        client_id=current.client_id,
        info_class=InformationClass.STAFF_CONTACT,
        staff_actor_id=current.staff_actor_id,
        name=name,
    )
    thread.record(actor, event, at=at)
    return name
