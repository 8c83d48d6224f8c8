"""Guides at the partner door: what a municipality does in each phase, and one person's course as granted."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from redthread.custody import public as custody
from redthread.foundation import clock
from tests.doors.signin.browser import Tablet
from tests.factories.world import Acting, AsOwner, Cast, Member, World
from tests.journey.arrange import DAY, Courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses(world: World, acting: Acting, as_owner: AsOwner) -> Courses:
    """Amir came a hundred days ago and is under supervision now; the guides of Sweden hold."""
    at = clock.now()
    found = Courses(acting, as_owner, world)
    found.load(at=at)
    found.arrived(world.cast.amir, at - 100 * DAY)
    found.open(world.cast.amir, at=at)
    with acting(world.cast.governor) as actor:
        office = custody.SupervisionPlan(world.establishments["kumla"], at.date() + 300 * DAY)
        custody.release_client(actor=actor, client_id=world.cast.amir.client_id, at=at, supervision=office)
    return found


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_municipality_reads_its_own_lines_of_every_phase(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    page = words(signed_in(cast.caseworker).get("/partner/guides"))
    assert "municipality" in page.lower()
    assert "Hour outdoors" not in page


def test_one_persons_course_shows_the_phase_and_ends_the_own_task(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    browser = signed_in(cast.caseworker)
    path = f"/partner/people/{cast.amir.client_id}/guide"
    page = browser.get(path)
    assert "Under supervision" in words(page)
    row = courses.tasks(cast.amir)["municipality_confirms"]
    assert f"/partner/people/{cast.amir.client_id}/guide/{row.id}/done" in page.content.decode()
    answer = browser.post(f"{path}/{row.id}/done", of=path)
    assert answer.status_code == 302, words(answer)
    assert courses.tasks(cast.amir)["municipality_confirms"].status == "done"
    told = courses.do(
        "select count(*) from sharing_disclosure where client_id = %s and what = 'partner:guide'",
        cast.amir.client_id,
    )
    assert told > 0


def test_a_partner_probing_finds_nothing(
    courses: Courses, signed_in: Callable[[Member], Tablet], cast: Cast
) -> None:
    path = f"/partner/people/{cast.amir.client_id}/guide"
    assert signed_in(cast.caseworker_elsewhere).get(path).status_code == 404
    browser = signed_in(cast.caseworker)
    assert browser.get("/partner/people/999999/guide").status_code == 404
    foreign = courses.tasks(cast.amir)["first_meeting"]
    assert browser.post(f"{path}/{foreign.id}/done", of=path).status_code == 403
    assert courses.tasks(cast.amir)["first_meeting"].status == "open"
