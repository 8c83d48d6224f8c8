"""Absences with cover, and records opened outside somebody's reach: what happens beside the requests."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection
from psycopg.types.range import DateRange

from redthread.demo.cast import Cast
from redthread.demo.chains import ENTRY_COLUMNS, Chain, payload_text
from redthread.demo.copying import copy_lines
from redthread.demo.people import ClientPlan, Population, StaffPlan
from redthread.demo.words import FreeWords
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import HOUSE
from redthread.jurisdiction.pack import Pack

AWAY_IN_A_YEAR, AWAY_NOW = 0.5, 0.05
"""Share of those who answer that noted an absence in the last year, and of those away now: own estimates."""
LONGEST = 21
GLASS_A_PLACE = 3
BREAKS_GLASS = "sharing.break_glass"
_NOT_REVIEWED_YET = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Opened:
    """A record opened outside somebody's reach."""

    grant_id: int
    by: StaffPlan
    client: ClientPlan
    purpose: str
    reason: str
    at: datetime
    until: datetime


def write_absences(
    owner: Connection[Any], population: Population, cast: Cast, words: FreeWords, now: datetime, seed: int
) -> None:
    """Note who was and is away and who covers, and keep it in the thread of the house."""
    chance, today = random.Random(seed + 5), now.date()
    head = owner.execute("select seq, hash from thread.head where client_id = %s", [HOUSE]).fetchone()
    house = Chain(HOUSE) if head is None else Chain(HOUSE, seq=head[0], hash=head[1])
    rows: list[tuple[Any, ...]] = []
    for absent, cover, first, last in _absences(population, cast, today, chance):
        noted = datetime.combine(first, time(chance.randrange(6, 15), chance.randrange(60)), now.tzinfo)
        at = min(noted - timedelta(days=chance.randint(1, 30)), now)
        note = words.staff("absence", "note", chance)
        rows.append((absent, cover, DateRange(first, last + timedelta(days=1)), note, absent, at))
        said = {
            "absent_actor_id": absent,
            "cover_actor_id": cover,
            "from_on": first.isoformat(),
            "until_on": last.isoformat(),
        }
        house.add(at, 0, "requests.absence_set", absent, payload_text(said))
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into requests_absence (absent, cover, days, note, set_by, set_at) "
            "values (%s, %s, %s, %s, %s, %s)",
            rows,
        )
    copy_lines(owner, "thread.entry", ENTRY_COLUMNS, house.lines())
    owner.execute(
        "update thread.head set seq = %s, hash = %s where client_id = %s", [house.seq, house.hash, HOUSE]
    )


def _absences(
    population: Population, cast: Cast, today: date, chance: random.Random
) -> list[tuple[int, int, date, date]]:
    """Return who is absent, who covers, first and last day; the covers have the same role and reach."""
    alike: dict[str, list[StaffPlan]] = {}
    for member in population.staff:
        if member.departments and member.role != "key_worker":
            alike.setdefault(f"{member.establishment_id}{sorted(map(str, member.roles))}", []).append(member)
    found = []
    named = {m.actor_id for m in cast.staff.values()}
    for group in (g for g in alike.values() if len(g) > 1):
        for place, member in enumerate(group):
            cover = group[place - 1].actor_id
            if chance.random() < AWAY_IN_A_YEAR:
                first = today - timedelta(days=chance.randint(40, 330))
                found.append(
                    (member.actor_id, cover, first, first + timedelta(days=chance.randint(0, LONGEST)))
                )
            is_covered = member is cast.covered
            if is_covered or (chance.random() < AWAY_NOW and member.actor_id not in named):
                first = today - timedelta(days=chance.randint(1, 5))
                last = today + timedelta(days=chance.randint(2, 9))
                by = cast.staff["officer"].actor_id if is_covered else cover
                found.append((member.actor_id, by, first, last))
    return found


def plan_glass(
    population: Population, pack: Pack, words: FreeWords, now: datetime, seed: int, *, first_grant: int
) -> list[Opened]:
    """Draw a few records that were opened outside somebody's reach, the last one yesterday."""
    chance = random.Random(seed + 6)
    may = [m for m in population.staff if BREAKS_GLASS in pack.roles[m.role].permissions and m.departments]
    purposes = [p for p in words.codes("glass") if p in {"emergency", "cover", "court", "complaint"}]
    places = {m.establishment_id for m in may}
    found = []
    for number in range(GLASS_A_PLACE * len(places)):
        by = chance.choice(may)
        others = [c for c in population.clients if c.establishment.id != by.establishment_id]
        if not others:
            continue
        client, purpose = chance.choice(others), chance.choice(purposes)
        ago = timedelta(days=1) if number == 0 else timedelta(days=chance.uniform(3, 120))
        at = now - ago
        if purpose != "emergency":  # those come at any hour
            at = at.replace(hour=chance.randrange(7, 15))
        at = max(at, client.arrived_at + timedelta(hours=1)).replace(microsecond=0)
        reason = words.staff("glass", purpose, chance)
        found.append(
            Opened(first_grant + number, by, client, purpose, reason, at, at + timedelta(minutes=60))
        )
    return found


def keep_glass(
    opened: list[Opened], chains: dict[int, Chain], cast: Cast, words: FreeWords, now: datetime, seed: int
) -> None:
    """Note in the clients' threads who opened their records and, mostly, what the review found."""
    chance, identity = random.Random(seed + 7), int(InformationClass.IDENTITY)
    for one in opened:
        said = {"purpose": one.purpose, "reason": one.reason, "until": one.until.isoformat()}
        chain = chains[one.client.client_id]
        chain.add(one.at, identity, "sharing.glass_broken", one.by.actor_id, payload_text(said))
        if one.at + _NOT_REVIEWED_YET < now:
            verdict = "justified" if chance.random() < 0.85 else "follow_up"  # noqa: PLR2004 - an own estimate
            note = words.staff("glass", verdict, chance)
            at = one.at + timedelta(days=chance.uniform(1, 2.5))
            checked = {"grant_id": one.grant_id, "verdict": verdict, "note": note}
            chain.add(
                at.replace(microsecond=0),
                identity,
                "sharing.glass_reviewed",
                cast.staff["protection"].actor_id,
                payload_text(checked),
            )


def write_glass(owner: Connection[Any], opened: list[Opened], pack: Pack) -> None:
    """Write the reach that was opened, and the looks that were taken with it."""
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into access.reach_grant (id, actor_id, scope_kind, scope_id, read_mask, write_mask, "
            "valid_from, valid_until, basis, reason, granted_by) overriding system value "
            "values (%s, %s, 'client', %s, %s, 0, %s, %s, %s, %s, %s)",
            [
                (
                    one.grant_id,
                    one.by.actor_id,
                    one.client.client_id,
                    int(pack.roles[one.by.role].reads),
                    one.at,
                    one.until,
                    f"break-glass:{one.purpose}",
                    one.reason,
                    one.by.actor_id,
                )
                for one in opened
            ],
        )
        cursor.execute(
            "select setval(pg_get_serial_sequence('access.reach_grant', 'id'), (select max(id) from "
            "access.reach_grant))"
        )
        cursor.executemany(
            "insert into access.read_audit (at, actor_id, client_id, classes, route, purpose) "
            "values (%s, %s, %s, %s, 'staff:client', %s)",
            [
                (
                    one.at + timedelta(minutes=2),
                    one.by.actor_id,
                    one.client.client_id,
                    int(pack.roles[one.by.role].reads),
                    one.purpose,
                )
                for one in opened
            ],
        )
