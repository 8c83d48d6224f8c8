"""Who looked at whom in the last weeks: without looks, "who has read my file" would be empty."""

from datetime import datetime
from typing import Any

from psycopg import Connection

DAYS = 21
"""Records opened outside somebody's reach are looked at further back: `care.py`, up to four months."""


def write_looks(owner: Connection[Any], *, now: datetime) -> None:
    """Leave the look behind every reading and answer of the last weeks, as the pages would have."""
    owner.execute("select access.ensure_audit_partitions(%s::timestamptz - interval '5 months', 7)", [now])
    owner.execute(
        "insert into access.read_audit (at, actor_id, client_id, classes, route, purpose) "
        "select e.at - interval '40 seconds', e.actor_id, e.client_id, e.info_class, "
        "'staff:request', '' "
        "from thread.entry e where e.at > %s::timestamptz - make_interval(days => %s) "
        "and e.kind in ('requests.read', 'requests.approved', 'requests.declined', 'requests.returned')",
        [now, DAYS],
    )
