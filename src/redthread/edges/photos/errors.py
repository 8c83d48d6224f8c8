"""Why a photo is refused; the door turns each reason into a sentence for the person."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Stored nowhere; a door may map each to a translated sentence."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_AN_IMAGE = "not_an_image"
    HEIC = "heic"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"
    BUSY = "busy"


#: The sentence for each reason, in English.
SENTENCES = {
    RefusalReason.EMPTY: "The file is empty. Take the photo again.",
    RefusalReason.TOO_LARGE: "The file is too large. A photo may have up to 20 megabytes.",
    RefusalReason.NOT_AN_IMAGE: "This file is not a photo. Send a photo as JPEG, PNG or WebP.",
    RefusalReason.HEIC: "This photo is in Apple's HEIC format. Choose “Most Compatible” in the camera's "
    "settings, or save it as JPEG, and send it again.",
    RefusalReason.UNSUPPORTED_FORMAT: "This kind of image cannot be used. Save it as JPEG or PNG.",
    RefusalReason.TOO_MANY_PIXELS: "The image is too big. Take the photo with a lower resolution.",
    RefusalReason.DAMAGED: "The photo is damaged and cannot be read. Take it again.",
    RefusalReason.TOO_SLOW: "The photo could not be read in time. Take it again with a lower resolution.",
    RefusalReason.BUSY: "Many photos are coming in just now. Wait a moment and send it again.",
}


class PhotoRefusedError(Exception):
    """The photo cannot be taken in; :attr:`reason_code` says why."""

    def __init__(self, reason_code: RefusalReason) -> None:
        super().__init__(SENTENCES[reason_code])
        self.reason_code = reason_code
