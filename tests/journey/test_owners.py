"""Whoever a guide names can do it: every owner ends their tasks, and sees nothing that is not theirs."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.models import CourseTask
from redthread.jurisdiction.guide_check import find_unfit
from redthread.jurisdiction.guides import GuideTask, load_guides
from tests.factories.contacts import staff_member
from tests.factories.world import PACKS, Member, roles
from tests.journey.arrange import DAY, HOUR, NOW, Courses

pytestmark = pytest.mark.django_db
CODES = ["generic", "se", "dk", "be"]


def owned(pack: str) -> Iterator[GuideTask]:
    """Yield the tasks of a pack that somebody of the service owns."""
    for tasks in load_guides(PACKS / pack).values():
        yield from (task for task in tasks if task.role in roles())


def put(courses: Courses, client: Member, task: GuideTask, version: journey.GuideVersion) -> CourseTask:
    """Let a task stand open in somebody's course."""
    with courses.as_owner():
        running = journey.Course.objects.get(client_id=client.client_id, ended_at=None)
        return CourseTask.objects.create(
            id=uuid4(),
            course=running,
            client_id=client.client_id,
            version=version,
            phase=task.phase.value,
            code=task.code,
            occurrence=90,
            order=task.order,
            info_class=int(task.info_class),
            is_shown=task.client is not None,
            role=task.role,
            escalates_to=task.escalates_to,
            status="open",
            opened_at=NOW,
        )


@pytest.mark.parametrize("pack", CODES)
def test_every_owner_in_every_guide_can_end_their_tasks(courses: Courses, pack: str) -> None:
    """A new guide whose owner lacks a class or a permission fails here, task by task."""
    if pack != "se":
        courses.load(pack=pack)
    amir = courses.world.cast.amir
    courses.open(amir)
    with courses.as_owner():
        versions = {Phase(v.phase): v for v in journey.GuideVersion.objects.filter(pack=pack)}
    failed, members = [], {}  # type: list[str], dict[str, Member]
    for task in owned(pack):
        if task.role not in members:
            name = f"Kim {task.role.replace('_', '').title()}"
            members[task.role] = staff_member(courses.world, courses.as_owner, name, task.role)
        row = put(courses, amir, task, versions[task.phase])
        try:
            with courses.acting(members[task.role], focus=amir.client_id) as actor, transaction.atomic():
                journey.complete_task(actor=actor, task_id=row.id, at=NOW + HOUR)
        except Exception as error:  # noqa: BLE001 - every task is tried, whatever one of them says
            failed.append(f"{task.phase} {task.code}: {task.role}: {type(error).__name__} {error}")
    assert failed == []


@pytest.mark.parametrize("pack", CODES)
def test_no_task_names_somebody_who_cannot_read_it_end_it_or_hear_of_it(pack: str) -> None:
    """The same rule that the editor warns by."""
    tasks = [task for found in load_guides(PACKS / pack).values() for task in found]
    assert [(t.code, u) for t in tasks for u in find_unfit(t, roles())] == []


@pytest.fixture
def victims(courses: Courses) -> Member:
    """Who is there for those who were hurt; Amir was sentenced a day ago and is released in ten."""
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - 100 * DAY)
    courses.sentenced(amir, since=NOW - 90 * DAY, release="2026-03-12", ends="2026-09-12")
    courses.open(amir)
    return staff_member(courses.world, courses.as_owner, "Tuva Alm", "victim_officer")


def test_the_victim_officer_does_the_tasks_about_victims_and_nobody_elses(
    courses: Courses, victims: Member
) -> None:
    amir = courses.world.cast.amir
    rows = courses.tasks(amir)
    assert rows["victim_and_police_notice"].role == "victim_officer"
    # A key worker's task in a class that the victim officer reads too: reading is not doing.
    other = rows["key_worker_talk"]
    courses.do(
        "update journey_coursetask set status = 'open', lapsed = '', done_at = null, info_class = %s "
        "where id = %s",
        int(C.LOCATION),
        other.id,
    )
    with courses.acting(victims, focus=amir.client_id) as actor:
        found = journey.list_my_tasks(actor=actor, now=NOW, end_of_day=NOW, end_of_week=NOW)
        assert {t.step.task.code for t in found.tasks} == {"victim_and_police_notice"}
        assert journey.get_course(client_id=amir.client_id) is None
        with pytest.raises(DatabaseError, match="somebody else's"), transaction.atomic():
            journey.complete_task(actor=actor, task_id=other.id, at=NOW + HOUR)
        journey.complete_task(actor=actor, task_id=rows["victim_and_police_notice"].id, at=NOW + HOUR)
    done = courses.tasks(amir)["victim_and_police_notice"]
    assert (done.status, done.done_by) == ("done", victims.actor_id)


def test_what_the_client_is_not_shown_is_not_told_in_their_thread_either(
    courses: Courses, victims: Member
) -> None:
    """A hidden task is done and is late without a word to the person, whatever class it is of."""
    from redthread.foundation import thread

    amir = courses.world.cast.amir
    rows = courses.tasks(amir)
    plan = staff_member(courses.world, courses.as_owner, "Eva Plan", "plan_officer")
    with courses.acting(victims, focus=amir.client_id) as actor:
        journey.complete_task(actor=actor, task_id=rows["victim_and_police_notice"].id, at=NOW + HOUR)
    with courses.acting(plan, focus=amir.client_id) as actor:
        journey.complete_task(actor=actor, task_id=rows["police_notice"].id, at=NOW + HOUR)
    with courses.acting(amir):
        told = {
            (e.payload or {}).get("code")
            for e in thread.list_entries(client_id=amir.client_id, kinds=["journey."])
        }
    assert not told & {"victim_and_police_notice", "police_notice"}
    with courses.acting(victims, focus=amir.client_id):
        told = {
            (e.payload or {}).get("code")
            for e in thread.list_entries(client_id=amir.client_id, kinds=["journey."])
        }
    assert "victim_and_police_notice" in told


def test_who_does_not_read_the_phase_finds_their_own_tasks_in_the_course(courses: Courses) -> None:
    """A nurse reads health and no phase: the course is not hers, her tasks in it are."""
    cast = courses.world.cast
    courses.arrived(cast.amir, NOW - HOUR)
    courses.open(cast.amir)
    with courses.acting(cast.nurse, focus=cast.amir.client_id):
        assert journey.get_course(client_id=cast.amir.client_id) is None
        assert journey.running_course(client_id=cast.amir.client_id) is not None
        assert "first_night_check" in {s.task.code for s in journey.list_steps(client_id=cast.amir.client_id)}
    with courses.acting(cast.nurse_elsewhere):
        assert journey.running_course(client_id=cast.amir.client_id) is None
