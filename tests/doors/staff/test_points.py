"""The twelve points at the staff door: one picture, a point with its guide and what completes it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.doors.staff.conftest import TUESDAY
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses(world: Any, acting: Any, as_owner: Any) -> Courses:
    """Amir serves in Denmark and is free in two hundred days."""
    found = Courses(acting, as_owner, world)
    found.in_denmark(world.cast.amir, at=TUESDAY)
    return found


def page_of(cast: Any, more: str = "") -> str:
    return f"/staff/clients/{cast.amir.client_id}/course{more}"


def test_the_points_are_one_picture_that_says_what_is_late(courses: Courses, cast: Any, seat: Any) -> None:
    courses.do(
        "update journey_coursetask set due_at = %s where code = 'release_checklist'",
        TUESDAY - timedelta(days=2),
    )
    page = seat(cast.governor).read(page_of(cast))
    assert "12 points for a good release" in page
    assert "2 days late" in page
    assert page.count("comes with: Under supervision") == 2


def test_a_point_opens_its_guide_and_is_done_with_a_note(courses: Courses, cast: Any, seat: Any) -> None:
    row = courses.tasks(cast.amir)["release_checklist"]
    desk = seat(cast.governor)
    page = desk.read(page_of(cast, "?point=7"))
    assert "What was done or agreed" in page
    assert "Leave no line without a name." in page
    path = page_of(cast, f"/{row.id}/done")
    answer = desk.post(path, {"note": "A room at the hostel from 3 May", "point": "7"}, of=page_of(cast))
    assert answer.headers["Location"].endswith("?said=done&point=7#points")
    again = desk.read(page_of(cast, "?point=7"))
    assert "A room at the hostel from 3 May" in again
    assert courses.tasks(cast.amir)["release_checklist"].status == "done"


@pytest.mark.parametrize("point", ["99", "x", "-1", "1' or '1"])
def test_a_point_that_is_none_opens_nothing(courses: Courses, cast: Any, seat: Any, point: str) -> None:
    page = seat(cast.governor).read(page_of(cast, f"?point={point}"))
    assert "Choose a point" in page
