"""Guides as they are kept: versions, their tasks, the drafts of a service's own."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from redthread.foundation.phases import Phase
from redthread.journey.models import GuideVersion, Migration
from redthread.jurisdiction.guides import GuideTask, read_task
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.jurisdiction.tables import Layers, Table

DRAFT: Final = Path("guide")
"""What an error names instead of a file."""


@lru_cache(maxsize=16)
def pack_of(code: str) -> Pack:
    """Return a pack; a changed one is read at the next start."""
    return load_pack(settings.PACKS / code)


def read_tasks(tasks: Mapping[str, Any], *, pack: str, phase: Phase) -> dict[str, GuideTask]:
    """Return the tasks of a version or draft by code, in order.

    Raises:
        PackError: naming the task and the key that is wrong.
    """
    roles = pack_of(pack).roles
    file = Table(Layers(DRAFT, {"task": {code: _with_day(task) for code, task in tasks.items()}}))
    found = [read_task(table, code=code, phase=phase, roles=roles) for code, table in file.tables("task")]
    return {task.code: task for task in sorted(found, key=lambda t: (t.order, t.code))}


def _with_day(task: Any) -> Any:
    """Return a task whose day is a day again: JSON has none."""
    if not isinstance(task, dict) or not isinstance(task.get("valid_from"), str):
        return task
    try:
        return task | {"valid_from": date.fromisoformat(task["valid_from"])}
    except ValueError:
        return task  # the reader says what is wrong with it


def get_version(*, version_id: UUID) -> GuideVersion:
    """Return a version of a guide.

    Raises:
        GuideVersion.DoesNotExist: there is none.
    """
    return GuideVersion.objects.get(id=version_id)


@lru_cache(maxsize=256)
def tasks_of_version(version_id: UUID) -> Mapping[str, GuideTask]:
    """Return the tasks of a published version, by code in order; it never changes, so it is read once."""
    version = GuideVersion.objects.get(id=version_id, published_at__isnull=False)
    return read_tasks(version.tasks, pack=version.pack, phase=Phase(version.phase))


def current_versions(*, pack: str) -> dict[Phase, UUID]:
    """Return the current version of each phase's guide; empty where no guides were ever loaded."""
    found = GuideVersion.objects.filter(pack=pack, is_current=True).values_list("phase", "id")
    return {Phase(phase): id_ for phase, id_ in found}


def current_ids() -> list[UUID]:
    """Return every current version, of all jurisdictions."""
    return list(GuideVersion.objects.filter(is_current=True).values_list("id", flat=True))


def list_versions(*, pack: str, phase: Phase) -> list[GuideVersion]:
    """Return the published versions of a guide, newest first."""
    return list(
        GuideVersion.objects.filter(pack=pack, phase=phase.value, published_at__isnull=False).order_by(
            "-number"
        )
    )


def version_before(*, version: GuideVersion) -> GuideVersion | None:
    """Return the published version of the same guide before one; None for the first."""
    earlier = GuideVersion.objects.filter(
        pack=version.pack, phase=version.phase, published_at__isnull=False, number__lt=version.number or 0
    )
    return earlier.order_by("-number").first()


def count_followers(*, version_id: UUID) -> int:
    """Return how many people are in the phase and follow this version, for who writes guides."""
    with connection.cursor() as cursor:
        cursor.execute("select journey.runs_on(%s)", [version_id])
        return int(cursor.fetchone()[0])


def find_draft(*, pack: str, phase: Phase) -> GuideVersion | None:
    """Return the draft of a guide, None where nobody is writing one."""
    return GuideVersion.objects.filter(pack=pack, phase=phase.value, published_at=None).first()


def find_migration(*, pack: str) -> Migration | None:
    """Return the last taking over of a jurisdiction's courses, with how far it has come."""
    return Migration.objects.filter(pack=pack).order_by("-started_at").first()
