"""A course follows what is known: phases begin, tasks are due, the thread completes them."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from redthread.custody import public as custody
from redthread.foundation import clock, thread
from redthread.foundation.sentences import sentence_of
from redthread.journey import public as journey
from redthread.people import public as people
from tests.custody.sentence_facts import part
from tests.factories.moves import transfer
from tests.journey.arrange import DAY, HOUR, NOW, Courses

pytestmark = pytest.mark.django_db


def test_who_came_an_hour_ago_is_in_remand_with_the_tasks_of_the_first_day(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - HOUR)
    courses.open(amir)
    tasks = courses.tasks(amir)
    assert courses.phases(amir) == ["remand"]
    assert (tasks["identify"].due_at, tasks["identify"].status) == (NOW + HOUR, "open")
    assert tasks["record_restrictions"].status == "waiting"
    assert tasks["intake_notice"].due_at == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)
    assert tasks["young_person_company"].status == "waiting"


def test_somebody_under_18_has_company_from_the_first_day(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.do("update people_client set born_on = '2009-05-17' where id = %s", amir.client_id)
    courses.arrived(amir, NOW - HOUR)
    courses.open(amir)
    assert courses.tasks(amir)["young_person_company"].status == "open"


def test_who_was_here_long_before_the_guides_is_not_late_with_the_first_day(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.open(amir)
    tasks = courses.tasks(amir)
    assert (tasks["identify"].status, tasks["identify"].lapsed) == ("lapsed", "before")
    assert tasks["hour_outdoors"].status == "open"
    due = tasks["hour_outdoors"].due_at
    assert due is not None
    assert due > NOW


def test_a_sentence_moves_somebody_to_intake_and_time_to_serving_and_release(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - 60 * DAY)
    courses.open(amir)
    courses.sentenced(amir, since=NOW, release="2027-10-01", ends="2028-04-01")
    courses.open(amir, at=NOW + HOUR)
    assert courses.phases(amir) == ["intake"]
    agreed = courses.tasks(amir)["plan_agreed"]
    assert agreed.due_at is not None
    assert agreed.due_at.astimezone(UTC).date() == (NOW + 28 * DAY).date()
    assert courses.tasks(amir)["hour_outdoors"].status == "lapsed"
    assert courses.keep(at=NOW + 10 * DAY) == 0
    assert courses.keep(at=NOW + 29 * DAY) == 1
    assert courses.phases(amir) == ["serving"]
    assert courses.tasks(amir)["plan_agreed"].status == "open"
    assert courses.keep(at=datetime(2026, 10, 2, tzinfo=UTC)) == 1
    assert courses.phases(amir) == ["release", "serving"]
    meeting = courses.tasks(amir)["release_meeting"]
    assert meeting.due_at is not None
    assert meeting.due_at.astimezone(UTC).date() == date(2027, 7, 3)


def test_when_the_release_moves_what_is_due_before_it_moves_in_the_same_breath(courses: Courses) -> None:
    """Through custody's own services: a further judgment moves the day, and the meeting with it."""
    cast, at = courses.world.cast, clock.now()
    courses.open(cast.amir, at=at)
    facts = custody.Facts(date(2026, 1, 13), (part(1, judged=date(2026, 1, 5)),))
    jurisdiction = custody.Jurisdiction("se", "Europe/Stockholm")
    with courses.acting(cast.governor) as actor:
        first = custody.record_sentence(
            actor=actor,
            sentence_id=uuid4(),
            client_id=cast.amir.client_id,
            jurisdiction=jurisdiction,
            facts=facts,
            may_be_served=True,
            at=at,
        )
    before = courses.tasks(cast.amir)["release_meeting"].due_at
    longer = custody.Facts(
        date(2026, 1, 13), (part(1, judged=date(2026, 1, 5)), part(1, judged=date(2026, 1, 5)))
    )
    with courses.acting(cast.governor) as actor:
        second = custody.correct_sentence(
            actor=actor,
            sentence_id=uuid4(),
            corrects=first.id,
            client_id=cast.amir.client_id,
            facts=longer,
            reason="A further judgment",
            may_be_served=True,
            at=at,
        )
    assert second.release_on is not None
    assert first.release_on is not None
    assert second.release_on > first.release_on
    after = courses.tasks(cast.amir)["release_meeting"].due_at
    assert before is not None
    assert after is not None
    assert after > before


