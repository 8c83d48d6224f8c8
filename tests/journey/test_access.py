"""Who reads and writes a course: classes, hidden tasks, and nothing forged past the thread."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody import public as custody
from redthread.foundation import clock
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.models import CourseTask, GuideVersion
from tests.factories.world import Member
from tests.journey.arrange import DAY, HOUR, NOW, Courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def amir(courses: Courses) -> Member:
    """Amir came an hour ago; his course runs."""
    found = courses.world.cast.amir
    courses.arrived(found, NOW - HOUR)
    courses.open(found)
    return found


def codes() -> set[str]:
    return set(CourseTask.objects.values_list("code", flat=True))


def test_health_is_read_by_health_staff_and_the_person_alone(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    with courses.acting(cast.officer):
        assert "first_night_check" not in codes()
        assert "identify" in codes()
    with courses.acting(cast.nurse):
        assert {"first_night_check", "health_screening"} <= codes()
        assert "record_restrictions" not in codes()
    with courses.acting(amir):
        assert {"identify", "health_screening"} <= codes()
    with courses.acting(cast.jonas):
        assert codes() == set()


def test_what_concerns_a_victim_is_never_seen_by_the_person(courses: Courses, amir: Member) -> None:
    courses.sentenced(amir, since=NOW - HOUR, release="2028-03-03", ends="2029-03-03")
    courses.open(amir, at=NOW + HOUR)
    hidden = {"ask_the_victim", "cell_sharing_check"}
    assert hidden <= courses.tasks(amir).keys()
    with courses.acting(amir, focus=amir.client_id):
        assert not codes() & hidden
        assert (
            not {t.code for t in journey.list_tasks_for_client(client_id=amir.client_id, language="ar")}
            & hidden
        )
    with courses.acting(courses.world.cast.governor):
        assert hidden & codes()


def test_who_may_not_read_the_day_of_release_does_not_read_what_counts_back_from_it(courses: Courses) -> None:
    amir = courses.world.cast.amir
    courses.arrived(amir, NOW - 90 * DAY)
    courses.sentenced(amir, since=NOW - 60 * DAY, release="2026-09-03", ends="2027-03-03")
    courses.open(amir)
    assert "release_meeting" in courses.tasks(amir)
    with courses.acting(courses.world.cast.officer):
        assert "release_meeting" not in codes()
        assert "key_worker_talk" in codes()


def test_a_partner_reads_what_was_granted_and_ends_only_what_is_theirs(courses: Courses) -> None:
    cast, at = courses.world.cast, clock.now()
    amir = cast.amir
    courses.arrived(amir, at - 100 * DAY)
    courses.open(amir, at=at)
    with courses.acting(cast.governor) as actor:
        office = custody.SupervisionPlan(courses.world.establishments["kumla"], at.date() + 300 * DAY)
        custody.release_client(actor=actor, client_id=amir.client_id, at=at, supervision=office)
    rows = courses.tasks(amir)
    with courses.acting(cast.caseworker, focus=amir.client_id) as actor:
        assert "municipality_confirms" in codes()
        assert not codes() & {"ask_the_victim", "health_screening"}
        with pytest.raises(DatabaseError, match="somebody else's"), transaction.atomic():
            journey.complete_task(actor=actor, task_id=rows["first_meeting"].id, at=at)
        journey.complete_task(actor=actor, task_id=rows["municipality_confirms"].id, at=at)
    assert courses.tasks(amir)["municipality_confirms"].done_by == cast.caseworker.actor_id
    with courses.acting(cast.caseworker_elsewhere):
        assert codes() == set()


def test_the_web_role_writes_no_task_and_no_phase(courses: Courses, amir: Member) -> None:
    with courses.acting(courses.world.cast.governor), connection.cursor() as cursor:
        for statement in (
            "update journey_coursetask set status = 'done'",
            "delete from journey_coursetask",
            "update journey_course set phase = 'after'",
            "delete from journey_notedfact",
            "insert into journey.stale values (1, now())",
            "update journey.watched set kind = 'people.looked'",
            "select journey.list_owed(now(), 5)",
            "select journey.escalate(now(), 5)",
            "select * from journey.facts_of(array[1::bigint], false)",
            "select journey.task_for(gen_random_uuid(), 'journey.complete')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)


def test_nothing_is_reckoned_that_is_not_owed(courses: Courses, amir: Member) -> None:
    """Facts and due dates go through two functions that serve only whom the thread made stale."""
    with courses.acting(courses.world.cast.governor), connection.cursor() as cursor:
        cursor.execute("select count(*) from journey.take(%s, true)", [[amir.client_id]])
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError, match="nothing is owed"), transaction.atomic():
            cursor.execute("select journey.settle(%s, '[]', '[]', '[]', '[]', now())", [[amir.client_id]])
    courses.owe(amir)
    with courses.acting(courses.world.cast.governor), connection.cursor() as cursor:
        row = '[{"id": "%s", "client_id": %d}]' % (uuid4(), courses.world.cast.jonas.client_id)  # noqa: UP031
        with pytest.raises(DatabaseError, match="somebody else"), transaction.atomic():
            cursor.execute("select journey.settle(%s, '[]', '[]', %s, '[]', now())", [[amir.client_id], row])


@pytest.mark.parametrize("who", ["amir", "caseworker", "officer_elsewhere"])
def test_facts_for_a_reckoning_are_no_answer(courses: Courses, amir: Member, who: str) -> None:
    """Entries that somebody may write set a reckoning in motion; what it starts from they may not know.

    There stand the sentence, the ground of a segregation and the birth date.
    """
    courses.owe(amir)
    with courses.acting(getattr(courses.world.cast, who)), connection.cursor() as cursor:
        cursor.execute("select count(*) from journey.take(array(select generate_series(1, 500)), true)")
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError, match="nothing is owed"), transaction.atomic():
            cursor.execute("select journey.settle(%s, '[]', '[]', '[]', '[]', now())", [[amir.client_id]])


def test_a_clients_own_entry_completes_no_task_of_the_staff(courses: Courses) -> None:
    """Whatever kind a client's session writes: a plan is not agreed by them alone."""
    amir, at = courses.world.cast.amir, clock.now()
    courses.arrived(amir, at - 10 * DAY)
    courses.sentenced(amir, since=at - DAY, release="2028-10-01", ends="2029-04-01")
    courses.open(amir, at=at)
    with courses.acting(amir), connection.cursor() as cursor:
        cursor.execute("select thread.append(%s, 2, 'plans.agreed', '{}', now())", [amir.client_id])
    assert courses.tasks(amir)["plan_agreed"].status == "open"


