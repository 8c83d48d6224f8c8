"""The probation offices of the demonstration, who works there, and somebody under their supervision.

Everybody is invented.
"""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from redthread.demo.cast import PROBATION, STAFF_PASSWORD, TOTP_SECRET
from redthread.demo.chains import ENTRY_COLUMNS, Chain, head_rows, payload_text
from redthread.demo.copying import copy_lines, copy_rows
from redthread.demo.named import NAMED
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.pack import Pack
from redthread.signin.public import hash_password, seal

ROLE: Final = "probation_officer"


def write_offices(owner: Connection[Any], facilities: Path, pack: Pack, *, now: datetime, by: int) -> None:
    """Write the offices of the table, which hold nobody and supervise in the community, with their staff."""
    with facilities.open(encoding="utf-8", newline="") as rows:
        found = [r for r in csv.DictReader(rows) if r["type"] == "probation"]
    offices = [_office(owner, row, pack) for row in found]
    for n, office in enumerate(offices):
        for m, (given, family) in enumerate(NAMED[pack.country].probation):
            username = PROBATION if n == m == 0 else f"{PROBATION}-{n + 1}-{m + 1}"
            _member(owner, pack, office, (given, family), username, now=now)
    if offices:
        _supervised(owner, offices[0], pack, now=now, by=by)
    # What waits for the end of the transaction would keep tables from being loaded bare after this.
    owner.execute("set constraints all immediate")
    owner.execute("set constraints all deferred")


def _office(owner: Connection[Any], row: dict[str, str], pack: Pack) -> int:
    found = owner.execute(
        "insert into estate_establishment (code, name, pack, country, kind, town, latitude, longitude, "
        "timezone, is_open) values (%s, %s, %s, %s, 'probation', %s, %s, %s, %s, true) returning id",
        [
            row["code"],
            row["name"],
            pack.code,
            pack.country,
            row["town"],
            float(row["lat"]),
            float(row["lon"]),
            pack.timezone,
        ],
    ).fetchone()
    return _number(found)


def _member(
    owner: Connection[Any], pack: Pack, office: int, name: tuple[str, str], username: str, *, now: datetime
) -> None:
    role, home = pack.roles[ROLE], pack.languages[0]
    title = role.title.in_language(home)
    actor = _number(
        owner.execute(
            "insert into access.actor (kind, name, title, language, establishment_id) "
            "values ('staff', %s, %s, %s, %s) returning id",
            [" ".join(name), title, home, office],
        ).fetchone()
    )
    owner.execute(
        "insert into organisations_staffmember (actor_id, username, given_name, family_name, title, "
        "establishment_id, is_active) values (%s, %s, %s, %s, %s, %s, true)",
        [actor, username, *name, title, office],
    )
    owner.execute(
        "insert into access.reach_grant (actor_id, role_code, scope_kind, scope_id, read_mask, write_mask, "
        "valid_from, basis) values (%s, %s, 'establishment', %s, %s, %s, %s, 'role')",
        [actor, ROLE, office, int(role.reads), int(role.writes), now],
    )
    owner.execute(
        "insert into access.credential (actor_id, kind, secret) "
        "values (%s, 'password', %s), (%s, 'totp', %s)",
        [actor, hash_password(STAFF_PASSWORD), actor, seal(TOTP_SECRET)],
    )
    owner.execute(
        "insert into access.login_name (door, name, actor_id) values ('staff', %s, %s)", [username, actor]
    )


def _supervised(owner: Connection[Any], office: int, pack: Pack, *, now: datetime, by: int) -> None:
    """Write somebody who was released a while ago and is supervised by the office since."""
    given, family, born_on, gender, language = NAMED[pack.country].supervised
    released = now.replace(microsecond=0) - timedelta(days=40)
    came, until = released - timedelta(days=300), (released + timedelta(days=365)).date()
    client_id = _number(owner.execute("select nextval('people_client_id_seq')").fetchone())
    status_id = UUID(int=client_id, version=4)
    number = f"K{came.year % 100:02}{client_id:06}"
    owner.execute(
        "insert into people_client (id, number, given_name, family_name, born_on, gender, language, "
        "search_key, created_at) values (%s, %s, %s, %s, %s, %s, %s, people_search_key(%s, %s, %s), %s)",
        [client_id, number, given, family, born_on, gender, language, given, family, number, came],
    )
    owner.execute(
        "insert into access.actor (kind, name, title, language, client_id) values ('client', %s, '', %s, %s)",
        [f"{given} {family}", language, client_id],
    )
    owner.execute(
        "insert into custody_supervision (client_id, establishment_id, period, until) "
        "values (%s, %s, tstzrange(%s, null), %s)",
        [client_id, office, released, until],
    )
    owner.execute(
        "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, recorded_by, "
        "withdrawn_reason) values (%s, %s, 'on_supervision', tstzrange(%s, null), '', %s, %s, '')",
        [status_id, client_id, released, released, by],
    )
    owner.execute(
        "insert into access.client_place (client_id, establishment_id, unit_id) values (%s, %s, null)",
        [client_id, office],
    )
    chain = Chain(client_id)
    payload: dict[str, Any] = {"establishment_id": office, "until": until.isoformat()}
    chain.add(released, int(C.PHASE), "custody.supervision_started", by, payload_text(payload))
    payload = {"status": "on_supervision", "begins_at": released.isoformat(), "corrects": ""}
    chain.add(released, int(C.PHASE), "custody.status_on_supervision", by, payload_text(payload))
    copy_lines(owner, "thread.entry", ENTRY_COLUMNS, chain.lines())
    copy_rows(owner, "thread.head", ("client_id", "seq", "hash"), head_rows([chain]))


def _number(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0
