"""Who goes through a whole course in the journeys, and what is told of it."""

import secrets
import string
from dataclasses import dataclass

from tests.support.service import Service

HERE = 1
TOLD = (
    "decided restrictions for you (decision AM-77-26)",
    "You are in remand",
    "Your sentence was written down",
    "A restriction was lifted (decision B 77-26)",
    "You changed rooms",
    "is your key worker now",
    "took place",
    "You moved to another place",
    "is not your key worker any more",
    "moved with you. You get the answer where you are now",
    "The place you left still answers request",
    "stays. Your new place takes you there",
    "you will get a new time",
    "You arrived",
    "You left for a while. Your room stays yours",
    "You came back",
)
"""What the person reads of it in their own thread."""
KEPT = (
    "custody.received",
    "custody.matched",
    "custody.restrictions_imposed",
    "custody.restriction_changed",
    "custody.status_remand",
    "custody.sentence_recorded",
    "custody.restriction_lifted",
    "custody.moved",
    "custody.key_worker_assigned",
    "money.deposited",
    "timetable.series_made",
    "timetable.booking_took_place",
    "requests.received",
    "custody.transfer_proposed",
    "custody.transfer_decided",
    "custody.transferred",
    "custody.key_worker_ended",
    "timetable.booking_followed",
    "timetable.booking_offered",
    "requests.left_behind",
    "requests.readdressed",
    "custody.arrived",
    "custody.out",
    "custody.returned",
    "custody.released",
    "custody.supervision_started",
)
"""What the thread keeps of it, in this order."""
_PAY_IN = """
import sys, uuid, django; django.setup()
from django.db import connections, transaction
from redthread.foundation import clock
from redthread.foundation.session import acting_as
from redthread.money.public import deposit
client, place = int(sys.argv[1]), int(sys.argv[2])
with connections["owner"].cursor() as cursor:
    cursor.execute("select m.actor_id from organisations_staffmember m "
        "join access.reach_grant g using (actor_id) "
        "where g.role_code = 'kiosk_clerk' and m.establishment_id = %s "
        "order by 1 limit 1", [place])
    actor = cursor.fetchone()[0]
    cursor.execute("select access.open_session(%s, 'staff', %s, 'x', null, 600, 600, 'x', '127.0.0.1')",
        [actor, "a" * 40])
with acting_as(token="a" * 40, door="staff", binding="x", focus=client, route="pay in") as actor:
    deposit(actor=actor, transfer_id=uuid.uuid4(), client_id=client, establishment_id=place, amount=12500,
        at=clock.now())
"""


@dataclass(slots=True)
class Person:
    """Who this try is about."""

    family_name: str
    id: int
    number: str


def somebody_released_long_ago(service: Service) -> Person:
    """Insert a person whose one stay is over, under a name that no other try has."""
    family_name = "Vinter" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    room, days = service.free_room(HERE), 2000 + secrets.randbelow(6000)
    with service.owner() as owner:
        row = owner.execute(
            "insert into people_client (id, number, given_name, family_name, born_on, gender, language, "
            "search_key, created_at) select n, 'K25' || lpad(n::text, 6, '0'), 'Rolf', %s, '1981-06-02', "
            "'m', 'en', people_search_key('Rolf', %s, 'K25' || lpad(n::text, 6, '0')), "
            "now() - interval '30 years' from nextval('people_client_id_seq') n returning id, number",
            [family_name, family_name],
        ).fetchone()
        assert row is not None
        owner.execute(
            "insert into access.actor (kind, name, title, language, client_id) values "
            "('client', %s, '', 'en', %s)",
            [f"Rolf {family_name}", row[0]],
        )
        owner.execute(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period, came_as, "
            "left_as) select %s, %s, unit_id, id, tstzrange(now() - make_interval(days => %s), "
            "now() - make_interval(days => %s)), 'new', 'released' from estate_room where id = %s",
            [row[0], HERE, days + 20, days, room],
        )
    return Person(family_name, int(row[0]), str(row[1]))


def pay_in(service: Service, person: Person, place: int) -> None:
    """Let the kiosk of a place book 125 that came in for the person."""
    service.run(_PAY_IN, str(person.id), str(place))


def staff_of(service: Service, place: int, role: str) -> str:
    with service.owner() as owner:
        row = owner.execute(
            "select m.username from organisations_staffmember m join access.reach_grant g "
            "on g.actor_id = m.actor_id and g.role_code = %s where m.establishment_id = %s "
            "order by m.id limit 1",
            [role, place],
        ).fetchone()
    assert row is not None
    return str(row[0])
