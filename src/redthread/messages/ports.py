"""What others fulfil for messages: cleaning what is attached (an edge)."""

from typing import Protocol


class CleanAttachment(Protocol):
    """Freshly encoded pixels or sound; nothing else of what was uploaded survives."""

    @property
    def data(self) -> bytes:
        """The file: JPEG for a photo, PNG for a drawing, MP3 for a voice note."""
        ...

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        ...

    @property
    def seconds(self) -> float | None:
        """How long a voice note is; None for a picture."""
        ...

    @property
    def width(self) -> int | None:
        """Pixels across; None for a voice note."""
        ...

    @property
    def height(self) -> int | None:
        """Pixels down; None for a voice note."""
        ...


class AttachmentCleaner(Protocol):
    """Make an attachment anew, or raise a ``DomainError`` with a sentence for the person."""

    def __call__(self, data: bytes, kind: str) -> CleanAttachment:
        """Return what is kept; ``kind`` is ``photo``, ``drawing`` or ``voice``."""
        ...


_cleaners: list[AttachmentCleaner] = []


def connect_attachment_cleaner(cleaner: AttachmentCleaner) -> None:
    """Name who cleans attachments; called once by the project's wiring."""
    _cleaners[:] = [cleaner]


def clean_attachment(data: bytes, *, kind: str) -> CleanAttachment:
    """Clean an attachment through whoever was connected.

    Raises:
        DomainError: the bytes are nothing that can be kept.
        LookupError: the project connected no cleaner.
    """
    if not _cleaners:
        message = "no attachment cleaner: call connect_attachment_cleaner in the project's wiring"
        raise LookupError(message)
    return _cleaners[0](data, kind)
