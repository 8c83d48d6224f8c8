"""Photos kept with a paper form that is being entered."""

from uuid import UUID

from redthread.requests.models import PaperPhoto


def list_paper_photos(*, actor_id: int, client_id: int, form_id: UUID) -> list[UUID]:
    """Return the photos kept with a form, in the order they came; only whoever enters it sees them."""
    rows = PaperPhoto.objects.filter(by=actor_id, client_id=client_id, form_id=form_id)
    return list(rows.order_by("at", "id").values_list("id", flat=True))


def get_paper_photo(*, photo_id: UUID, client_id: int) -> bytes:
    """Return a kept photo as it is shown in the form (JPEG).

    Raises:
        PaperPhoto.DoesNotExist: there is none, or none that the actor may see.
    """
    return bytes(PaperPhoto.objects.only("thumbnail").get(id=photo_id, client_id=client_id).thumbnail)
