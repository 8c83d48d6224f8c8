"""People of partners and relatives, with a session of their own and the web role's SQL: what they reach.

Every table and every function that the web role may use is tried from the catalogue, so that one added later
is tried too: it refuses, gives nothing, or stands below with the reason why it may answer.
"""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from tests.factories.world import Acting, AsOwner, Cast, Member, World

OPEN_TABLES = {
    "estate_establishment": "names of places stand on the sign-in page",
    "estate_unit": "likewise",
    "estate_room": "likewise",
}
PARTNER_TABLES = OPEN_TABLES | {
    "access.caseload": "own lines",
    "custody_stay": "granted: LOCATION",
    "people_client": "granted: IDENTITY",
    "organisations_partnerdesk": "of the own organisation",
    "organisations_partnermember": "of the own organisation",
    "organisations_partnerorganisation": "names: a plan says who does what",
    "sharing_granttemplate": "the rules, without anybody in them",
    "journey_guideversion": "guides hold nobody's data",
}
ANSWERS = {
    "access.actor_id": "oneself",
    "access.actor_kind": "oneself",
    "access.context_ok": "oneself",
    "access.list_sessions": "own sessions",
    "access.organisation_id": "oneself",
    "access.never_partner": "a constant",
    "access.own_read": "a constant",
    "access.own_write": "a constant",
    "contacts.pack_of": "the jurisdiction of a place, for its words",
    "custody_key_worker_most": "a constant",
    "custody_room_key": "a calculation",
    "custody_top_unit": "which house a unit is in",
    "estate_of_room": "which place a room is in",
    "estate_of_unit": "which place a unit is in",
    "journey.says": "a calculation",
    "people_search_key": "a calculation",
    "plans.my_organisation": "oneself",
    "thread.link": "a calculation",
    "thread.look_leaf": "a calculation",
    "thread.origin": "a calculation",
    "messages.is_cut": "everybody is cut off, for whoever has nothing to do with them",
    "messages.post": "a word for: there is no such conversation",
    "messages.why_not": "likewise",
    "messages.side_of": "oneself",
}
"""Functions that answer something to anybody, and why that is no word about a person."""
NOTHING: tuple[object, ...] = (None, False, 0, "", [], {}, "unknown")


@pytest.fixture
def relative(as_owner: AsOwner) -> Member:
    """Somebody's sister with an account, approved by nobody."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select access.create_relative('Samira Rahmani', 'ar')")
        return Member(cursor.fetchone()[0], "Samira Rahmani", "relative")


def seen_tables() -> dict[str, int]:
    """Return the tables that show rows to whoever acts, with how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind in ('r', 'p', 'v') and n.nspname not in ('pg_catalog', 'information_schema') "
            "and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') order by 1"
        )
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f"select count(*) from {name}")
            found[name] = cursor.fetchone()[0]
    return {name: n for name, n in found.items() if n}


def test_partners_see_rows_in_few_tables_and_only_of_whom_they_were_granted(
    acting: Acting, cast: Cast, world: World
) -> None:
    with acting(cast.caseworker):
        found = seen_tables()
        assert set(found) <= set(PARTNER_TABLES), found
        assert (found["people_client"], found["custody_stay"], found["access.caseload"]) == (1, 1, 1)
        assert found["organisations_partnerdesk"] == 1


def test_relatives_see_no_table_with_a_person_in_it(acting: Acting, cast: Cast, relative: Member) -> None:
    with acting(relative):
        assert set(seen_tables()) <= set(OPEN_TABLES)


def test_a_table_opens_to_partners_only_where_its_policy_says_so(cast: Cast) -> None:
    """Every policy asks for the kind of whoever acts, or the table is one of those that open by class."""
    by_class = {
        *("people_client", "custody_stay", "custody_absence", "custody_keyworker", "custody_supervision"),
        *("custody_legalstatus", "custody_sentence", "custody_sentencepart", "custody_sentenceinterruption"),
        *("custody_restriction", "timetable_bookingclient", "timetable_booking", "sharing_handover"),
        *("plans_plan", "plans_planversion", "plans_goal", "plans_action", "plans_remark", "plans_signature"),
        *("plans_doubleeffort", "plans_clientword"),
        *("journey_course", "journey_coursephase", "journey_coursetask"),
        *("messages_message", "messages_body", "messages_attachment", "caseload", "notices_notice"),
        *("estate_establishment", "estate_unit", "estate_room"),
        # These ask where whoever acts works, which nobody outside does.
        *("custody_expectedarrival", "requests_clientrequest", "requests_requestmessage"),
        *("requests_requestattachment", "requests_secondreading"),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, qual from pg_policies where cmd = 'SELECT' and 'rt_web' = any (roles) "
            "and qual not like '%%access.actor_kind()%%'"
        )
        assert {row[0] for row in cursor.fetchall()} <= by_class


