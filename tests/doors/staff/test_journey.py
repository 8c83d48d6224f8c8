"""Guides at the staff door: my tasks late first, and a course with the guide beside each step."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.doors.staff.conftest import TUESDAY
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db
LIST = "/staff/guides"


@pytest.fixture
def courses(world: Any, acting: Any, as_owner: Any) -> Courses:
    """Amir came an hour ago; the guides of Sweden hold."""
    found = Courses(acting, as_owner, world)
    found.load(at=TUESDAY)
    found.arrived(world.cast.amir, TUESDAY - timedelta(hours=1))
    found.open(world.cast.amir, at=TUESDAY)
    return found


def page_of(cast: Any, more: str = "") -> str:
    return f"/staff/clients/{cast.amir.client_id}/course{more}"


def task(courses: Courses, cast: Any, code: str) -> Any:
    return courses.tasks(cast.amir)[code]


def test_an_officer_sees_their_tasks_the_next_first_and_nobody_elses(
    courses: Courses, cast: Any, seat: Any
) -> None:
    page = seat(cast.officer).read(LIST)
    assert "Amir Rahmani" in page
    titles = [courses_title(courses, cast, code) for code in ("identify", "search_and_property")]
    assert page.index(titles[0]) < page.index(titles[1])
    assert courses_title(courses, cast, "health_screening") not in page
    assert courses_title(courses, cast, "health_screening") in seat(cast.nurse).read(LIST)
    assert "Nothing to do from the guides." in seat(cast.officer_elsewhere).read(LIST)


def courses_title(courses: Courses, cast: Any, code: str) -> str:
    from redthread.journey.public import tasks_of_version

    with courses.as_owner():
        row = task(courses, cast, code)
        return str(tasks_of_version(row.version_id)[code].title.in_language("en"))


def test_the_list_is_narrowed_by_clock(courses: Courses, cast: Any, seat: Any) -> None:
    courses.do(
        "update journey_coursetask set due_at = %s where code = 'identify'", TUESDAY - timedelta(hours=2)
    )
    late = seat(cast.officer).read(LIST + "?when=late")
    assert courses_title(courses, cast, "identify") in late
    assert courses_title(courses, cast, "rights_and_rules") not in late
    assert "Amir" in seat(cast.officer).read(LIST + "?when=nonsense&phase=%22")


def test_a_manager_sees_everybodys_tasks_and_an_officer_does_not(
    courses: Courses, cast: Any, seat: Any
) -> None:
    title = courses_title(courses, cast, "identify")
    assert title not in seat(cast.manager).read(LIST)
    assert title in seat(cast.manager).read(LIST + "?who=all")
    assert courses_title(courses, cast, "intake_notice") not in seat(cast.officer).read(LIST + "?who=all")


def test_the_course_shows_why_how_law_and_the_words_explained(courses: Courses, cast: Any, seat: Any) -> None:
    page = seat(cast.officer).read(page_of(cast))
    assert "In remand" in page
    assert "Why" in page
    assert "Nelson Mandela rule 7, EPR 15" in page
    assert "The client reads" in page
    assert courses_title(courses, cast, "health_screening") not in page


def test_a_task_is_done_from_the_page_and_stands_in_the_thread(
    courses: Courses, cast: Any, seat: Any
) -> None:
    row = task(courses, cast, "rights_and_rules")
    at = seat(cast.officer)
    answer = at.post(page_of(cast, f"/{row.id}/done"), of=page_of(cast))
    assert answer.status_code == 302
    assert task(courses, cast, "rights_and_rules").status == "done"
    assert "Done: " in at.read(f"/staff/clients/{cast.amir.client_id}")
    again = at.post(page_of(cast, f"/{row.id}/done"), of=page_of(cast))
    assert again.status_code == 409
    assert "This task has ended already." in again.content.decode()


def test_what_is_not_needed_needs_a_reason(courses: Courses, cast: Any, seat: Any) -> None:
    row = task(courses, cast, "rights_and_rules")
    at = seat(cast.officer)
    answer = at.post(page_of(cast, f"/{row.id}/skip"), {"reason": " "}, of=page_of(cast))
    assert answer.status_code == 422
    assert "Write why this is not needed." in answer.content.decode()
    assert at.post(page_of(cast, f"/{row.id}/skip"), {"reason": "Has lived here before"}, of=page_of(cast))
    assert "Has lived here before" in at.read(page_of(cast))


def test_a_manager_gives_a_task_to_a_colleague_and_an_officer_takes_one(
    courses: Courses, cast: Any, seat: Any
) -> None:
    row = task(courses, cast, "rights_and_rules")
    html = seat(cast.manager).get(page_of(cast, f"?task={row.id}")).content.decode()
    assert re.search(rf'<option value="{cast.officer.actor_id}">Karin Lund', html)
    to = {"to": str(cast.officer.actor_id)}
    seat(cast.manager).post(page_of(cast, f"/{row.id}/give"), to, of=page_of(cast))
    assert task(courses, cast, "rights_and_rules").assignee_id == cast.officer.actor_id
    refused = seat(cast.officer).post(
        page_of(cast, f"/{row.id}/give"), {"to": str(cast.manager.actor_id)}, of=page_of(cast)
    )
    assert refused.status_code == 403
    stranger = seat(cast.manager).post(
        page_of(cast, f"/{row.id}/give"), {"to": str(cast.officer_elsewhere.actor_id)}, of=page_of(cast)
    )
    assert stranger.status_code == 422
    assert seat(cast.officer).post(page_of(cast, f"/{row.id}/take"), of=page_of(cast)).status_code == 302


def test_a_day_is_noted_and_its_task_gets_a_clock(courses: Courses, cast: Any, seat: Any) -> None:
    courses.sentenced(cast.amir, since=TUESDAY - timedelta(days=40), release="2028-03-03", ends="2029-03-03")
    courses.arrived(cast.amir, TUESDAY - timedelta(days=60))
    courses.open(cast.amir, at=TUESDAY)
    assert task(courses, cast, "security_unit_review").status == "waiting"
    day = {"fact": "security_unit", "on_day": "2", "on_month": "3", "on_year": "2026"}
    at = seat(cast.governor)
    assert at.post(page_of(cast, "/note"), day, of=page_of(cast)).status_code == 302
    assert task(courses, cast, "security_unit_review").status == "open"
    wrong = at.post(page_of(cast, "/note"), day | {"on_year": "2031"}, of=page_of(cast))
    assert wrong.status_code == 422
    assert at.post(page_of(cast, "/note"), day | {"fact": "release"}, of=page_of(cast)).status_code == 422


def test_a_course_out_of_reach_is_not_there(courses: Courses, cast: Any, seat: Any) -> None:
    row = task(courses, cast, "rights_and_rules")
    away = seat(cast.officer_elsewhere)
    assert away.get(page_of(cast)).status_code == 404
    assert away.post(page_of(cast, f"/{row.id}/done"), of="/staff/guides").status_code == 404
    assert seat(cast.kiosk_clerk).get(LIST).status_code == 404
    assert seat(cast.officer).post(page_of(cast, f"/{row.id}/burn"), of=page_of(cast)).status_code == 404


def test_who_has_no_course_is_told_so(courses: Courses, cast: Any, seat: Any) -> None:
    page = seat(cast.officer).read(f"/staff/clients/{cast.jonas.client_id}/course")
    assert "No course has begun." in page


def test_the_points_of_a_published_schedule_are_named(
    world: Any, cast: Any, acting: Any, as_owner: Any, seat: Any
) -> None:
    """In Denmark a good release has twelve points, and the first is the notice on the day somebody comes."""
    found = Courses(acting, as_owner, world)
    found.do("update estate_establishment set pack = 'dk', country = 'DK'")
    found.load(pack="dk", at=TUESDAY)
    found.arrived(cast.amir, TUESDAY - timedelta(hours=1))
    found.open(cast.amir, at=TUESDAY)
    page = seat(cast.governor).read(page_of(cast))
    assert re.search(r"point 1\b", page)
