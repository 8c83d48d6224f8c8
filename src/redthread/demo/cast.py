"""The people one can sign in as, and how: printed by ``make run``, used by the journeys."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from psycopg import Connection

from redthread.signin.public import seal

CAST_PIN = "2580"
STAFF_PASSWORD = "redthread-demonstration"  # noqa: S105 - invented people on an empty installation only
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same

CLIENTS = {
    "amir": ("Amir", "Rahmani", "m", "ar"),
    "jonas": ("Jonas", "Lundgren", "m", "sv"),
    "dragana": ("Daniel", "Kovač", "m", "en"),
}
"""Named clients of the first establishment's first unit, one a language."""

STAFF = {
    "officer": ("Karin", "Lund", "officer"),
    "manager": ("Petra", "Holm", "unit_manager"),
    "nurse": ("Sara", "Ek", "nurse"),
    "kiosk": ("Olle", "Strand", "kiosk_clerk"),
    "governor": ("Lars", "Björk", "governor"),
    "administrator": ("Anna", "Norén", "administrator"),
    "protection": ("Eva", "Sjö", "data_protection_officer"),
    "reader": ("Nils", "Åberg", "second_reader"),
}
"""Named staff by their user name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One line of the sign-in sheet."""

    door: str
    who: str
    what: str
    name: str
    secret: str


def choose_cast(owner: Connection[Any]) -> None:
    """Give names that are easy to remember to some of the people, and a code generator to all staff."""
    for username, (given, family, role) in STAFF.items():
        owner.execute(
            "with one as (select s.id, s.actor_id from organisations_staffmember s join "
            "access.reach_grant g on g.actor_id = s.actor_id "
            "where g.role_code = %(role)s order by s.id limit 1), "
            "named as (update access.actor set name = %(name)s where id = (select actor_id from one)), "
            "login as (update access.login_name set name = %(username)s where actor_id = (select "
            "actor_id from one)) "
            "update organisations_staffmember set username = %(username)s, given_name = %(given)s, "
            "family_name = %(family)s "
            "where id = (select id from one)",
            {
                "role": role,
                "name": f"{given} {family}",
                "username": username,
                "given": given,
                "family": family,
            },
        )
    names = [f"{given} {family}" for given, family, _, _ in CLIENTS.values()]
    for given, family, gender, language in CLIENTS.values():
        owner.execute(
            "with one as (select c.client_id from custody_stay c join access.reach_grant g on "
            "g.scope_kind = 'unit' "
            "and g.scope_id = c.unit_id and g.role_code = 'officer' join organisations_staffmember s on "
            "s.actor_id = g.actor_id "
            # Who speaks the language already, so that what they wrote in the past year is in it.
            "and s.username = 'officer' join people_client p on p.id = c.client_id "
            "where p.given_name || ' ' || p.family_name <> all (%(names)s) "
            "order by p.language <> %(language)s, c.client_id limit 1), "
            "actor as (update access.actor set name = %(name)s, language = %(language)s where client_id "
            "= (select client_id from one)) "
            "update people_client set given_name = %(given)s, family_name = %(family)s, gender = "
            "%(gender)s, language = %(language)s, "
            "search_key = people_search_key(%(given)s, %(family)s, number) where id = (select client_id "
            "from one)",
            {
                "names": names,
                "name": f"{given} {family}",
                "given": given,
                "family": family,
                "gender": gender,
                "language": language,
            },
        )
    owner.execute(
        "insert into access.credential (actor_id, kind, secret) select id, 'totp', %s from access.actor "
        "where kind = 'staff'",
        [seal(TOTP_SECRET)],
    )


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
            [[f"{given} {family}" for given, family, _, _ in CLIENTS.values()]],
        )
        ways = [
            Way("client", name, f"{place} · {language}", number, CAST_PIN)
            for name, number, language, place in cursor.fetchall()
        ]
        cursor.execute(
            "select s.given_name || ' ' || s.family_name, s.title, s.username from "
            "organisations_staffmember s "
            "where s.username = any (%s) order by array_position(%s, s.username::text)",
            [list(STAFF), list(STAFF)],
        )
        ways += [
            Way("staff", name, title, username, STAFF_PASSWORD) for name, title, username in cursor.fetchall()
        ]
    return ways


def _letters(n: int) -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(n))