FUNCTIONS = (
    "select p.oid::regproc::text, n.nspname || '.' || p.proname, "
    "array(select format_type(t, null) from unnest(p.proargtypes) t) "
    "from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
    "where n.nspname not in ('pg_catalog', 'information_schema') "
    "and pg_get_userbyid(p.proowner) = 'rt_owner' "
    "and has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage') "
    "and p.prorettype <> 'trigger'::regtype and p.proname not like 'procrastinate%%' "
    "and p.oid::regproc::text not in ('access.end_context', 'access.set_language', 'people_choose_language') "
    "order by 1"
)


def argument(kind: str, client_id: int, thing: str) -> str:
    """Return SQL for an argument: somebody else's number, a thing of theirs, any text."""
    known = {
        "bigint": str(client_id),
        "integer": "5",
        "boolean": "true",
        "uuid": f"'{thing}'::uuid",
        "bigint[]": f"array[{client_id}::bigint]",
        "uuid[]": f"array['{thing}'::uuid]",
        "text[]": "array['x']",
        "timestamp with time zone": "now()",
        "date": "current_date",
        "text": "'{}'",
    }
    return known.get(kind, f"null::{kind}")


def answers_of(client_id: int, thing: str) -> dict[str, Any]:
    """Call everything about somebody; return what answered and what broke otherwise than by a refusal."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        functions = cursor.fetchall()
    found: dict[str, Any] = {}
    for name, called, kinds in functions:
        values = ", ".join(argument(kind, client_id, thing) for kind in kinds)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select * from {called}({values})")
                rows = cursor.fetchall()
                transaction.set_rollback(True)
        except DatabaseError as refused:
            state = getattr(refused.__cause__, "sqlstate", "")
            if state not in {"42501", "P0002", "23514", "22023", "RT404"}:
                found[name] = refused
        else:
            if any(value not in NOTHING for row in rows for value in row):
                found[name] = rows
    return found


@pytest.mark.parametrize("who", ["caseworker", "coordinator", "relative"])
def test_no_function_tells_or_does_anything_about_somebody_out_of_reach(
    who: str, acting: Acting, as_owner: AsOwner, cast: Cast, relative: Member, desk: Any
) -> None:
    request = desk.ask(cast.jonas, "property", at=clock.now())
    outsider = relative if who == "relative" else getattr(cast, who)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from thread.entry")
        before = cursor.fetchone()
    with acting(outsider):
        found = answers_of(cast.jonas.client_id, str(request))
    assert set(found) <= set(ANSWERS), {k: v for k, v in found.items() if k not in ANSWERS}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from thread.entry")
        assert cursor.fetchone() == before


REFUSED = {
    "break the glass": "select access.break_glass(%(jonas)s, 'emergency', 'I need to see this', 60)",
    "search": "select * from custody_search('lund', 20)",
    "find by number": "select people_id_by_number('P000001')",
    "place": "select access.place_client(%(jonas)s, 1, 1)",
    "give a role": "select access.grant_role(%(me)s, 'governor', 'service', null, now(), null, 'role', 'me')",
    "give a grant": "select sharing_grant_by_hand(%(amir)s, %(mine)s, 32768, 0, 'care', 'law', '', null, '')",
    "say yes": "select sharing_set_consent(%(mine)s, 2048, true, '', now())",
    "let oneself in": "select sharing_link_partner(%(jonas)s, %(mine)s, 'mine')",
    "put back": "select sharing_narrow_partner(%(amir)s, %(mine)s, 0, 'all')",
    "enter a phase": "select sharing_enter_phase(%(amir)s, 'release', 'now', now())",
    "hand over": (
        "select sharing_create_handover(gen_random_uuid(), %(amir)s, %(mine)s, 'plan', 1, '{}', now(), "
        "now(), now(), now())"
    ),
    "write as the service": "select thread.append(%(amir)s, 1, 'custody.released', '{}', now())",
    "write to a stranger": "select thread.append(%(jonas)s, 1, 'plans.action_saved', '{}', now())",
    "write what is not granted": "select thread.append(%(amir)s, 32768, 'plans.action_saved', '{}', now())",
    "write to the house": "select thread.append(0, 0, 'sharing.role_granted', '{}', now())",
    "invite elsewhere": (
        "select organisations_invite_member(%(other)s, 'A', 'B', 'a@b.example', '', 'coordinator', -1, 'sv', "
        "now())"
    ),
    "raise oneself": "update organisations_partnermember set role = 'coordinator', class_limit = -1",
    "change the rules": "update sharing_granttemplate set read_mask = -1",
    "unsay what was told": "delete from sharing_disclosure",
    "read the grants": "select * from access.partner_grant",
    "make an actor": "select access.create_partner('X', 'Y', 'sv', %(mine)s, -1)",
    "change the reach": "insert into access.caseload values (%(me)s, %(jonas)s, -1, -1, 'infinity')",
    "look at looks": "select * from access.list_looks(%(amir)s, now(), 10)",
    "forge": "select set_config('app.focus_read', '-1', true), access.actor_id()",
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("who", ["caseworker", "relative"])
def test_what_is_staffs_is_refused_by_the_database(
    who: str, what: str, acting: Acting, cast: Cast, world: World, relative: Member
) -> None:
    outsider = relative if who == "relative" else cast.caseworker
    things = {
        "jonas": cast.jonas.client_id,
        "amir": cast.amir.client_id,
        "mine": world.partners["umea"],
        "other": world.partners["lund"],
        "me": outsider.actor_id,
    }
    with (
        acting(outsider),
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(REFUSED[what], things)
    assert getattr(refused.value.__cause__, "sqlstate", "") == "42501", refused.value


def test_names_are_told_of_whom_one_works_with_only(acting: Acting, cast: Cast, relative: Member) -> None:
    """Who tries all numbers finds no list of staff, of other clients, or of another organisation's people."""
    with acting(cast.caseworker), connection.cursor() as cursor:
        cursor.execute("select name from access.actor_names(array(select generate_series(1, 5000)))")
        found = {row[0] for row in cursor.fetchall()}
    assert {"Mona Öberg", "Ulf Nyman", "Amir Rahmani", "Karin Lund"} <= found
    assert not found & {"Jonas Lund", "Tove Berg", "Nils Ås", "Marek Nowak", "Samira Rahmani"}
    with acting(relative), connection.cursor() as cursor:
        cursor.execute("select name from access.actor_names(array(select generate_series(1, 5000)))")
        assert {row[0] for row in cursor.fetchall()} == {"Samira Rahmani"}


