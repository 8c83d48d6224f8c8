"""The twelve steps to a good release as the person reads them: all of them, by name, never in remand."""

import io
import json
import zipfile
from typing import Any

import pytest

from redthread.forms.public import FormContext
from redthread.foundation import clock
from redthread.journey import public as journey
from tests.journey.arrange import DAY, Courses

pytestmark = pytest.mark.django_db
HEADING = "12 steps to a good release"


@pytest.fixture
def courses(world: Any, acting: Any, as_owner: Any) -> Courses:
    """Nobody has a course yet."""
    return Courses(acting, as_owner, world)


def test_the_person_reads_all_twelve_with_who_did_what_and_no_notes(
    leila: Any, desk: Any, cast: Any, courses: Courses
) -> None:
    courses.in_denmark(cast.leila, at=clock.now())
    # The sentence is arranged without what it consists of: no days can be told from it.
    courses.do("update custody_sentence set is_current = false where client_id = %s", cast.leila.client_id)
    row = courses.tasks(cast.leila)["release_checklist"]
    with courses.acting(cast.governor) as actor:
        journey.complete_task(actor=actor, task_id=row.id, note="Not for her eyes", at=clock.now())
        name = actor.name
    page = leila.see("/my/course")
    assert HEADING in page
    assert page.count('class="sr-only">Step') == 12
    assert name in page
    assert "Not for her eyes" not in page


def test_what_was_filled_in_for_a_step_is_in_ones_own_data(
    leila: Any, desk: Any, cast: Any, courses: Courses
) -> None:
    courses.in_denmark(cast.leila, at=clock.now())
    courses.do("update custody_sentence set is_current = false where client_id = %s", cast.leila.client_id)
    lines = ("home", "income", "papers", "bank", "health", "debts", "work")
    with courses.acting(cast.governor) as actor:
        journey.fill_task(
            actor=actor,
            task_id=courses.tasks(cast.leila)["release_checklist"].id,
            version=1,
            answers=dict.fromkeys(lines, "ready") | {"home": "in_hand", "home-who": "Ada, by May"},
            context=FormContext(today=clock.now().date()),
            at=clock.now(),
        )
    with zipfile.ZipFile(io.BytesIO(leila.send("/my/data", status=200).content)) as file:
        page, data = file.read("index.html").decode(), json.loads(file.read("data.json"))
    assert "Ada, by May" in page
    assert data["forms"][0]["title"] == "Checklist before release"
    assert "Ada, by May" not in leila.see("/my/course")


def test_in_remand_no_release_is_spoken_of(leila: Any, desk: Any, cast: Any, courses: Courses) -> None:
    courses.do("update estate_establishment set pack = 'dk', timezone = 'Europe/Copenhagen'")
    at = clock.now()
    courses.load(pack="dk", at=at - DAY)
    courses.open(cast.leila, at=at)
    page = leila.see("/my/course")
    assert "The court decides" in page
    assert HEADING not in page
