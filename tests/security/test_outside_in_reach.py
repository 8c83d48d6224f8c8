"""Somebody who is near to a person, and asks everything else about them: a grudge, or curiosity.

Every table and every function that the web role may use is tried from the catalogue by a case worker who was
granted the name alone, by a relative with an approved contact, and by staff who read the name alone: what
answers stands below with the reason why it may.
"""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.messages.public import AddresseeKind
from tests.factories import partners
from tests.factories.world import Acting, AsOwner, Member
from tests.journey.arrange import NOW, Courses
from tests.messages.arrange import arrange_house, ban, begin, contact, correspondent, do, restrict, value
from tests.security.test_outside import ANSWERS, FUNCTIONS, NOTHING, OPEN_TABLES, seen_tables

NAME_ONLY = 1

TABLES = OPEN_TABLES | {
    "access.caseload": "own lines",
    "people_client": "the name, which is granted",
    "organisations_partnerdesk": "of the own organisation",
    "organisations_partnermember": "of the own organisation",
    "organisations_partnerorganisation": "names: a plan says who does what",
    "sharing_granttemplate": "the rules, without anybody in them",
    "sharing_handover": "what was handed to the own organisation",
    "journey_guideversion": "guides hold nobody's data",
    "journey_coursetask": "what is to be done so that the name is right",
}
NAMED = {
    "access.focus_on": "the class that is granted",
    "access.is_in_reach": "a name is granted",
    "journey.running_course": "a number without a meaning",
    "sharing_list_grants": "of the own organisation",
    "sharing_list_links": "of the own organisation",
}
MAY_KNOW = {
    "Nora Namn": ANSWERS | NAMED,
    "Sister": ANSWERS
    | {
        "contacts.leave": "the own leaving",
        "contacts.my_people": "whom she writes to",
        "messages.my_correspondents": "oneself",
    },
    "Porter": ANSWERS
    | NAMED
    | {
        "access.actor_names": "names of colleagues",
        "access.works_at": "oneself",
        "custody_closed_channels": "every door inside asks what is closed, and nobody why",
        "custody_room_counts": "how full the own house is",
        "custody_room_state": "likewise",
        "journey.count_open": "how many tasks, for whoever moves somebody",
        "messages.keeping_of": "rules of a place",
        "messages.open_kinds": "how many conversations of which kind, for whoever moves somebody",
        "requests.my_establishment": "oneself",
        "requests.next_number": "a number",
        "sharing_count_links": "how many organisations, for whoever moves somebody",
        "sharing_phase_of": "every colleague knows where somebody is on the way",
        "thread.append": "staff write in the threads of those they reach, in their own name",
        "timetable.my_establishment": "oneself",
    },
}
THREADS = {"messages_conversation": "her own", "messages_message": "her own", "messages_body": "her own"}
REFUSED = {"42501", "P0002", "23514", "22023", "RT404", "23502", "22P02", "23503", "22004"}


