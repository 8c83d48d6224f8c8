"""Versions of guides: kept by those who began with them, never lost, taken over on purpose."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.models import GuideVersion, Migration
from redthread.jurisdiction.tables import PackError
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


def remand(courses: Courses) -> dict[str, Any]:
    """Return the tasks of the current guide of remand, to write another with."""
    with courses.as_owner():
        return deepcopy(GuideVersion.objects.get(pack="se", phase="remand", is_current=True).tasks)


def publish(courses: Courses, tasks: dict[str, Any], at: Any = NOW) -> GuideVersion:
    with courses.acting(courses.world.cast.administrator) as actor:
        journey.save_draft(actor=actor, pack="se", phase=Phase.REMAND, tasks=tasks, expected=None, at=at)
        return journey.publish(actor=actor, pack="se", phase=Phase.REMAND, at=at)


def test_a_pack_that_did_not_change_publishes_nothing(courses: Courses) -> None:
    with courses.job() as actor:
        assert journey.load_pack_guides(actor=actor, pack="se", at=NOW) == []


def test_who_began_with_a_version_keeps_it_until_taken_over(courses: Courses, amir: Member) -> None:
    tasks = remand(courses)
    tasks["rights_and_rules"]["deadline"] = "event:arrival+48h"
    del tasks["search_and_property"]
    tasks["welcome_talk"] = tasks["identify"] | {"deadline": "event:arrival+3h", "check": []}
    with courses.acting(courses.world.cast.officer) as actor:
        done = courses.tasks(amir)["identify"]
        journey.complete_task(actor=actor, task_id=done.id, at=NOW)
    publish(courses, tasks)
    courses.open(amir, at=NOW + HOUR)
    assert courses.tasks(amir)["rights_and_rules"].due_at == NOW - HOUR + DAY
    assert "welcome_talk" not in courses.tasks(amir)
    jonas = courses.world.cast.jonas
    courses.arrived(jonas, NOW)
    courses.open(jonas, at=NOW + HOUR)
    assert "welcome_talk" in courses.tasks(jonas)
    with courses.job() as actor:
        assert journey.take_over_course(actor=actor, client_id=amir.client_id, at=NOW + HOUR)
    after = courses.tasks(amir)
    assert after["rights_and_rules"].due_at == NOW - HOUR + 2 * DAY
    assert (after["search_and_property"].status, after["search_and_property"].lapsed) == ("lapsed", "dropped")
    assert (after["identify"].status, after["identify"].id) == ("done", done.id)
    assert after["welcome_talk"].status == "open"


def test_a_version_that_people_run_on_is_never_deleted_and_never_changes(
    courses: Courses, amir: Member
) -> None:
    with courses.acting(courses.world.cast.administrator) as actor:
        version = GuideVersion.objects.get(pack="se", phase="remand", is_current=True)
        with pytest.raises(journey.GuideInUseError, match="1 people follow this version"):
            journey.delete_version(actor=actor, version_id=version.id)
        for statement in (
            "delete from journey_guideversion where id = %s",
            "update journey_guideversion set tasks = '{}' where id = %s",
            "update journey_guideversion set number = 99 where id = %s",
        ):
            with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement, [version.id])
    assert courses.tasks(amir)["identify"].status == "open"


def test_a_draft_that_cannot_be_read_is_refused_with_its_place(courses: Courses) -> None:
    tasks = remand(courses)
    tasks["identify"]["deadline"] = "event:arrival+soon"
    with courses.acting(courses.world.cast.administrator) as actor:
        with pytest.raises(journey.GuideRefusedError, match=r"task.identify.deadline: a number expected at"):
            journey.save_draft(actor=actor, pack="se", phase=Phase.REMAND, tasks=tasks, expected=None, at=NOW)
        with pytest.raises(journey.NoDraftError):
            journey.publish(actor=actor, pack="se", phase=Phase.REMAND, at=NOW)


def test_the_later_of_two_writers_of_a_draft_is_told(courses: Courses) -> None:
    tasks = remand(courses)
    with courses.acting(courses.world.cast.administrator) as actor:
        first = journey.save_draft(
            actor=actor, pack="se", phase=Phase.REMAND, tasks=tasks, expected=None, at=NOW
        )
        with pytest.raises(journey.StaleDraftError):
            journey.save_draft(
                actor=actor, pack="se", phase=Phase.REMAND, tasks=tasks, expected=None, at=NOW + HOUR
            )
        journey.save_draft(
            actor=actor,
            pack="se",
            phase=Phase.REMAND,
            tasks=tasks,
            expected=first.changed_at,
            at=NOW + HOUR,
        )
        journey.discard_draft(actor=actor, pack="se", phase=Phase.REMAND)
        assert journey.find_draft(pack="se", phase=Phase.REMAND) is None


def test_a_guide_of_the_services_own_stays_when_the_pack_is_loaded(courses: Courses) -> None:
    tasks = remand(courses)
    tasks["identify"]["deadline"] = "event:arrival+1h"
    mine = publish(courses, tasks)
    with courses.job() as actor:
        assert journey.load_pack_guides(actor=actor, pack="se", at=NOW) == []
        (back,) = journey.load_pack_guides(actor=actor, pack="se", at=NOW, over_own=True)
    assert (back.number, mine.number) == (3, 2)


def test_everybody_is_taken_over_in_batches_with_progress(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    courses.open(cast.jonas, cast.leila, cast.marek)
    tasks = remand(courses)
    tasks["welcome_talk"] = tasks["identify"] | {"deadline": "event:phase+3d", "check": []}
    publish(courses, tasks)
    with courses.acting(cast.administrator) as actor:
        started = journey.start_migration(actor=actor, pack="se", at=NOW)
        assert started.total == 4
        with pytest.raises(journey.MigrationStandsError), transaction.atomic():
            journey.start_migration(actor=actor, pack="se", at=NOW)
    with courses.job() as actor:
        assert journey.migrate_batch(actor=actor, at=NOW, batch=3) == 3
        assert Migration.objects.get().done == 3
        assert journey.migrate_batch(actor=actor, at=NOW, batch=3) == 1
        assert journey.migrate_batch(actor=actor, at=NOW, batch=3) == 0
    with courses.acting(cast.administrator):
        found = journey.find_migration(pack="se")
        assert found is not None
        assert (found.done, found.total, found.finished_at) == (4, 4, NOW)
    assert "welcome_talk" in courses.tasks(cast.marek)


def test_a_draft_is_tried_out_on_an_example_person(courses: Courses) -> None:
    tasks = remand(courses)
    tasks["identify"]["deadline"] = "date:release-90d"
    example = journey.example_person(now=NOW)
    with courses.acting(courses.world.cast.administrator):
        found = {
            p.task.code: p
            for p in journey.preview_guide(pack="se", phase=Phase.REMAND, tasks=tasks, example=example)
        }
        assert found["rights_and_rules"].due_at == example.arrived_at + DAY
        assert "This counts from something that comes only after" in found["identify"].warning
        assert found["rights_and_rules"].warning == ""
        tasks["identify"]["colour"] = "red"
        with pytest.raises(PackError):
            journey.preview_guide(pack="se", phase=Phase.REMAND, tasks=tasks, example=example)
    for phase in Phase:
        assert example.begins(phase).tzinfo is not None


@pytest.mark.parametrize("pack", ["generic", "se", "dk", "be"])
def test_every_pack_can_be_published_and_previewed(courses: Courses, pack: str) -> None:
    with courses.job() as actor:
        journey.load_pack_guides(actor=actor, pack=pack, at=NOW)
        for phase, version in journey.current_versions(pack=pack).items():
            kept = journey.get_version(version_id=version)
            found = journey.preview_guide(
                pack=pack, phase=phase, tasks=kept.tasks, example=journey.example_person(now=NOW)
            )
            assert found
            assert [p.task.code for p in found if p.warning] == []


def test_of_those_released_it_is_counted_who_had_somebody_outside(courses: Courses, amir: Member) -> None:
    cast = courses.world.cast
    courses.do(
        "update custody_stay set period = tstzrange(lower(period), %s), left_as = 'released' "
        "where client_id = any (%s)",
        NOW + DAY,
        [amir.client_id, cast.jonas.client_id],
    )
    courses.do(
        "update journey_coursetask set code = 'release_meeting', status = 'done', done_at = %s, done_by = 1 "
        "where client_id = %s and code = 'identify'",
        NOW,
        amir.client_id,
    )
    with courses.acting(cast.governor):
        hall = courses.world.establishments["hall"]
        assert journey.measure_contact_before_release(since=NOW, until=NOW + 2 * DAY) == [
            (hall, (NOW + DAY).date().replace(day=1), 2, 1)
        ]
    with courses.acting(cast.officer), pytest.raises(DatabaseError), transaction.atomic():
        journey.measure_contact_before_release(since=NOW, until=NOW + DAY)
