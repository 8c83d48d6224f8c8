"""`redthread packs guides se`: what an installation runs after a pack has changed."""

import pytest
from django.db import connection

from redthread.foundation import clock
from redthread.journey.models import GuideVersion
from redthread.project.cli.packs import main, publish_guides
from tests.journey.arrange import HOUR, Courses

pytestmark = pytest.mark.django_db


def test_the_packs_are_checked_with_their_guides(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "tasks in guides" in capsys.readouterr().out


def test_a_changed_pack_is_published_and_everybody_taken_over(
    courses: Courses, capsys: pytest.CaptureFixture[str]
) -> None:
    amir, at = courses.world.cast.amir, clock.now()
    courses.arrived(amir, at - HOUR)
    courses.open(amir, at=at)
    with courses.as_owner():
        old = GuideVersion.objects.create(
            pack="dk", phase="remand", number=1, origin="pack", tasks={}, changed_at=at, changed_by=1,
            published_at=at, published_by=1, is_current=True,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    assert publish_guides("dk", everybody=False) == 0
    assert publish_guides("se", everybody=True) == 0
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    told = capsys.readouterr().out
    assert "6 guides published" in told
    assert "0 guides published" in told
    assert "1 courses follow the current guides." in told
    with courses.as_owner():
        assert not GuideVersion.objects.get(id=old.id).is_current
