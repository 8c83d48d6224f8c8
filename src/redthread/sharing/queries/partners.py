"""Who outside may know what of somebody, and what was told to whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase
from redthread.sharing.enums import LegalBasis, Purpose

OPEN_ENDED: Final = date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class PartnerGrant:
    """One line of what an organisation may know of somebody.

    Attributes:
        offered: what the line would open; on the ground of consent it waits for the person's yes.
        reads, writes: what is open now.
        valid_until: None while no end is set.
        template: the line of the pack; empty where it was given by hand.
    """

    grant_id: int
    organisation_id: int
    organisation: str
    kind: str
    offered: InformationClass
    reads: InformationClass
    writes: InformationClass
    purpose: Purpose
    legal_basis: LegalBasis
    source: str
    template: str
    phase: str
    valid_from: datetime
    valid_until: datetime | None
    is_open: bool
    granted_by: str | None
    reason: str
    ended_why: str


@dataclass(frozen=True, slots=True)
class PartnerLink:
    """An organisation that works with somebody; ``without`` was taken out by hand."""

    organisation_id: int
    organisation: str
    kind: str
    without: InformationClass
    without_why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What an organisation was told on one day: all its answers of one kind together."""

    on: date
    organisation_id: int
    organisation: str
    classes: InformationClass
    purposes: tuple[str, ...]
    legal_bases: tuple[str, ...]
    what: str
    times: int
    last_at: datetime


def list_partner_grants(*, client_id: int, only_open: bool = True) -> list[PartnerGrant]:
    """Return what organisations may know of somebody, by organisation; ended lines last.

    A partner gets the lines of the own organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from sharing_list_grants(%s) where is_open or not %s", [client_id, only_open]
        )
        return [_grant(row) for row in cursor.fetchall()]


def list_partner_links(*, client_id: int) -> list[PartnerLink]:
    """Return the organisations that work with somebody, by name."""
    with connection.cursor() as cursor:
        cursor.execute("select * from sharing_list_links(%s)", [client_id])
        return [
            PartnerLink(row[0], row[1], row[2], InformationClass(row[3]), row[4], row[5])
            for row in cursor.fetchall()
        ]


def list_disclosures(*, client_id: int, before: datetime, limit: int = 50) -> list[Told]:
    """Return what was told to organisations about somebody, newest first; a day's answers in one line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.at::date, o.id, o.name, bit_or(d.classes), "
            "string_agg(distinct nullif(d.purpose, ''), ','), "
            "string_agg(distinct nullif(d.legal_basis, ''), ','), d.what, count(*), max(d.at) "
            "from sharing_disclosure d join organisations_partnerorganisation o on o.id = d.organisation_id "
            "where d.client_id = %s and d.at < %s group by 1, o.id, o.name, d.what "
            "order by max(d.at) desc limit %s",
            [client_id, before, limit],
        )
        return [
            Told(
                on=row[0],
                organisation_id=row[1],
                organisation=row[2],
                classes=InformationClass(row[3]),
                purposes=_split(row[4]),
                legal_bases=_split(row[5]),
                what=row[6],
                times=row[7],
                last_at=row[8],
            )
            for row in cursor.fetchall()
        ]


def phase_of(*, client_id: int) -> Phase | None:
    """Return the phase that somebody is in, as the guides said last; None before they said any."""
    with connection.cursor() as cursor:
        cursor.execute("select sharing_phase_of(%s)", [client_id])
        found = cursor.fetchone()[0]
    return Phase(found) if found else None


def _grant(row: tuple[Any, ...]) -> PartnerGrant:
    until: datetime = row[13]
    return PartnerGrant(
        grant_id=row[0],
        organisation_id=row[1],
        organisation=row[2],
        kind=row[3],
        offered=InformationClass(row[4]),
        reads=InformationClass(row[5]),
        writes=InformationClass(row[6]),
        purpose=Purpose(row[7]),
        legal_basis=LegalBasis(row[8]),
        source=row[9],
        template=row[10],
        phase=row[11],
        valid_from=row[12],
        valid_until=None if until.date() > OPEN_ENDED else until,
        is_open=row[14],
        granted_by=row[15],
        reason=row[16],
        ended_why=row[17],
    )


def _split(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(set(joined.split(",")))) if joined else ()
