"""Writing guides: from the packs, by the service itself, and taking people over to a new version."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.forms.public import list_forms, load_definitions
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.phases import Phase
from redthread.journey.enums import GuideOrigin
from redthread.journey.events import GuidePublished, MigrationStarted
from redthread.journey.models import GuideVersion, Migration
from redthread.journey.permissions import Permission
from redthread.journey.queries.guides import (
    count_followers,
    find_draft,
    pack_of,
    read_tasks,
    version_before,
)
from redthread.journey.services.courses import bring_up_to_date
from redthread.jurisdiction.guides import load_guides, raw_guide
from redthread.jurisdiction.tables import PackError

NO_CLASS = InformationClass(0)
BATCH = 500
"""People taken over in one transaction."""


class GuideRefusedError(DomainError):
    """A guide that cannot work; names the task and the key."""

    status = 422

    def __init__(self, problem: PackError) -> None:
        """Say where and what."""
        super().__init__(_("%(key)s: %(reason)s") % {"key": problem.key, "reason": problem.reason})
        self.key, self.reason = problem.key, problem.reason


class GuideInUseError(DomainError):
    """People run on this version, or ran on it: it is superseded, never deleted."""


class StaleDraftError(DomainError):
    """Two people wrote the same draft."""


class NoDraftError(DomainError):
    """Nobody is writing this guide."""


class MigrationStandsError(DomainError):
    """Courses of this jurisdiction are being taken over already."""


@transaction.atomic
def load_pack_guides(*, actor: Actor, pack: str, at: datetime, over_own: bool = False) -> list[GuideVersion]:
    """Publish the guides of a pack that differ from the current ones; return the new versions.

    The forms that complete their tasks come with them; a version that is here already stays as it is.

    A guide that the service wrote itself stays, unless ``over_own``.

    Raises:
        PackError: a file of the pack is wrong.
    """
    require(actor, Permission.GUIDES)
    folder = settings.PACKS / pack
    load_guides(folder)
    made = []
    for phase in Phase:
        tasks = raw_guide(folder, phase)
        current = GuideVersion.objects.filter(pack=pack, phase=phase.value, is_current=True).first()
        if current and (current.tasks == tasks or (current.origin == GuideOrigin.OWN and not over_own)):
            continue
        made.append(_publish(actor, pack, phase, tasks, GuideOrigin.PACK, at))
    _load_forms(actor, pack, {task.get("form") for version in made for task in version.tasks.values()}, at)
    return made


def _load_forms(actor: Actor, pack: str, named: Collection[str | None], at: datetime) -> None:
    here = {(form.code, form.version) for form in list_forms()}
    brought = pack_of(pack).forms.values()
    missing = [f.definition for f in brought if f.code in named and (f.code, f.version) not in here]
    if missing:
        load_definitions(actor=actor, definitions=missing, at=at)


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    pack: str,
    phase: Phase,
    tasks: Mapping[str, Any],
    expected: datetime | None,
    at: datetime,
) -> GuideVersion:
    """Keep a service's own guide while it is written; what is wrong with it is said when it is published.

    Args:
        tasks: as in a pack's file, by code.
        expected: ``changed_at`` of the draft that the writer had before them; None for a new one.

    Raises:
        GuideRefusedError: a task cannot be read.
        StaleDraftError: somebody else changed the draft meanwhile.
    """
    require(actor, Permission.GUIDES)
    _read(tasks, pack=pack, phase=phase)
    draft = (
        GuideVersion.objects.select_for_update()
        .filter(pack=pack, phase=phase.value, published_at=None)
        .first()
    )
    if (draft.changed_at if draft else None) != expected:
        raise StaleDraftError(
            _("Somebody else changed this draft meanwhile. Yours was not kept: compare them first.")
        )
    if draft is None:
        draft = GuideVersion(id=uuid4(), pack=pack, phase=phase.value, origin=GuideOrigin.OWN)
    draft.tasks, draft.changed_at, draft.changed_by = dict(tasks), at, actor.id
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, pack: str, phase: Phase) -> None:
    """Throw a draft away; nothing happens where there is none."""
    require(actor, Permission.GUIDES)
    GuideVersion.objects.filter(pack=pack, phase=phase.value, published_at=None).delete()


@transaction.atomic
def publish(*, actor: Actor, pack: str, phase: Phase, at: datetime) -> GuideVersion:
    """Publish the draft of a guide; whoever enters the phase from now on follows it.

    Raises:
        GuideRefusedError: a task cannot be read, or there is no draft.
    """
    require(actor, Permission.GUIDES)
    draft = find_draft(pack=pack, phase=phase)
    if draft is None:
        raise NoDraftError(_("There is no draft to publish."))
    _read(draft.tasks, pack=pack, phase=phase)
    tasks = draft.tasks
    draft.delete()
    return _publish(actor, pack, phase, tasks, GuideOrigin.OWN, at)


@transaction.atomic
def delete_version(*, actor: Actor, version_id: UUID) -> None:
    """Refuse to delete what people run on; a draft is thrown away.

    Raises:
        GuideInUseError: it is published.
    """
    require(actor, Permission.GUIDES)
    version = GuideVersion.objects.get(id=version_id)
    if version.published_at is not None:
        people = count_followers(version_id=version_id)
        raise GuideInUseError(
            _("%(count)s people follow this version. It stays; publish a new one and take them over.")
            % {"count": people}
        )
    version.delete()


@transaction.atomic
def withdraw_version(*, actor: Actor, version_id: UUID, at: datetime) -> GuideVersion:
    """Take the version in force back: the one before it is published anew, and returned.

    Who follows the withdrawn one keeps it until they are taken over; it stays to be read.

    Raises:
        GuideInUseError: it is not in force, or there is none before it: a phase always has a guide.
    """
    require(actor, Permission.GUIDES)
    version = GuideVersion.objects.select_for_update().get(id=version_id)
    earlier = version_before(version=version)
    if not version.is_current or earlier is None:
        raise GuideInUseError(
            _("Only a version in force that has an earlier one can be withdrawn: a phase always has a guide.")
        )
    origin = GuideOrigin(earlier.origin)
    return _publish(actor, version.pack, Phase(version.phase), earlier.tasks, origin, at)


@transaction.atomic
def start_migration(*, actor: Actor, pack: str, at: datetime) -> Migration:
    """Begin to take everybody under a jurisdiction over to its current guides; the job goes on with it.

    Raises:
        MigrationStandsError: it has begun already.
    """
    require(actor, Permission.GUIDES)
    with connection.cursor() as cursor:
        cursor.execute("select journey.count_people(%s)", [pack])
        total = int(cursor.fetchone()[0])
    migration = Migration(pack=pack, started_at=at, started_by=actor.id, total=total)
    try:
        with transaction.atomic():
            migration.save(force_insert=True)
    except IntegrityError:
        raise MigrationStandsError(_("This has begun already. You see here how far it is.")) from None
    event = MigrationStarted(client_id=HOUSE, info_class=NO_CLASS, pack=pack, total=total)
    thread.record(actor, event, at=at)
    return migration


@transaction.atomic
def migrate_batch(*, actor: Actor, at: datetime, batch: int = BATCH) -> int:
    """Take the next people of the oldest unfinished migration over; return how many. The job's work."""
    migration = Migration.objects.select_for_update().filter(finished_at=None).order_by("started_at").first()
    if migration is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from journey.list_people(%s, %s, %s)", [migration.pack, migration.last_client_id, batch]
        )
        people = [row[0] for row in cursor.fetchall()]
        if people:
            cursor.execute("select journey.take_over(%s)", [people])
    if people:
        bring_up_to_date(people, actor=actor, at=at)
        migration.done += len(people)
        migration.total = max(migration.total, migration.done)
        migration.last_client_id = people[-1]
    if len(people) < batch:
        migration.finished_at = at
    migration.save(update_fields=["done", "total", "last_client_id", "finished_at"])
    return len(people)


def _publish(
    actor: Actor, pack: str, phase: Phase, tasks: Mapping[str, Any], origin: GuideOrigin, at: datetime
) -> GuideVersion:
    before = GuideVersion.objects.filter(pack=pack, phase=phase.value, published_at__isnull=False)
    number = (before.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    before.filter(is_current=True).update(is_current=False)
    version = GuideVersion.objects.create(
        id=uuid4(),
        pack=pack,
        phase=phase.value,
        number=number,
        origin=origin,
        tasks=dict(tasks),
        changed_at=at,
        changed_by=actor.id,
        published_at=at,
        published_by=actor.id,
        is_current=True,
    )
    event = GuidePublished(
        client_id=HOUSE,
        info_class=NO_CLASS,
        pack=pack,
        phase=phase.value,
        number=number,
        origin=origin.value,
    )
    thread.record(actor, event, at=at)
    return version


def _read(tasks: Mapping[str, Any], *, pack: str, phase: Phase) -> None:
    try:
        read_tasks(tasks, pack=pack, phase=phase)
    except PackError as problem:
        raise GuideRefusedError(problem) from None
