"""A role that is given on a house reaches everybody on its landings, wherever they hang at the moment."""

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody import public as custody
from redthread.estate.public import UnitDraft, save_unit
from redthread.foundation import clock
from redthread.people.public import Client
from tests.factories.world import Acting, AsOwner, Member, World, grant, refresh, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(world: World, as_owner: AsOwner) -> int:
    """A house above both units of Hall."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into estate_unit (establishment_id, code, name) values (%s, 'H', 'Hus H') returning id",
            [world.establishments["hall"]],
        )
        (house_id,) = cursor.fetchone()
        cursor.execute(
            "update estate_unit set parent_id = %s where id = any (%s)",
            [house_id, [world.units["hall-C"], world.units["hall-D"]]],
        )
    return int(house_id)


@pytest.fixture
def warden(world: World, as_owner: AsOwner, house: int) -> Member:
    """An officer of the house, by one role on the house alone."""
    with as_owner():
        member = staff("Ida Berg", "officer", "unit", house, world.establishments["hall"])
        refresh(member.actor_id)
    return member


def reached(acting: Acting, member: Member) -> set[int]:
    with acting(member):
        return set(Client.objects.values_list("id", flat=True))


def test_a_role_on_a_house_reaches_its_landings_and_no_other_place(
    acting: Acting, world: World, warden: Member
) -> None:
    cast = world.cast
    assert reached(acting, warden) == {cast.amir.client_id, cast.jonas.client_id, cast.leila.client_id}
    assert cast.leila.client_id not in reached(acting, cast.officer)  # a role on one landing stays there


def test_who_moves_within_the_house_stays_in_reach_and_who_leaves_it_is_gone(
    acting: Acting, world: World, warden: Member
) -> None:
    amir = world.cast.amir.client_id
    with acting(world.cast.manager) as actor:
        custody.move_client(actor=actor, client_id=amir, room_id=world.rooms["D203"], at=clock.now())
    assert amir in reached(acting, warden)
    with acting(world.cast.manager) as actor:
        custody.release_client(actor=actor, client_id=amir, at=clock.now())
    assert amir not in reached(acting, warden)


def test_a_landing_that_is_hung_elsewhere_changes_hands_at_once(
    acting: Acting, world: World, warden: Member, house: int, as_owner: AsOwner
) -> None:
    cast, unit = world.cast, world.units["hall-D"]
    with acting(cast.governor) as actor:
        save_unit(
            actor=actor,
            establishment_id=world.establishments["hall"],
            unit_id=unit,
            draft=UnitDraft(code="D", name="Avdelning D", parent_id=None),
            at=clock.now(),
        )
    assert reached(acting, warden) == {cast.amir.client_id, cast.jonas.client_id}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update estate_unit set parent_id = %s where id = %s", [house, unit])
    assert cast.leila.client_id in reached(acting, warden)


def test_what_is_derived_for_one_is_what_is_derived_for_all(
    world: World, as_owner: AsOwner, warden: Member
) -> None:
    with as_owner(), connection.cursor() as cursor:
        grant(warden.actor_id, "key_worker", "unit", world.units["hall-C"])
        refresh(warden.actor_id)
        cursor.execute("select actor_id, client_id, read_mask, write_mask from access.caseload order by 1, 2")
        one_by_one = cursor.fetchall()
        cursor.execute("select access.refresh_all()")
        cursor.execute("select actor_id, client_id, read_mask, write_mask from access.caseload order by 1, 2")
        assert cursor.fetchall() == one_by_one
        for client_id in {row[1] for row in one_by_one}:
            cursor.execute("select access.refresh_client(%s)", [client_id])
        cursor.execute("select actor_id, client_id, read_mask, write_mask from access.caseload order by 1, 2")
        assert cursor.fetchall() == one_by_one


def test_free_rooms_of_any_place_are_told_to_who_places_people_and_to_nobody_else(
    acting: Acting, world: World
) -> None:
    cast, kumla = world.cast, world.establishments["kumla"]
    with acting(cast.manager):
        free = custody.free_rooms(establishment_id=kumla)
    assert world.rooms["A201"] not in free  # Marek lives there
    assert free[world.rooms["A204"]] == 2
    for member in (cast.officer, cast.nurse, cast.amir):
        with acting(member), pytest.raises(DatabaseError, match="custody"), transaction.atomic():
            custody.free_rooms(establishment_id=kumla)


def test_a_closed_room_is_no_free_room(acting: Acting, world: World, as_owner: AsOwner) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update estate_room set is_open = false where id = %s", [world.rooms["A202"]])
        cursor.execute(
            "insert into estate_outofuse (room_id, period, reason, set_by, set_at) "
            "values (%s, tstzrange(now() - interval '1 hour', null), 'damage', 1, now())",
            [world.rooms["A203"]],
        )
    with acting(world.cast.manager):
        free = custody.free_rooms(establishment_id=world.establishments["kumla"])
    assert set(free) == {world.rooms["A204"]}
