"""Measures: figures, charts and files that hide small numbers, and log who takes them."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from redthread.foundation import clock
from tests.doors.admin.conftest import Clerk
from tests.factories.requests import Desk
from tests.factories.world import AsOwner, Cast, Member

MEASURES = "/staff/measures"


def _answered(desk: Desk, cast: Cast, as_owner: AsOwner, count: int) -> None:
    """Hand in and approve requests now, one after the other."""
    now = clock.now()
    for n in range(count):
        request_id = desk.ask(cast.amir, at=now - timedelta(hours=count + 5 - n))
        desk.approve(cast.manager, request_id, at=now - timedelta(hours=count + 4 - n))


def test_small_numbers_are_not_shown(
    office: Callable[[Member], Clerk], cast: Cast, desk: Desk, as_owner: AsOwner
) -> None:
    """Two answers say who; nothing of them is told."""
    _answered(desk, cast, as_owner, 2)
    page = office(cast.governor).see(MEASURES)
    assert "Too few requests to show anything yet" in page
    assert "100%" not in page


def test_enough_answers_make_figures_and_charts(
    office: Callable[[Member], Clerk], cast: Cast, desk: Desk, as_owner: AsOwner
) -> None:
    """Within promise, waiting; each chart with its sentence and table."""
    _answered(desk, cast, as_owner, 6)
    clerk = office(cast.governor)
    page = clerk.see(MEASURES)
    assert "100%" in page
    assert page.count("<figure") >= 3
    assert page.count("The numbers as a table") == page.count("<figure")
    clerk.see(f"{MEASURES}?months=12&type=management")
    clerk.see(f"{MEASURES}?months=99&type=nothing&place=zzz")


def test_a_file_of_numbers_is_logged(
    office: Callable[[Member], Clerk], cast: Cast, desk: Desk, as_owner: AsOwner
) -> None:
    """Who took it, what was in it."""
    _answered(desk, cast, as_owner, 6)
    clerk = office(cast.governor)
    file = clerk.see(f"{MEASURES}.csv?by=unit")
    assert file.startswith("\ufeffunit,received,answered")
    assert "Avdelning C,6,6,6" in file
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select detail from access.read_audit where actor_id = %s and route = %s",
            [cast.governor.actor_id, "staff:office-measures-export"],
        )
        assert cursor.fetchall() == [("by unit, 1 rows",)]


def test_units_elsewhere_are_not_told_apart(
    office: Callable[[Member], Clerk], cast: Cast, desk: Desk
) -> None:
    """The data protection officer compares establishments, not units."""
    clerk = office(cast.protection_officer)
    place = desk.world.establishments["kumla"]
    assert clerk.see(f"{MEASURES}.csv?place={place}&by=unit").startswith("\ufefftype,")
    clerk.see(f"{MEASURES}?place={place}")