class Near:
    """Amir, about whom everything is written down; ids of his things by the names of arguments."""

    def __init__(self, courses: Courses) -> None:
        world, self.acting, self.as_owner = courses.world, courses.acting, courses.as_owner
        amir = world.cast.amir
        self.client_id = amir.client_id
        with self.as_owner():
            house = arrange_house(world)
            self.sister = house.sister
            stranger = correspondent("Barred", "friend")[1]
            contact(amir.client_id, stranger, "ordinary")
            ban(amir.client_id, stranger)
            restrict(amir.client_id)
            self.clerk = partners.member("Nora Namn", world.partners["umea"], class_limit=NAME_ONLY)
            self.porter = Member(
                value(
                    "insert into access.actor (kind, name, establishment_id) values ('staff', 'Porter', %s) "
                    "returning id",
                    [world.establishments["hall"]],
                ),
                "Porter",
                "staff",
            )
            do(
                "insert into access.reach_grant (actor_id, scope_kind, scope_id, read_mask, basis) "
                "values (%s, 'client', %s, %s, 'tests')",
                [self.porter.actor_id, amir.client_id, NAME_ONLY],
            )
            do("select access.refresh_actor(%s)", [self.porter.actor_id])
        courses.sentenced(amir, since=NOW, release="2028-10-01", ends="2029-04-01")
        courses.open(amir)
        with self.acting(amir) as actor:
            self.sealed = begin(actor, amir.client_id, AddresseeKind.PRIVILEGED, whom=house.ids["lawyer"])
        with self.as_owner():
            self.correspondent = house.ids["lawyer"]
            self.organisation = world.partners["lund"]
            self.contact = value(
                "select min(id) from contacts_contact where client_id = %s", [amir.client_id]
            )

    def argument(self, name: str, kind: str) -> str:
        """Return SQL for an argument: a thing of Amir's that is called so."""
        by_name = {
            "p_client": self.client_id,
            "c": self.client_id,
            "class": 1 << 15,
            "p_class": 1 << 15,
            "p_classes": 1 << 15,
            "p_correspondent": self.correspondent,
            "p_organisation": self.organisation,
            "p_contact": self.contact,
            "p_whom": self.correspondent,
        }
        known = {
            "bigint": str(by_name.get(name, self.client_id)),
            "integer": "5",
            "boolean": "true",
            "uuid": f"'{self.sealed}'::uuid",
            "bigint[]": f"array[{self.client_id}::bigint]",
            "uuid[]": f"array['{self.sealed}'::uuid]",
            "text[]": "array['message']",
            "timestamp with time zone": "now()",
            "date": "current_date",
            "text": "'message'",
        }
        return known.get(kind, f"null::{kind}")

    def answers(self) -> dict[str, Any]:
        """Call everything about Amir; return what answered and what broke otherwise than by a refusal."""
        with connection.cursor() as cursor:
            cursor.execute(
                FUNCTIONS.replace("t) from pg_proc", "t), coalesce(p.proargnames, '{}')::text[] from pg_proc")
            )
            functions = cursor.fetchall()
        found: dict[str, Any] = {}
        for name, called, kinds, names in functions:
            values = ", ".join(
                self.argument(names[n] if n < len(names) else "", kind) for n, kind in enumerate(kinds)
            )
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"select * from {called}({values})")
                    rows = cursor.fetchall()
                    transaction.set_rollback(True)
            except DatabaseError as refused:
                if getattr(refused.__cause__, "sqlstate", "") not in REFUSED:
                    found[name] = refused
            else:
                if any(value not in NOTHING for row in rows for value in row):
                    found[name] = rows
        return found


@pytest.fixture
def near(courses: Courses) -> Near:
    """Amir and those near to him."""
    return Near(courses)


@pytest.fixture
def courses(world: Any, acting: Acting, as_owner: AsOwner) -> Courses:
    """The guides of Sweden."""
    found = Courses(acting, as_owner, world)
    found.load()
    return found


@pytest.mark.parametrize("who", ["clerk", "sister"])
def test_a_name_that_is_granted_opens_no_other_table(near: Near, who: str) -> None:
    with near.acting(getattr(near, who)):
        found = seen_tables()
        assert set(found) <= set(TABLES if who == "clerk" else OPEN_TABLES | THREADS), found


@pytest.mark.parametrize("who", ["clerk", "sister", "porter"])
def test_a_name_that_is_granted_answers_no_other_question(near: Near, who: str) -> None:
    """Whether there is a lawyer, what is closed, which phase, how much is to be done: not for all."""
    member = getattr(near, who)
    with near.acting(member):
        found = near.answers()
    may_know = MAY_KNOW[member.name]
    assert set(found) <= set(may_know), {k: v for k, v in found.items() if k not in may_know}


def test_a_phase_is_entered_by_those_whose_work_it_is(near: Near) -> None:
    """Whoever reads the name alone does not end an organisation's access by saying that a phase began."""
    with near.acting(near.porter), pytest.raises(DatabaseError, match="follows from"), transaction.atomic():
        do("select sharing_enter_phase(%s, 'after', '', now())", [near.client_id])


@pytest.mark.parametrize("phase", ["message", "", None])
def test_there_are_six_phases(near: Near, courses: Courses, phase: str | None) -> None:
    cast = courses.world.cast
    with (
        near.acting(cast.governor),
        pytest.raises(DatabaseError, match="no such phase"),
        transaction.atomic(),
    ):
        do("select sharing_enter_phase(%s, %s, '', now())", [near.client_id, phase])