def test_a_check_looks_at_what_the_entry_says(courses: Courses, amir: Member) -> None:
    append = "select thread.append(%s, 1, 'sharing.handover_created', %s, now())"
    with courses.job(), connection.cursor() as cursor:
        cursor.execute(append, [amir.client_id, '{"handover_kind":"question"}'])
    assert courses.tasks(amir)["intake_notice"].status == "open"
    with courses.job(), connection.cursor() as cursor:
        cursor.execute(append, [amir.client_id, '{"handover_kind":"intake_notice"}'])
    assert courses.tasks(amir)["intake_notice"].status == "done"


def test_a_task_needs_reach_and_permission(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    row = courses.tasks(amir)["rights_and_rules"]
    with courses.acting(cast.officer_elsewhere) as actor, pytest.raises(journey.TaskGoneError):
        journey.complete_task(actor=actor, task_id=row.id, at=NOW)
    with courses.acting(cast.kiosk_clerk) as actor, pytest.raises(PermissionDeniedError):
        journey.complete_task(actor=actor, task_id=row.id, at=NOW)
    with courses.acting(amir) as actor, pytest.raises(DatabaseError), transaction.atomic():
        journey.complete_task(actor=actor, task_id=row.id, at=NOW)
    with courses.acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        journey.assign_task(actor=actor, task_id=row.id, assignee_id=cast.manager.actor_id, at=NOW)


def test_only_those_who_keep_guides_write_them(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    with courses.acting(cast.governor) as actor:
        for do in (
            lambda: journey.publish(actor=actor, pack="se", phase=Phase.REMAND, at=NOW),
            lambda: journey.start_migration(actor=actor, pack="se", at=NOW),
            lambda: journey.take_over_course(actor=actor, client_id=amir.client_id, at=NOW),
            lambda: journey.load_pack_guides(actor=actor, pack="se", at=NOW),
        ):
            with pytest.raises(PermissionDeniedError):
                do()
        assert GuideVersion.objects.filter(is_current=True).count() == len(Phase)
        assert GuideVersion.objects.update(is_current=False) == 0
