"""Why an attachment is refused; the project's wiring has the sentence for each reason."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Stored nowhere."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    DOCUMENT = "document"
    NOT_AN_IMAGE = "not_an_image"
    HEIC = "heic"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_SOUND = "not_a_sound"
    UNSUPPORTED_SOUND = "unsupported_sound"
    TOO_LONG = "too_long"
    SILENT = "silent"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"
    BUSY = "busy"


class AttachmentRefusedError(Exception):
    """The file cannot be taken in; :attr:`reason_code` says why."""

    def __init__(self, reason_code: RefusalReason) -> None:
        super().__init__(reason_code.value)
        self.reason_code = reason_code
