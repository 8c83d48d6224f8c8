"""The form of a task: its answers complete the task or nothing happens, and are read like the task."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.forms.public import FormContext
from redthread.foundation import clock, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.journey import public as journey
from redthread.journey.models import TaskAnswers
from redthread.people import public as people
from tests.factories.world import Member
from tests.journey.arrange import DAY, HOUR, NOW, Courses

pytestmark = pytest.mark.django_db
TODAY = FormContext(today=date(2026, 3, 2))
LINES = ("home", "income", "papers", "bank", "health", "debts", "work")
ANSWERS: dict[str, Any] = dict.fromkeys(LINES, "ready") | {"debts": "in_hand", "debts-who": "Ada, May"}


@pytest.fixture
def amir(courses: Courses) -> Member:
    """Amir is free in three months; the checklist is to be done."""
    found = courses.world.cast.amir
    courses.arrived(found, NOW - 90 * DAY)
    courses.sentenced(found, since=NOW - 60 * DAY, release="2026-06-03", ends="2027-03-03")
    courses.open(found)
    return found


def fill(courses: Courses, client: Member, who: Member, **changed: Any) -> None:
    task = courses.tasks(client)["release_checklist"]
    sent: dict[str, Any] = {"version": 1, "answers": ANSWERS, "context": TODAY, "at": NOW + HOUR} | changed
    with courses.acting(who) as actor:
        journey.fill_task(actor=actor, task_id=task.id, **sent)


def test_a_form_that_is_sent_completes_the_task_and_stays_as_it_was(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    fill(courses, amir, cast.governor)
    task = courses.tasks(amir)["release_checklist"]
    assert (task.status, task.done_by) == ("done", cast.governor.actor_id)
    with courses.acting(cast.governor):
        found = journey.find_filled(client_id=amir.client_id, task_id=task.id)
        assert found is not None
        assert (found.answers, found.kept.version) == (ANSWERS, 1)
        assert thread.list_entries(client_id=amir.client_id, limit=1)[0].kind == "journey.task_done"
    with pytest.raises(journey.TaskGoneError):
        fill(courses, amir, cast.governor, answers=ANSWERS | {"home": "not_needed"})


@pytest.mark.parametrize(
    "answers",
    [
        {},
        ANSWERS | {"home": "castle"},
        {k: v for k, v in ANSWERS.items() if k != "debts-who"},
        {k: v for k, v in ANSWERS.items() if k != "bank"},
        ANSWERS | {"debts-who": "x" * 300},
    ],
)
def test_a_wrong_answer_keeps_nothing_and_completes_nothing(
    courses: Courses, amir: Member, answers: dict[str, object]
) -> None:
    with pytest.raises(journey.FormRefusedError) as refused:
        fill(courses, amir, courses.world.cast.governor, answers=answers)
    assert refused.value.errors
    assert courses.tasks(amir)["release_checklist"].status == "open"
    assert courses.do("select count(*) from journey_taskanswers") == 0


def test_a_task_without_a_form_and_a_version_of_before_are_refused(courses: Courses, amir: Member) -> None:
    governor = courses.world.cast.governor
    with pytest.raises(journey.FormRefusedError, match="has changed"):
        fill(courses, amir, governor, version=7)
    plain = next(
        t for t in courses.tasks(amir).values() if t.status == "open" and t.code == "key_worker_talk"
    )
    with courses.acting(governor) as actor, pytest.raises(journey.FormRefusedError, match="no form"):
        journey.fill_task(
            actor=actor, task_id=plain.id, version=1, answers=ANSWERS, context=TODAY, at=NOW + HOUR
        )


def test_the_answers_are_read_by_who_reads_the_task_and_by_the_person(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    fill(courses, amir, cast.governor)

    def count(who: Member) -> int:
        with courses.acting(who, focus=amir.client_id):
            return TaskAnswers.objects.count()

    assert [count(who) for who in (cast.governor, cast.nurse, amir)] == [1] * 3
    # The officer does not read the day of release; the others do not reach Amir or are no staff of his.
    assert [count(who) for who in (cast.officer, cast.jonas, cast.caseworker, cast.leila)] == [0] * 4


def test_what_is_not_shown_to_the_person_they_do_not_read(courses: Courses, amir: Member) -> None:
    fill(courses, amir, courses.world.cast.governor)
    courses.do("update journey_taskanswers set is_shown = false")
    with courses.acting(amir):
        assert not TaskAnswers.objects.exists()


def test_nobody_writes_answers_past_the_task(courses: Courses, amir: Member) -> None:
    cast, tasks = courses.world.cast, courses.tasks(amir)
    task = tasks["release_checklist"].id
    call = "select journey.fill_task(%s, %s, %s, %s, now())"
    with courses.acting(cast.governor), connection.cursor() as cursor:
        refused: list[list[Any]] = [
            [task, "laundry", 1, "{}"],
            [task, "release-checklist", 9, "{}"],
            [task, "release-checklist", 1, "[]"],
            [tasks["key_worker_talk"].id, "release-checklist", 1, "{}"],
        ]
        for arguments in refused:
            with pytest.raises(DatabaseError, match="no answers to the form"), transaction.atomic():
                cursor.execute(call, arguments)
        for statement in (
            "update journey_taskanswers set answers = '{}'",
            "delete from journey_taskanswers",
            "insert into journey_taskanswers select * from journey_taskanswers",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
    for who in (amir, cast.officer, cast.jonas, cast.caseworker):
        with (
            courses.acting(who, focus=amir.client_id),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            cursor.execute(call, [task, "release-checklist", 1, "{}"])
    with pytest.raises((PermissionDeniedError, journey.TaskGoneError)):
        fill(courses, amir, amir)


def test_answers_go_with_the_record_and_come_back(courses: Courses, amir: Member) -> None:
    cast, at = courses.world.cast, clock.now()
    fill(courses, amir, cast.governor)
    courses.do("delete from custody_stay where client_id = %s", amir.client_id)
    courses.do("delete from access.client_place where client_id = %s", amir.client_id)
    courses.do("select access.refresh_client(%s)", amir.client_id)
    with courses.acting(cast.governor) as actor:
        merge = people.merge_clients(
            actor=actor,
            survivor_id=cast.leila.client_id,
            merged_id=amir.client_id,
            grounds="The same finger prints, twice",
            at=at,
        )
    whose = "select client_id from journey_taskanswers"
    assert courses.do(whose) == cast.leila.client_id
    with courses.acting(cast.governor) as actor:
        people.undo_merge(actor=actor, merge_id=merge.id, because="Two people after all", at=at)
    assert courses.do(whose) == amir.client_id


def test_guides_bring_their_forms_once_and_work_without_them(courses: Courses, amir: Member) -> None:
    forms = "select count(*) from forms_formdefinition where code = 'release-checklist'"
    assert courses.do(forms) == 1
    courses.load()
    assert courses.do(forms) == 1
    courses.do("update forms_formdefinition set status = 'retired', retired_at = now()")
    with pytest.raises(journey.FormRefusedError, match="no form"):
        fill(courses, amir, courses.world.cast.governor)
