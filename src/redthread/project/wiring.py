"""Which edge fulfils which port."""

from django.utils.translation import gettext_lazy as _

from redthread.doors.client import voice
from redthread.edges import photos, speech
from redthread.foundation.errors import DomainError
from redthread.requests.public import CleanPhoto, connect_photo_cleaner

REFUSED = {
    photos.RefusalReason.EMPTY: _("The file is empty. Take the photo again."),
    photos.RefusalReason.TOO_LARGE: _("The file is too large. A photo may have up to 20 megabytes."),
    photos.RefusalReason.NOT_AN_IMAGE: _("This file is not a photo. Send a photo as JPEG, PNG or WebP."),
    photos.RefusalReason.HEIC: _("This photo is in Apple's HEIC format. Save it as JPEG and send it again."),
    photos.RefusalReason.UNSUPPORTED_FORMAT: _(
        "This kind of picture cannot be used. Save it as JPEG or PNG."
    ),
    photos.RefusalReason.TOO_MANY_PIXELS: _(
        "The picture is too big. Take the photo with a lower resolution."
    ),
    photos.RefusalReason.DAMAGED: _("The photo is damaged and cannot be read. Take it again."),
    photos.RefusalReason.TOO_SLOW: _("The photo could not be read in time. Take it with a lower resolution."),
    photos.RefusalReason.BUSY: _("Many photos are coming in just now. Wait a moment and send it again."),
}


class PhotoRefused(DomainError):  # noqa: N818 - named as the edge names it
    """The photo cannot be kept; the sentence says why."""

    status = 422


def connect() -> None:
    """Name who cleans photos and who speaks."""
    connect_photo_cleaner(_clean)
    voice.connect(_speak)


def _clean(data: bytes) -> CleanPhoto:
    try:
        return photos.clean_photo(data)
    except photos.PhotoRefusedError as refused:
        raise PhotoRefused(REFUSED[refused.reason_code]) from refused


def _speak(text: str, language: str, rate: int, *, public: bool) -> bytes:
    try:
        return speech.synthesise(text, language, rate=rate, public=public)
    except (
        speech.SpeechTextEmptyError,
        speech.SpeechTextTooLongError,
        speech.SpeechLanguageUnknownError,
        speech.SpeechRateError,
    ) as refused:
        raise voice.CannotBeSpokenError from refused
    except speech.SpeechError as failed:
        raise voice.NoVoiceError from failed
