"""The people one can sign in as, and how: printed by ``make run``, used by the journeys."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connections

from redthread.demo.named import NAMED, Named
from redthread.demo.people import ClientPlan, Population, StaffPlan

CAST_PIN = "2580"
STAFF_PASSWORD = "redthread-demonstration"  # noqa: S105 - invented people on an empty installation only
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same

LEAST_STAY = timedelta(days=60)
STAFF = {
    "officer": "officer",
    "manager": "unit_manager",
    "nurse": "nurse",
    "kiosk": "kiosk_clerk",
    "governor": "governor",
    "planner": "plan_officer",
    "administrator": "administrator",
    "protection": "data_protection_officer",
    "reader": "second_reader",
}
"""Named staff: their role by user name."""
PROBATION = "probation"
"""The user name of somebody at the first probation office."""
VICTIM_OFFICER = "victims"
"""The user name of who is there for those who were hurt, at the first establishment."""


@dataclass(frozen=True, slots=True)
class Way:
    """One line of the sign-in sheet."""

    door: str
    who: str
    what: str
    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The people one can sign in as, as they are planned.

    Attributes:
        named: whose names they bear.
        staff: by user name; the officer's unit is where the named clients live.
        unit: everybody who lives there.
        covered: an officer of the unit who is away now, and whom the named officer covers for.
    """

    named: Named
    staff: dict[str, StaffPlan]
    clients: list[ClientPlan]
    unit: list[ClientPlan]
    covered: StaffPlan | None


def choose_cast(population: Population, named: Named, now: datetime) -> Cast:
    """Give names that are easy to remember to some of the people, before anything is written."""
    chosen: dict[str, StaffPlan] = {}
    for username, role in STAFF.items():
        given, family = named.staff[username]
        member = next(m for m in population.staff if m.role == role)
        member.person = replace(member.person, given_name=given, family_name=family)
        member.username = username
        chosen[username] = member
    officer = chosen["officer"]
    unit_id = officer.roles[0][2]
    unit = [c for c in population.clients if c.unit_id == unit_id]
    for client in unit:  # long enough to have a story
        client.arrived_at = min(client.arrived_at, now.replace(microsecond=0) - LEAST_STAY)
    clients: list[ClientPlan] = []
    for given, family, gender, language in named.clients.values():
        # Who speaks the language already keeps the age that goes with it; those long here have more to show.
        client = min(
            (c for c in unit if c not in clients),
            key=lambda c: (c.person.language != language, c.arrived_at),
        )
        before = client.person.given_name
        client.person = replace(
            client.person, given_name=given, family_name=family, gender=gender, language=language
        )
        clients.append(client)
        # Nobody else has the name of one of the cast: they are found by it.
        for other in population.clients:
            person = other.person
            if other is not client and (person.given_name, person.family_name) == (given, family):
                other.person = replace(person, given_name=f"{before}-{given}")
    covered = next(
        (
            m
            for m in population.staff
            if m.role == "officer" and m.roles == officer.roles and m is not officer
        ),
        None,
    )
    return Cast(named, chosen, clients, unit, covered)


def announce_tablet(*, at: datetime, code: str | None = None) -> str:
    """Announce the demonstration tablet anew, and return the one-time code to type on it."""
    code = code or f"{_letters(4)}-{_letters(4)}"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into signin_device (establishment_id, label, announced_at, announced_by) "
            "select s.establishment_id, 'Demonstration tablet', %s, s.actor_id from "
            "organisations_staffmember s where s.username = 'officer' "
            "returning id",
            [at],
        )
        device = cursor.fetchone()[0]
        cursor.execute(
            "insert into access.device_key (device_id, code_hash, code_expires_at) "
            "values (%s, sha256(convert_to(%s, 'UTF8')), %s + interval '1 day')",
            [device, code.replace("-", ""), at],
        )
    return code


def ways_in() -> list[Way]:
    """Return the sign-in sheet: clients by number and PIN, staff by name, password and code generator."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select country from estate_establishment order by id limit 1")
        named = NAMED[cursor.fetchone()[0]]
        cursor.execute(
            "select c.given_name || ' ' || c.family_name, c.number, c.language, e.name || ', ' || r.code "
            "from people_client c "
            "join custody_stay s on s.client_id = c.id join estate_establishment e on e.id = "
            "s.establishment_id "
            "join estate_room r on r.id = s.room_id where c.given_name || ' ' || c.family_name = any "
            "(%s) and upper_inf(s.period) "
            "and s.unit_id = (select g.scope_id from access.reach_grant g join organisations_staffmember "
            "o on o.actor_id = g.actor_id "
            "where o.username = 'officer' and g.role_code = 'officer' limit 1) order by c.id limit 3",
            [[f"{given} {family}" for given, family, _, _ in named.clients.values()]],
        )
        ways = [
            Way("client", name, f"{place} · {language}", number, CAST_PIN)
            for name, number, language, place in cursor.fetchall()
        ]
        names = [*STAFF, PROBATION, VICTIM_OFFICER]
        cursor.execute(
            "select s.given_name || ' ' || s.family_name, s.title, s.username from "
            "organisations_staffmember s "
            "where s.username = any (%s) order by array_position(%s, s.username::text)",
            [names, names],
        )
        ways += [
            Way("staff", name, title, username, STAFF_PASSWORD) for name, title, username in cursor.fetchall()
        ]
        cursor.execute(
            "select m.given_name || ' ' || m.family_name, m.title || ', ' || o.name, m.email "
            "from organisations_partnermember m join organisations_partnerorganisation o "
            "on o.id = m.organisation_id where m.email = any (%s) order by m.id",
            [[address for _, _, address in named.partners]],
        )
        ways += [
            Way("partner", name, title, address, STAFF_PASSWORD) for name, title, address in cursor.fetchall()
        ]
        cursor.execute(
            "select o.name, c.relation, n.name from access.login_name n join contacts_correspondent o "
            "on o.actor_id = n.actor_id join contacts_contact c on c.correspondent_id = o.id "
            "where n.door = 'family' and n.name = any (%s) order by o.id",
            [[address for _, _, address in named.relatives.values()]],
        )
        ways += [
            Way("family", name, relation, address, STAFF_PASSWORD)
            for name, relation, address in cursor.fetchall()
        ]
    return ways


def _letters(n: int) -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(n))
