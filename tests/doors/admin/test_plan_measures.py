"""The measures of plans: small numbers hidden, nobody named, and who takes the numbers is logged."""

from collections.abc import Callable

import pytest
from django.db import connection

from redthread.foundation import clock
from redthread.plans.public import DoubleReply
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, AsOwner, Member, World
from tests.plans.arrange import Desk, arrange_team

MEASURES = "/staff/measures/plans"


@pytest.fixture
def desk(world: World, as_owner: AsOwner, acting: Acting) -> Desk:
    """Amir's plan, in which the municipality does something already."""
    with as_owner():
        team = arrange_team(world)
    desk = Desk(acting, world, as_owner, team)
    desk.write(team.municipality, words="Practice at the bakery")
    return desk


def told(desk: Desk, reply: DoubleReply, times: int) -> None:
    for n in range(times):
        desk.write(desk.team.officer, reply=reply, words=f"{reply.answer} {n}", at=clock.now())


def test_three_answers_are_too_few_to_show(office: Callable[[Member], Clerk], desk: Desk) -> None:
    told(desk, DoubleReply("continue"), 3)
    page = office(desk.world.cast.governor).see(MEASURES)
    assert "Too few plans to show anything yet" in page
    assert "Amir" not in page
    assert "bakery" not in page


def test_answers_are_told_by_area_reason_and_place(office: Callable[[Member], Clerk], desk: Desk) -> None:
    told(desk, DoubleReply("continue"), 4)
    told(desk, DoubleReply("start_anyway", reason="ends_soon"), 5)
    clerk = office(desk.team.officer)
    page = clerk.see(f"{MEASURES}?months=3")
    assert "What runs already ends soon" in page
    assert "Work and jobs" in page
    assert "Anstalten Hall" in page
    assert page.count("The numbers as a table") == page.count("<figure") == 3
    assert "continue 1" not in page
    clerk.see(f"{MEASURES}?months=99&place=zzz")


def test_a_file_of_answers_is_logged(
    office: Callable[[Member], Clerk], desk: Desk, as_owner: AsOwner
) -> None:
    told(desk, DoubleReply("start_anyway", "=HYPERLINK(1) and more"), 6)
    clerk = office(desk.world.cast.governor)
    assert "Work and jobs,6,0,6" in clerk.see(f"{MEASURES}.csv?by=area")
    assert "Anstalten Hall,6,0,6" in clerk.see(f"{MEASURES}.csv?by=establishment")
    assert "HYPERLINK" not in clerk.see(f"{MEASURES}.csv?by=reason")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select detail from access.read_audit where actor_id = %s and route = %s order by detail",
            [desk.world.cast.governor.actor_id, "staff:office-plan-measures-export"],
        )
        assert [row[0] for row in cursor.fetchall()] == [
            "by area, 1 rows",
            "by establishment, 1 rows",
            "by reason, 1 rows",
        ]


def test_who_may_not_measure_finds_no_page(office: Callable[[Member], Clerk], desk: Desk) -> None:
    for who in (desk.world.cast.officer, desk.world.cast.nurse, desk.world.cast.administrator):
        office(who).see(MEASURES, status=404)
