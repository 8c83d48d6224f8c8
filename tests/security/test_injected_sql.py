"""A client who could smuggle any statement into the web's connection still gets only what is theirs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from redthread.project.postgres import connection_settings
from tests.security.conftest import JONAS, Victim
from tests.support.cluster import HOME
from tests.support.service import Service
from tests.support.visitor import Visitor

REFUSALS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.IntegrityError,
    psycopg.errors.RaiseException,
    psycopg.errors.NoDataFound,
)
"""What the database answers to those who may not; anything else is a mistake in the attack."""
Run = Callable[..., list[tuple[Any, ...]]]


STATEMENTS = """-- somebody else's things, by name
select 1 from requests_clientrequest where id = %(request_id)s;
select 1 from requests_requestmessage where request_id = %(request_id)s;
select 1 from requests_requestattachment where id = %(attachment_id)s;
select 1 from people_client where id = %(client_id)s;
select 1 from custody_stay where client_id = %(client_id)s;
select 1 from money_account where client_id = %(client_id)s;
select 1 from kiosk_order where client_id = %(client_id)s;
select 1 from thread.entry where client_id = %(client_id)s;
select 1 from access.list_looks(%(client_id)s, now(), 10);
select 1 from custody_search('Rahmani', 10);
select 1 from kiosk.week_use(%(client_id)s, current_date, false) w where w::text ~ '[1-9]';
select 1 from requests.open_of(%(client_id)s);
select 1 where access.can_read(%(client_id)s, 1);
select 1 where access.can_write(%(client_id)s, 1);
select 1 where access.is_in_reach(%(client_id)s);

-- what staff keep to themselves
select 1 from requests_requestmessage where audience = 'staff';
select 1 from requests_secondreading;
select 1 from access.list_sessions_of(%(actor_id)s);
select 1 from access.list_grants(%(actor_id)s);
select 1 from access.list_glass(now(), 10);
select 1 from access.sample_looks(now() - interval '1 year', now(), 10);
select 1 from access.list_wrong_tries_by_client(now() - interval '1 year', 0) where client_id <>
    access.client_id();

-- the work of staff on one's own request
update requests_clientrequest set status = 'approved', next_step = 'x', ended_at = now(), ended_by =
    1 where ended_at is null returning 1;
update requests_clientrequest set grounds = 'Yes.', status = 'approved' where ended_at is not null
    returning 1;
update requests_clientrequest set due_at = due_at - interval '1 day' returning 1;
update requests_clientrequest set answers = '{}' returning 1;
update requests_clientrequest set department_id = department_id + 1 returning 1;
update requests_requesttype set answer_days = 1 returning 1;
update requests_groundtemplate set is_active = false returning 1;
insert into requests_absence select * from requests_absence returning 1;
select 1 from requests.close_for_move(%(request_id)s, 'x', 'x', '[]', 'en', now());
select 1 from requests.leave_behind(%(request_id)s, 1);
select 1 from requests.set_unit(%(client_id)s, 1, 1);

-- money from nothing
update money_account set balance = balance + 100000 returning 1;
insert into money_posting select * from money_posting returning 1;
select 1 from money.post_transfer(gen_random_uuid(), access.client_id(), 1, 'deposit', 100000, 0,
    gen_random_uuid(), '', now());
select 1 from money.post_transfer(gen_random_uuid(), %(client_id)s, 1, 'withdrawal', 100, 0,
    gen_random_uuid(), '', now());
select 1 from money.open_house_accounts(1, 'SEK');
update kiosk_articleprice set price = 1 returning 1;
update kiosk_article set weekly_limit = null returning 1;
update kiosk_assortment set weekly_limit = null returning 1;
update kiosk_orderline set price = 0 returning 1;
update kiosk_order set total = 0 returning 1;

-- keys, roles, places, and other people's names on one's deeds
select 1 from access.set_client_key(access.client_id(), 'pin', 'x', 'x', false);
select 1 from access.set_staff_key(%(actor_id)s, 'x', 'x');
select 1 from access.grant_role(access.actor_id(), 'governor', 'service', null, now(), null, 'x',
    'x');
select 1 from access.break_glass(%(client_id)s, 'x', 'x', 10);
select 1 from access.place_client(access.client_id(), 1, 1);
select 1 from access.end_sessions_of(%(actor_id)s, null, 'x') where end_sessions_of > 0;
select 1 from access.announce_device(%(device_id)s, 'AAAABBBB', now());
select 1 from access.revoke_device(%(device_id)s);
select 1 from custody_begin_stay(access.client_id(), 1, now(), 'new');
update custody_stay set room_id = (select max(id) from estate_room) returning 1;
select 1 from people_create_client('X', 'x', 'x', '2000-01-01', 'm', 'en', now());
select 1 from thread.append(%(client_id)s, 1, 'requests.received', '{}', now());
select 1 from thread.append(0, 0, 'sharing.role_granted', '{}', now());
select 1 from requests.leave_appeal_behind(%(request_id)s);
update organisations_staffmember set username = 'x' returning 1;
insert into estate_unit (establishment_id, code, name) values (1, 'x', 'x') returning 1;
update signin_device set revoked_at = null returning 1;
update procrastinate_jobs set status = 'todo' returning 1;
select 1 from procrastinate_jobs;
insert into procrastinate_jobs (queue_name, task_name) values ('default', 'thread.anchor') returning 1;
select 1 from access.ensure_audit_partitions(now(), 100000);
select 1 from custody_occupancy(1);

