"""A course follows what is known: phases begin, tasks are due, the thread completes them."""

from datetime import UTC, datetime

from tests.journey.arrange import DAY, HOUR, NOW, Courses


def test_who_came_an_hour_ago_is_in_remand_with_the_tasks_of_the_first_day(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - HOUR)
    courses.open(amir)
    tasks = courses.tasks(amir)
    assert courses.phases(amir) == ["remand"]
    assert tasks["identify"].due_at == NOW + HOUR
    assert tasks["identify"].status == "open"
    assert tasks["record_restrictions"].status == "waiting"
    assert tasks["intake_notice"].due_at == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)


def test_who_was_here_long_before_the_guides_is_not_late_with_the_first_day(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.open(amir)
    tasks = courses.tasks(amir)
    assert (tasks["identify"].status, tasks["identify"].lapsed) == ("lapsed", "before")
    assert tasks["hour_outdoors"].status == "open"
    assert tasks["hour_outdoors"].due_at > NOW


def test_a_sentence_moves_somebody_to_intake_and_time_to_serving_and_release(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - 60 * DAY)
    courses.open(amir)
    courses.sentenced(amir, since=NOW, release="2027-10-01", ends="2028-04-01")
    courses.open(amir, at=NOW + HOUR)
    assert courses.phases(amir) == ["intake"]
    agreed = courses.tasks(amir)["plan_agreed"]
    assert agreed.due_at.astimezone(UTC).date() == (NOW + 28 * DAY).date()
    assert courses.tasks(amir)["hour_outdoors"].status == "lapsed"
    assert courses.keep(at=NOW + 10 * DAY) == 0
    assert courses.keep(at=NOW + 29 * DAY) == 1
    assert courses.phases(amir) == ["serving"]
    assert courses.tasks(amir)["plan_agreed"].status == "open"
    assert courses.keep(at=datetime(2026, 10, 2, tzinfo=UTC)) == 1
    assert courses.phases(amir) == ["release", "serving"]
    meeting = courses.tasks(amir)["release_meeting"]
    assert meeting.due_at.astimezone(UTC).date().isoformat() == "2027-07-03"
