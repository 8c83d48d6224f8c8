"""One row for each answer to a partner; the person reads them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from redthread.foundation.actor import Actor, ActorKind
from redthread.foundation.classes import InformationClass


@transaction.atomic
def disclose(
    *, actor: Actor, client_ids: Iterable[int], classes: InformationClass, what: str, at: datetime
) -> int:
    """Keep that a partner was told something about these people; return for how many.

    Args:
        classes: what the page or list shows; kept is what of it the partner was granted.
        what: the page, such as ``partner:plan``.

    Somebody out of the partner's reach gets no row: they are in no answer. Nothing happens for others than
    partners, whose looks are in the log of looks.
    """
    clients = sorted(set(client_ids))
    if actor.kind is not ActorKind.PARTNER or not clients:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select sharing_disclose(%s, %s, %s, %s)", [clients, int(classes), what, at])
        return int(cursor.fetchone()[0])