def test_the_thread_completes_a_task_in_the_same_transaction(courses: Courses) -> None:
    """Naming the key worker is done in custody; nobody ticks a box."""
    cast, at = courses.world.cast, clock.now()
    courses.arrived(cast.amir, at - 10 * DAY)
    courses.sentenced(cast.amir, since=at - DAY, release="2028-10-01", ends="2029-04-01")
    courses.open(cast.amir, at=at)
    assert courses.tasks(cast.amir)["name_key_worker"].status == "open"
    with courses.acting(cast.manager) as actor:
        custody.assign_key_worker(
            actor=actor, client_id=cast.amir.client_id, staff_actor_id=cast.officer.actor_id, at=at
        )
    done = courses.tasks(cast.amir)["name_key_worker"]
    assert (done.status, done.done_by) == ("done", cast.manager.actor_id)
    assert done.done_seq is not None


def test_after_a_transfer_everything_stands_and_the_new_unit_confirms(courses: Courses) -> None:
    cast, world, at = courses.world.cast, courses.world, clock.now()
    courses.arrived(cast.amir, at - 60 * DAY)
    courses.sentenced(cast.amir, since=at - 40 * DAY, release="2028-10-01", ends="2029-04-01")
    courses.open(cast.amir, at=at)
    before = courses.tasks(cast.amir)
    assert before["course_goes_on_after_transfer"].status == "waiting"
    with courses.acting(cast.governor) as actor:
        gone = transfer(actor, cast.amir.client_id, world.rooms["A202"], at)
    with courses.job() as actor:
        courses.do(
            "update custody_transfer set status = 'arrived', arrived_at = %s where id = %s", at, gone.id
        )
    courses.open(cast.amir, at=at)
    after = courses.tasks(cast.amir)
    assert after["course_goes_on_after_transfer"].status == "open"
    assert after["key_worker_talk"].id == before["key_worker_talk"].id
    with courses.acting(cast.officer_elsewhere):
        assert journey.get_course(client_id=cast.amir.client_id) is not None
    with courses.acting(cast.officer):
        assert journey.get_course(client_id=cast.amir.client_id) is None


def test_a_transfer_says_beforehand_what_stays(courses: Courses) -> None:
    from redthread.foundation import course

    cast, at = courses.world.cast, clock.now()
    courses.open(cast.amir, at=at)
    with courses.acting(cast.governor) as actor:
        effects = custody.preview_transfer(
            actor=actor,
            client_id=cast.amir.client_id,
            to_establishment_id=courses.world.establishments["kumla"],
            at=at,
        )
    assert any("The course goes on" in course.tell_staff(e) for e in effects)


def test_supervision_begins_its_guide_and_what_was_inside_is_over(courses: Courses) -> None:
    cast, at = courses.world.cast, clock.now()
    courses.arrived(cast.amir, at - 100 * DAY)
    courses.open(cast.amir, at=at)
    with courses.acting(cast.governor) as actor:
        custody.release_client(
            actor=actor,
            client_id=cast.amir.client_id,
            at=at,
            supervision=custody.SupervisionPlan(
                courses.world.establishments["kumla"], at.date() + timedelta(300)
            ),
        )
    tasks = courses.tasks(cast.amir)
    assert courses.phases(cast.amir) == ["supervision"]
    assert tasks["first_meeting"].status == "open"
    assert (tasks["hour_outdoors"].status, tasks["hour_outdoors"].lapsed) == ("lapsed", "phase")


