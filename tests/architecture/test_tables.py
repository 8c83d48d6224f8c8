"""Every table of ours is protected, and the web role owns nothing."""

import pytest
from django.apps import apps
from django.db import connection

from redthread.foundation.classes import OWN_READ, OWN_WRITE


def tables_with_clients() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid "
            "where a.attname = 'client_id' and not a.attisdropped and c.relkind in ('r', 'p') "
            "and not c.relispartition and c.relnamespace = 'public'::regnamespace"
        )
        return {row[0] for row in cursor.fetchall()} | {"people_client"}


def forced() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select oid::regclass::text from pg_class where relrowsecurity and relforcerowsecurity"
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_of_client_data_has_forced_row_security() -> None:
    """A table with a client in it and no policy would be open to every page."""
    assert tables_with_clients() - forced() == set()


@pytest.mark.django_db
def test_every_table_of_ours_has_forced_row_security() -> None:
    """Also what holds no client data says in the database who writes it."""
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("redthread.")
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert ours - forced() == set()


@pytest.mark.django_db
def test_the_web_role_owns_nothing_and_creates_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where pg_get_userbyid(relowner) in ('rt_web', 'rt_job', "
            "'rt_signin')"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "select bool_or(has_schema_privilege(r, s, 'create')) from unnest(array['rt_web', 'rt_job', "
            "'rt_signin']) r, "
            "unnest(array['public', 'access', 'thread', 'money', 'requests']) s"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_the_web_role_reads_no_table_of_access_but_its_own_caseload() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relnamespace = 'access'::regnamespace and "
            "c.relkind in ('r', 'p') "
            "and has_table_privilege('rt_web', c.oid, 'select, insert, update, delete')"
        )
        assert {row[0] for row in cursor.fetchall()} == {"caseload"}


@pytest.mark.django_db
def test_definer_functions_fix_their_search_path() -> None:
    """A SECURITY DEFINER function that follows the caller's search path runs the caller's functions as owner.

    Temporary tables come last: where they are not named they come first, and anybody's could stand for ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regproc::text from pg_proc p where p.prosecdef "
            "and pg_get_userbyid(p.proowner) = 'rt_owner' "
            "and not coalesce(p.proconfig::text ~ 'search_path=pg_catalog,( [a-z]+,)* pg_temp', false)"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_own_door_masks_are_the_same_in_python_and_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.own_read(), access.own_write()")
        assert cursor.fetchone() == (int(OWN_READ), int(OWN_WRITE))
