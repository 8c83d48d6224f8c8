"""Writes of merges: two records are one person, or were not."""

from datetime import datetime

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import course
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ClientMerged, ClientUnmerged, Effect
from redthread.foundation.errors import DomainError
from redthread.people.models import Merge
from redthread.people.permissions import Permission

OUT_OF_REACH = "42501"


class MergeRefusedError(DomainError):
    """The two records cannot be made one, or are not one any more."""


class MergeGroundsError(DomainError):
    """A merge needs grounds."""

    status = 422


@transaction.atomic
def merge_clients(*, actor: Actor, survivor_id: int, merged_id: int, grounds: str, at: datetime) -> Merge:
    """Make two records one person: everything of ``merged_id`` belongs to ``survivor_id`` from now on.

    The chain of entries of the merged record stays as it was written (see ``people_earlier_entries``).

    Raises:
        MergeGroundsError: no grounds.
        MergeRefusedError: one of them is merged already or is held elsewhere, or both have things that cannot
            be one person's, such as two stays at one time.
    """
    require(actor, Permission.MERGE)
    if survivor_id == merged_id:
        raise MergeRefusedError(_("This is the same record."))
    words = _require_grounds(grounds)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select people_begin_merge(%s, %s, %s, %s)", [survivor_id, merged_id, words, at])
            merge_id = int(cursor.fetchone()[0])
            merge = Merge.objects.get(id=merge_id)
            event = ClientMerged(
                client_id=survivor_id,
                info_class=InformationClass.IDENTITY,
                merge_id=merge_id,
                merged_client_id=merged_id,
                merged_number=merge.merged_number,
            )
            course.happen(event, actor=actor, at=at)
            # Constraints that wait for the end speak now, while a sentence can still be said.
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
    except IntegrityError as clash:
        raise MergeRefusedError(
            _(
                "These two have things that one person cannot have at the same time, such as two rooms or "
                "two judgments. Correct one of the records first."
            )
        ) from clash
    except DatabaseError as refused:
        if getattr(refused.__cause__, "sqlstate", "") != OUT_OF_REACH:
            raise
        raise MergeRefusedError(
            _("One of the two is held where you do not reach. Ask the place that holds them.")
        ) from refused
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: int, because: str, at: datetime) -> list[Effect]:
    """Undo a merge: what belonged to the merged record goes back; what came since stays with the survivor.

    Raises:
        MergeGroundsError: no reason.
        MergeRefusedError: undone already, or out of reach.
    """
    require(actor, Permission.MERGE)
    words = _require_grounds(because)
    merge = Merge.objects.filter(id=merge_id, undone_at=None).first()
    if merge is None:
        raise MergeRefusedError(_("This merge is undone already."))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select people_undo_merge(%s, %s, %s)", [merge_id, words, at])
    except IntegrityError as again:
        raise MergeRefusedError(_("This merge is undone already.")) from again
    event = ClientUnmerged(
        client_id=merge.survivor_id,
        info_class=InformationClass.IDENTITY,
        merge_id=merge_id,
        merged_client_id=merge.merged_id,
        merged_number=merge.merged_number,
    )
    return course.happen(event, actor=actor, at=at)[1]


def preview_merge(
    *, actor: Actor, survivor_id: int, merged_id: int, merged_number: str, at: datetime
) -> list[Effect]:
    """Return what a merge would do, in every module."""
    event = ClientMerged(
        client_id=survivor_id,
        info_class=InformationClass.IDENTITY,
        merge_id=0,
        merged_client_id=merged_id,
        merged_number=merged_number,
    )
    return course.preview(event, actor=actor, at=at)


def _require_grounds(text: str) -> str:
    words = text.strip()
    if not words:
        raise MergeGroundsError(_("Write how you know. Whoever asks later has to be able to understand it."))
    return words[:2000]