def test_a_member_is_asked_only_at_the_own_door(as_owner: AsOwner, cast: Cast, relative: Member) -> None:
    for member, doors in (
        (cast.caseworker, ("client", "staff", "family")),
        (relative, ("client", "staff", "partner")),
    ):
        for door in doors:
            with (
                as_owner(),
                pytest.raises(DatabaseError, match="no key to this door"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    "select access.open_session(%s, %s, 'token', 'b', null, 60, 60, '', '')",
                    [member.actor_id, door],
                )


def test_the_thread_shows_partners_the_plan_and_nothing_else(
    acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    with as_owner(), connection.cursor() as cursor:
        for seq, (kind, info) in enumerate(
            (
                ("plans.agreed", C.PLAN_HOME),
                ("sharing.glass_broken", C.IDENTITY),
                ("custody.moved", C.LOCATION),
            ),
            1,
        ):
            cursor.execute(
                "insert into thread.entry values (%s, %s, now(), now(), %s, %s, 1, '{}', '', '')",
                [cast.amir.client_id, 1000 + seq, int(info), kind],
            )
    with acting(cast.caseworker), connection.cursor() as cursor:
        cursor.execute("select kind from thread.entry")
        assert [row[0] for row in cursor.fetchall()] == ["plans.agreed"]
