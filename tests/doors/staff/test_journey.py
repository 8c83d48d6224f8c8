"""Guides at the staff door: my tasks late first, and a course with the guide beside each step."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

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


def test_every_owner_can_open_the_page_where_their_task_is_done(
    courses: Courses, cast: Any, seat: Any, world: Any, as_owner: Any
) -> None:
    """A page that a guide names and its owner does not find is a dead end: no pack has one."""
    from redthread.doors.staff.journey.course import PAGES
    from redthread.jurisdiction.guides import load_guides
    from tests.factories.contacts import staff_member
    from tests.factories.world import PACKS as PACK_FILES
    from tests.factories.world import roles

    needed = {
        (task.role, task.page)
        for pack in ("generic", "se", "dk", "be")
        for tasks in load_guides(PACK_FILES / pack).values()
        for task in tasks
        if task.role in roles() and task.page
    }
    seats, missing = {}, []  # type: dict[str, Any], list[tuple[str, str]]
    for role, page in sorted(needed):
        if role not in seats:
            name = f"Kim {role.replace('_', '').title()}"
            seats[role] = seat(staff_member(world, as_owner, name, role))
        try:
            address = reverse(PAGES[page], args=[cast.amir.client_id])
        except NoReverseMatch:
            address = reverse(PAGES[page])
        if seats[role].get(address).status_code != 200:
            missing.append((role, page))
    assert missing == []


def test_health_staff_find_their_tasks_in_a_course_that_they_do_not_read(
    courses: Courses, cast: Any, seat: Any
) -> None:
    title = courses_title(courses, cast, "first_night_check")
    nurse = seat(cast.nurse)
    page = nurse.read(page_of(cast))
    assert title in page
    assert "You see what is yours to do for this person." in page
    assert courses_title(courses, cast, "search_and_property") not in page
    assert "Something has happened" not in page
    row, others = task(courses, cast, "first_night_check"), task(courses, cast, "search_and_property")
    assert nurse.post(page_of(cast, f"/{row.id}/done"), of=page_of(cast)).status_code == 302
    assert nurse.post(page_of(cast, f"/{others.id}/done"), of=page_of(cast)).status_code in {403, 404}
    assert task(courses, cast, "search_and_property").status == "open"


def test_the_victim_officer_finds_and_ends_what_is_about_victims_and_sees_nothing_more(
    courses: Courses, cast: Any, seat: Any, world: Any, as_owner: Any
) -> None:
    from tests.factories.contacts import staff_member

    courses.sentenced(
        cast.amir, since=TUESDAY - timedelta(minutes=30), release="2028-03-03", ends="2029-03-03"
    )
    courses.open(cast.amir, at=TUESDAY)
    at = seat(staff_member(world, as_owner, "Tuva Alm", "victim_officer"))
    title = courses_title(courses, cast, "ask_the_victim")
    assert title in at.read(LIST)
    page = at.read(page_of(cast))
    assert title in page
    for code in ("name_key_worker", "fingerprint_and_photo", "plan_agreed"):
        assert courses_title(courses, cast, code) not in page
    row = task(courses, cast, "ask_the_victim")
    assert at.post(page_of(cast, f"/{row.id}/done"), of=page_of(cast)).status_code == 302
    assert task(courses, cast, "ask_the_victim").status == "done"
    for more in ("plan", "sentence", "restrictions", "partners", "messages"):
        assert at.get(f"/staff/clients/{cast.amir.client_id}/{more}").status_code == 404
    assert "Nothing to do from the guides." in at.read(LIST)


def escalate(courses: Courses, *, at: Any = TUESDAY) -> int:
    """Let the job tell of late tasks."""
    from redthread.journey.services.courses import tell_late

    with courses.job() as actor:
        return tell_late(actor=actor, at=at)


def late_by(courses: Courses, code: str, hours: int) -> None:
    courses.do(
        "update journey_coursetask set due_at = %s where code = %s and status = 'open'",
        TUESDAY - timedelta(hours=hours),
        code,
    )


def test_a_late_task_is_told_to_the_next_role_with_what_to_do(courses: Courses, cast: Any, seat: Any) -> None:
    """On the first page of the day, in the list, and at the task itself."""
    late_by(courses, "identify", 2)
    assert escalate(courses) == 1
    title, manager = courses_title(courses, cast, "identify"), seat(cast.manager)
    day = manager.read("/staff/")
    assert "Told to you: 1 task of the guides is late at somebody else" in day
    page = manager.read(LIST + "?when=told")
    assert title in page
    assert "told to you: it is late at Prison officer" in page
    assert "ask whoever has it, give it to a colleague, do it yourself" in page
    at = manager.read(page_of(cast, f"?task={task(courses, cast, 'identify').id}"))
    assert "You are told because you come next." in at
    officer = seat(cast.officer)
    assert "Told to you" not in officer.read("/staff/")
    assert "1 late in the guides" in officer.read("/staff/")
    assert "say to them what stands in the way" in officer.read(page_of(cast))
    assert escalate(courses) == 0


def test_a_list_of_a_hundred_is_sorted_narrowed_and_searched(
    courses: Courses, cast: Any, seat: Any, as_owner: Any
) -> None:
    """Late first, by person, by name or number; what does not fit is counted."""
    courses.owe(cast.jonas, cast.leila)
    courses.arrived(cast.jonas, TUESDAY - timedelta(hours=1))
    courses.open(cast.jonas, at=TUESDAY)
    row = task(courses, cast, "rights_and_rules")
    courses.do(
        "insert into journey_coursetask select (jsonb_populate_record(t, jsonb_build_object('id', "
        "gen_random_uuid(), 'occurrence', n, 'due_at', t.due_at + n * interval '1 hour'))).* "
        "from journey_coursetask t, generate_series(2, 230) n where t.id = %s",
        row.id,
    )
    late_by(courses, "identify", 3)
    at = seat(cast.officer)
    page = at.read(LIST)
    assert "more are not shown." in page
    assert page.index(courses_title(courses, cast, "identify")) < page.index(
        courses_title(courses, cast, "rights_and_rules")
    )
    by_person = at.read(LIST + "?sort=person")
    assert by_person.index("Jonas Lund") < by_person.index("Amir Rahmani")
    found = at.read(LIST + "?q=jonas")
    assert "Jonas Lund" in found
    assert "Amir Rahmani" not in found
    number = re.search(r"P\d{6}", found)
    assert number
    assert "Jonas Lund" in at.read(LIST + f"?q={number.group().lower()}")
    for odd in ("%25", "'%20or%201=1--", "x" * 500):
        assert "Nothing here." in at.read(LIST + f"?q={odd}&when=late")
