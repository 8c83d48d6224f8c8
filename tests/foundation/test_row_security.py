"""Need to know is enforced by the database, as the web role."""

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody.public import Stay, find_place, search_clients
from redthread.foundation.session import SignedOutError, enter
from redthread.people.public import Client
from tests.factories.world import Acting, AsOwner, Cast, World


def names() -> list[str]:
    return sorted(c.given_name for c in Client.objects.all())


@pytest.mark.django_db
def test_the_tests_run_as_the_web_role() -> None:
    """As owner nine of ten access tests would pass with no policy at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user",
        )
        assert cursor.fetchone() == ("rt_web", False, False)


def test_no_actor_is_loud(world: World) -> None:
    """Reading without an actor raises; it does not return an empty list that looks like an answer."""
    with (
        pytest.raises(
            DatabaseError, match=r"no actor|unrecognized configuration parameter|invalid input syntax"
        ),
        transaction.atomic(),
    ):
        list(Client.objects.all())


def test_an_officer_sees_the_own_unit(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer):
        assert names() == ["Amir", "Jonas"]


def test_a_nurse_sees_the_establishment(acting: Acting, cast: Cast) -> None:
    with acting(cast.nurse):
        assert names() == ["Amir", "Jonas", "Leila"]


def test_staff_elsewhere_see_their_own(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer_elsewhere):
        assert names() == ["Marek"]


def test_a_client_sees_only_themselves(acting: Acting, cast: Cast) -> None:
    with acting(cast.amir):
        assert names() == ["Amir"]
        assert Stay.objects.count() == 1


def test_a_client_in_view_out_of_reach_shows_nothing(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer, focus=cast.marek.client_id) as actor:
        assert actor.focus_read == 0
        assert not Client.objects.filter(id=cast.marek.client_id).exists()


def test_a_move_moves_the_reach(acting: Acting, as_owner: AsOwner, cast: Cast, world: World) -> None:
    """Who may see a client follows from where the client is held, in the same transaction."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update access.client_place set establishment_id = %s, unit_id = %s where client_id = %s",
            [world.establishments["kumla"], world.units["kumla-A"], cast.amir.client_id],
        )
        cursor.execute("select access.refresh_client(%s)", [cast.amir.client_id])
    with acting(cast.officer):
        assert names() == ["Jonas"]
    with acting(cast.officer_elsewhere):
        assert names() == ["Amir", "Marek"]


@pytest.mark.parametrize(
    "setting", ["app.actor", "app.focus", "app.focus_read", "app.wide_read", "app.client"]
)
def test_a_forged_context_sees_nothing(acting: Acting, cast: Cast, setting: str) -> None:
    """A web role tricked into set_config cannot become somebody else or see more."""
    with (
        pytest.raises(DatabaseError, match="changed from outside"),
        transaction.atomic(),
        acting(cast.officer),
    ):
        with connection.cursor() as cursor:
            cursor.execute("select set_config(%s, '1073741823', true)", [setting])
        list(Client.objects.all())


@pytest.mark.parametrize(
    "statement",
    [
        "select * from access.session",
        "select * from access.secret",
        "select * from access.reach_grant",
        "insert into access.reach_grant (actor_id, scope_kind, basis) values (1, 'service', 'mine')",
        "select access.set_context(1, 'staff', null, null, 0, 0, -1, -1)",
        "select access.context_mac()",
        "select access.open_session(1, 'staff', 'x', 'x', null, 1, 1, '', '')",
        "select access.begin_job('escalation', null)",
        "insert into thread.entry select * from thread.entry",
        "update thread.entry set kind = 'x'",
        "delete from thread.entry",
        "update people_client set family_name = 'x'",
        "alter table people_client disable row level security",
    ],
)
def test_the_web_role_cannot_reach_round_the_functions(acting: Acting, cast: Cast, statement: str) -> None:
    """Whatever statement an attacker smuggles in, the role has no right to it."""
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting(cast.officer),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_web_role_is_a_member_of_nothing(as_owner: AsOwner) -> None:
    """No SET ROLE leads out of the web role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname "
            "in ('rt_web', 'rt_signin')",
        )
        assert cursor.fetchone() == (0,)


def test_a_token_opens_only_its_own_door_and_browser(acting: Acting, as_owner: AsOwner, cast: Cast) -> None:
    """A stolen cookie is worth nothing at another door or in another browser."""
    from tests.factories.world import open_session

    with as_owner():
        token = open_session(cast.amir)
    for door, binding in (("staff", "tests"), ("client", "elsewhere")):
        with pytest.raises(SignedOutError):
            enter(token=token, door=door, binding=binding)


def test_a_look_is_logged(acting: Acting, as_owner: AsOwner, cast: Cast) -> None:
    with acting(cast.officer, focus=cast.amir.client_id, route="staff:client"):
        pass
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select actor_id, route from access.read_audit where client_id = %s", [cast.amir.client_id]
        )
        assert cursor.fetchall() == [(cast.officer.actor_id, "staff:client")]


@pytest.mark.parametrize("text", ["Rahmani", "rahmni", "rahm", "C201", "amir rahmani"])
def test_search_forgives_typing_errors_within_reach(acting: Acting, cast: Cast, text: str) -> None:
    with acting(cast.officer):
        assert [m.given_name for m in search_clients(text=text)][:1] == ["Amir"]
    with acting(cast.officer_elsewhere):
        assert search_clients(text=text) == []


def test_a_search_is_logged_with_its_words(acting: Acting, as_owner: AsOwner, cast: Cast) -> None:
    with acting(cast.officer):
        search_clients(text="Rahmani")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select detail from access.read_audit where route = 'people:search'")
        assert cursor.fetchall() == [("rahmani → 1",)]


def test_place_is_found(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer):
        place = find_place(client_id=cast.amir.client_id)
    assert place is not None
    assert place.room == "C201"


def test_a_client_learns_no_other_clients_name(acting: Acting, cast: Cast) -> None:
    """The function that names who acted must not be a register of clients."""
    with acting(cast.amir), connection.cursor() as cursor:
        asked = [cast.jonas.actor_id, cast.amir.actor_id, cast.officer.actor_id]
        cursor.execute("select name from access.actor_names(%s) order by name", [asked])
        assert [row[0] for row in cursor.fetchall()] == ["Amir Rahmani", "Karin Lund"]