def test_a_release_without_supervision_leads_to_the_end_at_once(courses: Courses) -> None:
    cast, at = courses.world.cast, clock.now()
    courses.open(cast.amir, at=at)
    with courses.acting(cast.governor) as actor:
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=at)
    assert courses.phases(cast.amir) == ["after"]


def test_a_death_ends_the_course(courses: Courses) -> None:
    cast, at = courses.world.cast, clock.now()
    courses.open(cast.amir, at=at)
    with courses.acting(cast.governor) as actor:
        custody.record_death(actor=actor, client_id=cast.amir.client_id, at=at)
    assert courses.phases(cast.amir) == []
    assert not [t for t in courses.tasks(cast.amir).values() if t.status in {"open", "waiting"}]


def test_what_is_done_again_gets_its_next_time(courses: Courses) -> None:
    cast = courses.world.cast
    courses.open(cast.amir)
    row = courses.tasks(cast.amir)["hour_outdoors"]
    with courses.acting(cast.officer) as actor:
        journey.complete_task(actor=actor, task_id=row.id, at=NOW + 2 * HOUR)
    again = courses.tasks(cast.amir)["hour_outdoors"]
    assert (again.occurrence, again.status) == (2, "open")
    assert again.due_at is not None
    assert again.due_at.astimezone(UTC).date() == (NOW + DAY).date()


def test_a_late_task_is_told_once(courses: Courses) -> None:
    from redthread.journey.services.courses import tell_late

    cast = courses.world.cast
    courses.arrived(cast.amir, NOW - HOUR)
    courses.open(cast.amir)
    with courses.job() as actor:
        assert tell_late(actor=actor, at=NOW + 2 * HOUR) == 1
        assert tell_late(actor=actor, at=NOW + 2 * HOUR) == 0
    with courses.acting(cast.manager, focus=cast.amir.client_id) as actor:
        mine = journey.list_my_tasks(
            actor=actor, now=NOW + 2 * HOUR, end_of_day=NOW + 9 * HOUR, end_of_week=NOW + 7 * DAY
        )
        assert [(t.step.task.code, t.is_told) for t in mine.tasks] == [("identify", True)]
        assert thread.list_entries(client_id=cast.amir.client_id, limit=1)[0].kind == "journey.task_late"


def test_two_records_of_one_person_have_one_course_and_two_again_when_undone(
    courses: Courses,
) -> None:
    cast, at = courses.world.cast, clock.now()
    courses.open(cast.amir, cast.leila, at=at)
    courses.do("delete from custody_stay where client_id = %s", cast.leila.client_id)
    courses.do("delete from access.client_place where client_id = %s", cast.leila.client_id)
    courses.do("select access.refresh_client(%s)", cast.leila.client_id)
    with courses.acting(cast.governor) as actor:
        merge = people.merge_clients(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=cast.leila.client_id,
            grounds="The same finger prints, twice",
            at=at,
        )
    running = "select count(*) from journey_course where client_id = %s and ended_at is null"
    assert courses.do(running, cast.amir.client_id) == 1
    with courses.acting(cast.governor) as actor:
        people.undo_merge(actor=actor, merge_id=merge.id, because="Two sisters after all", at=at)
    assert courses.do(running, cast.amir.client_id) == 1
    assert courses.do(running, cast.leila.client_id) == 1


def test_every_check_of_the_packs_is_something_that_the_thread_tells(courses: Courses) -> None:
    with courses.as_owner():
        versions = [v for p in ("se",) for v in journey.current_versions(pack=p).values()]
        tasks = [t for v in versions for t in journey.tasks_of_version(v).values()]
    kinds = {k.partition("(")[0] for t in tasks for k in (*t.check, *t.repeat_on)}
    assert kinds
    assert {k for k in kinds if sentence_of(k) is None} == set()
