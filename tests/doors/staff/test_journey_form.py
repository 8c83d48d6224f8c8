"""The form of a task at the staff door: filled in at the step, refused in words, read afterwards."""

from typing import Any

import pytest

from tests.doors.staff.conftest import TUESDAY
from tests.journey.arrange import Courses

pytestmark = pytest.mark.django_db
LINES = ("home", "income", "papers", "bank", "health", "debts", "work")
ANSWERS = dict.fromkeys(LINES, "ready") | {"version": "1", "_do": "next", "_page": "each"}


@pytest.fixture
def courses(world: Any, acting: Any, as_owner: Any) -> Courses:
    """Amir serves in Denmark and is free in two hundred days."""
    found = Courses(acting, as_owner, world)
    found.in_denmark(world.cast.amir, at=TUESDAY)
    found.do("update journey_coursetask set status = 'open' where code = 'release_checklist'")
    return found


def page_of(cast: Any, more: str = "") -> str:
    return f"/staff/clients/{cast.amir.client_id}/course{more}"


@pytest.fixture
def form(courses: Courses, cast: Any) -> str:
    """The address of the form of Amir's checklist."""
    return page_of(cast, f"/{courses.tasks(cast.amir)['release_checklist'].id}/form")


def test_a_form_is_filled_in_at_the_step_and_read_afterwards(
    courses: Courses, cast: Any, seat: Any, form: str
) -> None:
    at = seat(cast.governor)
    html = at.get(page_of(cast)).content.decode()
    assert f'href="{form}"' in html
    assert "Done without the form" in html
    assert "Leave no line without a name." in at.read(form)
    sent = ANSWERS | {"debts": "in_hand", "debts-who": "Ada at the bank, by May"}
    answer = at.post(form, sent, of=form)
    assert answer.headers["Location"] == page_of(cast, "?said=done")
    assert courses.tasks(cast.amir)["release_checklist"].status == "done"
    assert "Read the answers" in at.read(page_of(cast))
    assert "Read the answers" in at.read(page_of(cast, "?point=7"))
    kept = at.read(form)
    assert "Ada at the bank, by May" in kept
    assert "Filled in on" in kept
    again = at.post(form, sent, of=page_of(cast))
    assert again.status_code == 409
    assert "This task has ended already." in again.content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    courses: Courses, cast: Any, seat: Any, form: str
) -> None:
    at = seat(cast.governor)
    sent = ANSWERS | {"debts": "in_hand", "debts-who": "", "work": "", "papers": "castle"}
    answer = at.post(form, sent, of=form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(f'href="#f-{name}"' in page for name in ("debts-who", "papers", "work"))
    assert page.count('value="ready" checked') == 4
    assert courses.tasks(cast.amir)["release_checklist"].status == "open"
    old = at.post(form, ANSWERS | {"version": "9"}, of=form)
    assert old.status_code == 422
    assert "This form has changed meanwhile." in old.content.decode()
    for version in ("", "x", "-1", "9" * 30):
        assert at.post(form, ANSWERS | {"version": version}, of=form).status_code == 422


def test_a_form_is_there_for_nobody_else(courses: Courses, cast: Any, seat: Any, form: str) -> None:
    for who in (cast.officer, cast.nurse, cast.officer_elsewhere):
        assert seat(who).get(form).status_code == 404
    at = seat(cast.governor)
    other = form.replace(f"/{cast.amir.client_id}/", f"/{cast.jonas.client_id}/")
    assert at.get(other).status_code == 404
    plain = courses.tasks(cast.amir)["release_meeting"].id
    courses.do(
        "update journey_coursetask set status = 'lapsed', lapsed = 'phase', done_at = now() where id = %s",
        plain,
    )
    assert at.get(page_of(cast, f"/{plain}/form")).status_code == 404


def test_a_form_that_is_no_longer_in_use_leaves_the_task_as_any_other(
    courses: Courses, cast: Any, seat: Any, form: str
) -> None:
    courses.do("update forms_formdefinition set status = 'retired', retired_at = now()")
    html = seat(cast.governor).get(page_of(cast)).content.decode()
    assert form not in html
    assert seat(cast.governor).get(form).status_code == 404
