"""Photos of a paper form that is being entered: kept while the form has mistakes, gone when it is filed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import connection, transaction

from redthread.foundation.actor import Actor, require
from redthread.requests import ports
from redthread.requests.models import PaperPhoto, RequestType
from redthread.requests.permissions import Permission
from redthread.requests.services.errors import AttachmentRefusedError

MOST_PHOTOS: Final = 4
KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A cleaned photo on its way into a request (:class:`~.ports.CleanPhoto`)."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


@transaction.atomic
def keep_paper_photo(
    *, actor: Actor, client_id: int, offered: RequestType, form_id: UUID, data: bytes, at: datetime
) -> None:
    """Keep a photo with a form that cannot be filed yet; row security asks whether the actor may enter it.

    Raises:
        AttachmentRefusedError: there are enough.
        DomainError: it is no picture that can be kept.
    """
    require(actor, Permission.READ)
    if PaperPhoto.objects.filter(form_id=form_id, by=actor.id).count() >= MOST_PHOTOS:
        raise AttachmentRefusedError.enough()
    photo = ports.clean_photo(data)
    PaperPhoto(
        id=uuid4(),
        form_id=form_id,
        client_id=client_id,
        info_class=offered.info_class,
        at=at,
        by=actor.id,
        width=photo.width,
        height=photo.height,
        jpeg=photo.jpeg,
        thumbnail=photo.thumbnail,
    ).save(force_insert=True)


@transaction.atomic
def drop_paper_photos(*, actor: Actor, form_id: UUID, ids: Collection[UUID]) -> None:
    """Leave out photos that were kept with a form."""
    PaperPhoto.objects.filter(form_id=form_id, by=actor.id, id__in=list(ids)).delete()


def take_paper_photos(*, actor: Actor, form_id: UUID) -> list[KeptPhoto]:
    """Return the photos kept with a form, in the order they came, and keep them here no more."""
    rows = PaperPhoto.objects.filter(form_id=form_id, by=actor.id)
    found = [
        KeptPhoto(bytes(row.jpeg), bytes(row.thumbnail), row.width, row.height)
        for row in rows.order_by("at", "id")
    ]
    rows.delete()
    return found


@transaction.atomic
def forget_paper_photos(*, at: datetime) -> int:
    """Forget the photos of forms not finished within a day; return how many (the worker's role)."""
    with connection.cursor() as cursor:
        cursor.execute("select requests.forget_paper_photos(%s)", [at - KEPT_FOR])
        return int(cursor.fetchone()[0])
