"""Row security of guides and courses, and the functions beside it."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable

PHASE = int(InformationClass.PHASE)


class Migration(migrations.Migration):
    """Courses are read by who reads the phase, tasks by their own class; only functions write them."""

    dependencies = [
        ("journey", "0001_initial"),
        ("foundation", "0001_spine"),
        ("people", "0004_merges"),
        ("custody", "0007_merges"),
        ("organisations", "0002_security"),
        ("forms", "0002_security"),
    ]
    operations = [
        OpenTable(
            "GuideVersion",
            write_permission="journey.guides",
            rights=("insert", "update", "delete"),
            partners=True,
        ),
        OpenTable("Migration", write_permission="journey.guides", staff_only=True),
        ProtectTable("Course", info_class=PHASE, rights=(), partners=True),
        ProtectTable("CoursePhase", info_class=PHASE, rights=(), partners=True),
        ProtectTable("NotedFact", info_class=PHASE, rights=()),
        ProtectTable(
            "CourseTask",
            partners=True,
            column="info_class",
            rights=(),
            read_also="(is_shown or (select access.actor_kind()) in ('staff', 'system'))",
        ),
        # What was written in a form is for staff and the person; a partner is told what was agreed.
        ProtectTable(
            "TaskAnswers",
            column="info_class",
            rights=(),
            read_also="(is_shown or (select access.actor_kind()) in ('staff', 'system'))",
        ),
        RunSQLFile("redthread.journey", "0002_journey"),
    ]
