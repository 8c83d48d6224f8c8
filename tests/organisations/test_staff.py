"""Departments and staff: managed by those who may, unseen by clients."""

import pytest

from redthread.foundation import clock, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.events import HOUSE
from redthread.organisations.public import (
    StaffMember,
    add_staff_member,
    find_department,
    list_department_ids_of,
    list_staff,
    save_department,
    set_departments,
)
from tests.factories.world import Acting, Cast, World


def test_a_new_colleague_reaches_nobody_until_a_role_is_granted(
    acting: Acting, cast: Cast, world: World
) -> None:
    hall = world.establishments["hall"]
    with acting(cast.administrator) as actor:
        member = add_staff_member(
            actor=actor,
            username="ny.kollega",
            given_name="Ny",
            family_name="Kollega",
            title="Officer",
            establishment_id=hall,
            language="sv",
            at=clock.now(),
        )
        laundry = save_department(
            actor=actor,
            establishment_id=hall,
            code="laundry",
            names={"en": "Laundry"},
            is_active=True,
            at=clock.now(),
        )
        set_departments(actor=actor, staff_id=member.id, department_ids=[laundry.id], at=clock.now())
        assert list_department_ids_of(actor_id=member.actor_id) == [laundry.id]
        assert member in list_staff(establishment_id=hall)
        assert [e.kind for e in thread.list_entries(client_id=HOUSE, limit=3)] == [
            "organisations.department_changed",
            "organisations.department_changed",
            "organisations.staff_added",
        ]


def test_a_department_is_found_by_its_code_at_any_place(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.administrator) as actor:
        for place in ("hall", "kumla"):
            save_department(
                actor=actor,
                establishment_id=world.establishments[place],
                code="health",
                names={"en": "Health care"},
                is_active=True,
                at=clock.now(),
            )
        found = find_department(establishment_id=world.establishments["kumla"], code="health")
    assert found is not None
    assert found.name_in("nl") == "Health care"


def test_an_officer_manages_nobody(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        save_department(
            actor=actor,
            establishment_id=world.establishments["hall"],
            code="x",
            names={},
            is_active=True,
            at=clock.now(),
        )


def test_clients_do_not_read_the_list_of_staff(acting: Acting, cast: Cast) -> None:
    with acting(cast.amir):
        assert StaffMember.objects.count() == 0
    with acting(cast.officer):
        assert StaffMember.objects.count() > 0
