"""Reads of restrictions: what is closed now, until when, and who decided it."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection

from redthread.custody.models import Restriction
from redthread.custody.queries.sentences import find_jurisdiction
from redthread.custody.rules import restrictions as rules
from redthread.jurisdiction.custody import CustodyRules, load_custody_rules

GENERIC = "generic"


@lru_cache(maxsize=16)
def custody_rules(pack: str) -> CustodyRules:
    """Return the rules of a pack on restrictions and segregation; read once."""
    return load_custody_rules(settings.PACKS / pack)


def rules_for(*, client_id: int) -> CustodyRules:
    """Return the rules that hold where a client is or was last."""
    found = find_jurisdiction(client_id=client_id)
    return custody_rules(found.pack if found else GENERIC)


def find_closed_channels(*, client_id: int, at: datetime) -> dict[str, datetime | None]:
    """Return the channels that are closed for a client at an instant, each with its end (None: until lifted).

    Everybody who reaches the person may ask, whatever they may read: what is closed is closed for all.

    Raises:
        django.db.ProgrammingError: the client is out of reach.
    """
    with connection.cursor() as cursor:
        cursor.execute("select channel, closed_until from custody_closed_channels(%s, %s)", [client_id, at])
        return dict(cursor.fetchall())


def is_contact_closed(*, client_id: int, channel: str, party: str, at: datetime) -> bool:
    """Say whether a channel to a party (``counsel``, ``relative``, …) is closed for a client."""
    always_open = rules_for(client_id=client_id).always_open
    closed = find_closed_channels(client_id=client_id, at=at)
    return rules.is_closed(channel=channel, party=party, closed=closed, always_open=always_open)


def find_closed_types(
    *, client_id: int, pack: str, at: datetime
) -> Mapping[str, tuple[str, datetime | None]]:
    """Return the types of requests whose channel is closed for a client, each with channel and end."""
    closed = find_closed_channels(client_id=client_id, at=at)
    rules = custody_rules(pack).channels
    return {
        code: (channel, until) for channel, until in closed.items() for code in rules[channel].request_types
    }


def find_closed_ways(*, client_id: int, at: datetime) -> frozenset[str]:
    """Return the ways to people outside (``message``, ``letter`` …) that restrictions close at an instant.

    Raises:
        django.db.ProgrammingError: the client is out of reach.
    """
    with connection.cursor() as cursor:
        cursor.execute("select unnest(closes) from custody_closed_channels(%s, %s)", [client_id, at])
        return frozenset(row[0] for row in cursor.fetchall())


def has_restrictions(*, client_id: int, at: datetime) -> bool:
    """Say whether anything is closed for a client at an instant, or they are segregated, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from custody_restriction where client_id = %s and withdrawn_at is null "
            "and period @> %s) or exists (select 1 from custody_segregation where client_id = %s "
            "and upper_inf(period))",
            [client_id, at, client_id],
        )
        return bool(cursor.fetchone()[0])


def list_restrictions(*, client_id: int) -> list[Restriction]:
    """Return every restriction that was entered for a client, withdrawn ones too, newest first."""
    return list(Restriction.objects.filter(client_id=client_id).order_by("-period", "channel"))


def list_restrictions_now(*, client_id: int, at: datetime) -> list[Restriction]:
    """Return the restrictions that hold for a client at an instant, as far as the actor may read them."""
    rows = Restriction.objects.filter(client_id=client_id, withdrawn_at=None, period__contains=at)
    return list(rows.order_by("channel"))
