"""Letters that reached nobody, handed over as soon as somebody can open them."""

from datetime import datetime

from django.db import connection, transaction

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.notices.public import NoticeKind
from redthread.organisations.public import find_organisation
from redthread.sharing.events import HandoverReplayed
from redthread.sharing.services.notify import tell_of


@transaction.atomic
def deliver_waiting(*, actor: Actor, at: datetime, organisation_id: int | None = None) -> int:
    """Hand over what somebody at the organisation can open now, tell them, and return how many.

    Staff name an organisation that they let in, and deliver what is about people they reach; the job names
    none and delivers the rest: an invitation and a new role open letters, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from sharing_deliver_waiting(%s, %s)", [organisation_id, at])
        rows = cursor.fetchall()
    for handover_id, client_id, to, kind in sorted(rows, key=lambda r: (r[1], r[0])):
        found = find_organisation(organisation_id=to)
        event = HandoverReplayed(
            client_id=client_id,
            info_class=InformationClass.IDENTITY,
            handover_id=handover_id,
            handover_kind=kind,
            organisation_id=to,
            organisation=found.name if found else "",
        )
        thread.record(actor, event, at=at)
        tell_of(handover_id=handover_id, kind=NoticeKind.TASK, at=at)
    return len(rows)
