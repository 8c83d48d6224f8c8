"""Reads of handovers: an organisation's inbox, a person's list, and what waits for a call."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.foundation.classes import InformationClass
from redthread.sharing.models import Handover


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One handover as its organisation sees it.

    Attributes:
        classes: what of it the reader may see now.
        step: the last step that was done: delivered, fetched, acknowledged or acted.
        due_at: when the next step is due; None when nothing is left to do.
    """

    handover_id: UUID
    kind: str
    client_id: int
    client_name: str
    client_number: str
    classes: InformationClass
    step: str
    created_at: datetime
    due_at: datetime | None
    is_late: bool


def list_inbox(*, at: datetime, only_open: bool = True, limit: int = 50, offset: int = 0) -> list[InboxLine]:
    """Return the handovers of the reader's own organisation, the first due first; finished ones newest first.

    Only those about people whom the reader may see are in it. Call as a partner.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.id, h.kind, c.id, c.given_name || ' ' || c.family_name, c.number, "
            "h.info_mask & k.read_mask, "
            "case when h.acted_at is not null then 'acted' "
            "when h.acknowledged_at is not null then 'acknowledged' "
            "when h.fetched_at is not null then 'fetched' else 'delivered' end, h.created_at, h.due_at, "
            "coalesce(h.due_at < %s, false) "
            "from sharing_handover h join access.caseload k on k.client_id = h.client_id "
            "and k.actor_id = access.actor_id() and k.valid_until > now() "
            "join people_client c on c.id = h.client_id "
            "where h.organisation_id = (select access.organisation_id()) and h.ended_at is null "
            "and (h.due_at is not null) = %s "
            "order by h.due_at, h.created_at desc, h.id limit %s offset %s",
            [at, only_open, limit, offset],
        )
        return [
            InboxLine(row[0], row[1], row[2], row[3], row[4], InformationClass(row[5]), *row[6:10])
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many handovers of the reader's organisation are open, and late."""

    open: int
    late: int


def count_inbox(*, at: datetime) -> InboxCounts:
    """Return how much waits for the reader's own organisation; call as a partner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(*) filter (where h.due_at < %s) from sharing_handover h "
            "join access.caseload k on k.client_id = h.client_id and k.actor_id = access.actor_id() "
            "and k.valid_until > now() "
            "where h.organisation_id = (select access.organisation_id()) and h.due_at is not null",
            [at],
        )
        return InboxCounts(*cursor.fetchone())


def find_handover(*, handover_id: UUID) -> Handover | None:
    """Return a handover within reach, with its organisation and client, or None."""
    return Handover.objects.select_related("organisation", "client").filter(id=handover_id).first()


def list_handovers(*, client_id: int, limit: int = 100) -> list[Handover]:
    """Return what was handed to organisations about somebody, newest first; a partner gets the own ones."""
    rows = Handover.objects.select_related("organisation").filter(client_id=client_id)
    return list(rows.order_by("-created_at", "id")[:limit])


def list_waiting_handovers(*, at: datetime, limit: int = 100) -> list[Handover]:
    """Return handovers within reach that nobody answered in time or that reached nobody, latest first."""
    rows = Handover.objects.select_related("organisation", "organisation__desk", "client").exclude(
        due_at=None
    )
    late = rows.filter(due_at__lt=at) | rows.exclude(dead_letter="")
    return list(late.order_by("due_at", "id")[:limit])