-- out of the role
set role rt_owner;
set session authorization postgres;
copy (select 1) to program 'true';
select pg_read_file('/etc/passwd');
select lo_import('/etc/passwd');
create function public.evil() returns int language sql as 'select 1';
create table public.evil (x int);
alter role rt_web bypassrls;
"""
"""What a client would try: each ends with a semicolon, further lines are indented."""


def _statements() -> list[str]:
    lines = [line for line in STATEMENTS.splitlines() if not line.startswith("--")]
    return [" ".join(part.split()) for part in "\n".join(lines).split(";\n") if part.strip()]


@pytest.fixture(scope="module")
def token(service: Service) -> tuple[str, str]:
    """Jonas' session, and what it is bound to."""
    jonas = Visitor(service).enrol().sign_in_client(service.numbers[JONAS])
    return jonas.cookies["rt_session"], "device:" + jonas.cookies["rt_device"]


@pytest.fixture
def inject(service: Service, token: tuple[str, str]) -> Run:
    """Run statements inside a page of Jonas', on a connection of the web role; nothing is kept."""

    def run(statement: Any, values: Any = ()) -> list[tuple[Any, ...]]:
        with _page(service, token) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]

    return run


@contextmanager
def _page(service: Service, token: tuple[str, str]) -> Iterator[psycopg.Connection[Any]]:
    settings = connection_settings("rt_web", HOME) | {"dbname": service.database}
    with psycopg.connect(**settings) as connection:
        begun = connection.execute(
            "select * from access.begin(%s, 'client', %s, null, 'tests', '', 0, false)", token
        ).fetchall()
        assert len(begun) == 1
        yield connection
        connection.rollback()


def _tables(service: Service) -> list[tuple[str, str, bool]]:
    with service.owner() as owner:
        return [
            (str(schema), str(table), bool(has_client))
            for schema, table, has_client in owner.execute(
                "select t.schemaname, t.tablename, exists (select 1 from information_schema.columns c "
                "where (c.table_schema, c.table_name, c.column_name) = (schemaname, tablename, 'client_id')) "
                "from pg_tables t where schemaname in ('public', 'access', 'money', 'thread') order by 1, 2"
            )
        ]


def test_the_queue_is_the_workers(service: Service, inject: Run) -> None:
    """Not one right on any of its tables: the web defers nothing, and jobs hold what others wait for."""
    rights = inject(
        "select c.relname from pg_class c where starts_with(c.relname, 'procrastinate') "
        "and c.relkind in ('r', 'S') and case c.relkind when 'S' then "
        "has_sequence_privilege('rt_web', c.oid, 'usage, select, update') "
        "else has_table_privilege('rt_web', c.oid, 'select, insert, update, delete') end"
    )
    assert rights == []


def test_no_table_shows_or_takes_what_is_anothers(service: Service, inject: Run, victim: Victim) -> None:
    """Row for row, table for table: read, change, delete what belongs to somebody else."""
    mine = inject("select access.client_id()")[0][0]
    seen = 0
    for schema, table, has_client in _tables(service):
        if not has_client:
            continue
        name = sql.Identifier(schema, table)
        for statement in (
            "select * from {} where client_id <> %s",
            "update {} set client_id = client_id where client_id <> %s returning 1",
            "delete from {} where client_id <> %s returning 1",
        ):
            try:
                rows = inject(sql.SQL(statement).format(name), [mine])
            except REFUSALS:
                continue
            assert rows in ([], [(0,)]), f"{statement} {schema}.{table}: {len(rows)} rows"
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("schema", ["access", "thread", "money"])
def test_the_inner_tables_are_closed(service: Service, inject: Run, schema: str) -> None:
    """Keys, sessions, looks and heads cannot even be read; caseload and thread show one's own."""
    for found, table, _has_client in _tables(service):
        if found != schema or table in {"caseload", "entry"}:
            continue
        for statement in ("select * from {} limit 1", "delete from {}", "insert into {} default values"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                inject(sql.SQL(statement).format(sql.Identifier(schema, table)))


@pytest.mark.parametrize("statement", _statements())
def test_no_statement_reaches_further(inject: Run, victim: Victim, statement: str) -> None:
    try:
        rows = inject(statement, victim.things)
    except REFUSALS:
        return
    assert rows in ([], [(0,)]), rows
