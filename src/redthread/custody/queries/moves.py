"""Reads of journeys, times away, arrivals, and of what a person was told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.custody.enums import ArrivalStatus, TransferReason, TransferStatus
from redthread.custody.models import Absence, ExpectedArrival, Receipt, Transfer
from redthread.custody.models.transfer import OPEN


@dataclass(frozen=True, slots=True)
class OpenTransfer:
    """A transfer from or to an establishment that is not over; who decided is empty before the decision."""

    id: UUID
    client_id: int
    number: str
    given_name: str
    family_name: str
    language: str
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    status: TransferStatus
    reason: TransferReason
    planned_at: datetime
    departed_at: datetime | None
    proposed_by: str
    decided_by: str


def list_open_transfers(*, establishment_id: int) -> list[OpenTransfer]:
    """Return the transfers from and to an establishment that are not over, by day; logged as a look.

    A proposal is seen by the place that proposes alone. Who comes is seen before the person is in reach.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from custody_open_transfers(%s)", [establishment_id])
        return [
            OpenTransfer(
                *[*row[:10], TransferStatus(row[10]), TransferReason(row[11]), *row[12:15], row[15] or ""]
            )
            for row in cursor.fetchall()
        ]


def get_transfer(*, transfer_id: UUID) -> Transfer:
    """Return one transfer within reach, with both places.

    Raises:
        Transfer.DoesNotExist: there is none within reach.
    """
    return Transfer.objects.select_related("client", "from_establishment", "to_establishment").get(
        id=transfer_id
    )


def find_open_transfer(*, client_id: int) -> Transfer | None:
    """Return a client's transfer that is not over, or None."""
    rows = Transfer.objects.select_related("from_establishment", "to_establishment")
    return rows.filter(client_id=client_id, status__in=OPEN).first()


def find_absence(*, client_id: int) -> Absence | None:
    """Return where a client is while out, or None."""
    return Absence.objects.filter(client_id=client_id, period__endswith=None).first()


def list_absences_now(*, establishment_id: int) -> list[Absence]:
    """Return who is out of an establishment now, who should be back first."""
    rows = Absence.objects.filter(establishment_id=establishment_id, period__endswith=None)
    return list(rows.select_related("client").order_by("expected_back_at", "id"))


def list_expected(*, establishment_id: int) -> list[ExpectedArrival]:
    """Return who is expected from outside, by the time."""
    rows = ExpectedArrival.objects.filter(establishment_id=establishment_id, status=ArrivalStatus.EXPECTED)
    return list(rows.order_by("expected_at", "id"))


def find_expected(*, arrival_id: UUID) -> ExpectedArrival | None:
    """Return somebody who is still expected at one's own place, or None."""
    return ExpectedArrival.objects.filter(id=arrival_id, status=ArrivalStatus.EXPECTED).first()


def list_receipts(*, client_id: int, limit: int = 20) -> list[Receipt]:
    """Return what a person was told, newest first."""
    return list(Receipt.objects.filter(client_id=client_id).order_by("-at", "-id")[:limit])
