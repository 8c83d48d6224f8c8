"""The Danish twelve points on somebody's course: all of them, in order, as far as the reader may know."""

from datetime import timedelta

import pytest

from redthread.foundation import clock
from redthread.journey import public as journey
from redthread.journey.public import Point
from tests.factories.world import Acting, AsOwner, Member, World
from tests.journey.arrange import NOW, Courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def danish(world: World, acting: Acting, as_owner: AsOwner) -> Courses:
    """Amir came to a Danish prison 100 days ago, sentenced an hour later, free in 200 days."""
    found = Courses(acting, as_owner, world)
    found.in_denmark(world.cast.amir, at=NOW)
    return found


def points_for(courses: Courses, reader: Member) -> list[Point]:
    client = courses.world.cast.amir.client_id
    with courses.acting(reader, focus=client):
        return journey.list_points(client_id=client)


def test_all_twelve_stand_in_order_whatever_phase_they_lie_in(danish: Courses) -> None:
    points = points_for(danish, danish.world.cast.governor)
    assert [p.number for p in points] == list(range(1, 13))
    assert [p.number for p in points if p.is_ahead] == [11, 12]
    assert all(p.task is not None for p in points if not p.is_ahead)


def test_the_client_reads_the_same_twelve(danish: Courses) -> None:
    points = points_for(danish, danish.world.cast.amir)
    assert [p.number for p in points] == list(range(1, 13))
    assert all(p.guide.client is not None for p in points)


def test_a_point_that_was_done_says_so_with_what_was_noted(danish: Courses) -> None:
    governor = danish.world.cast.governor
    row = danish.tasks(danish.world.cast.amir)["release_checklist"]
    with danish.acting(governor) as actor:
        journey.complete_task(actor=actor, task_id=row.id, note=" A flat from May. ", at=clock.now())
    done = next(p.task for p in points_for(danish, governor) if p.number == 7)
    assert done is not None
    assert (done.status, done.reason, done.done_by) == ("done", "A flat from May.", governor.actor_id)


def test_sweden_numbers_nothing(courses: Courses) -> None:
    courses.open(courses.world.cast.amir)
    assert points_for(courses, courses.world.cast.governor) == []


def test_the_client_is_told_the_name_of_whom_a_task_was_given_to(danish: Courses) -> None:
    cast = danish.world.cast
    row = danish.tasks(cast.amir)["release_checklist"]
    with danish.acting(cast.governor) as actor:
        journey.assign_task(actor=actor, task_id=row.id, assignee_id=actor.id, at=NOW + timedelta(hours=1))
        name = actor.name
    with danish.acting(cast.amir, focus=cast.amir.client_id):
        tasks = journey.list_tasks_for_client(client_id=cast.amir.client_id, language="da")
    who = {task.code: task.who for task in tasks}
    assert who["release_checklist"] == name
    assert who["release_meeting"] == "Handleplansansvarlig"
