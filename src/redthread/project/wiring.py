"""Which edge fulfils which port."""

from django.utils.translation import gettext_lazy as _

from redthread.doors.client import voice
from redthread.edges import attachments, speech
from redthread.foundation.errors import DomainError
from redthread.messages.public import CleanAttachment, connect_attachment_cleaner
from redthread.project import contact_requests, outside
from redthread.requests.public import CleanPhoto, connect_photo_cleaner

Reason = attachments.RefusalReason

REFUSED = {
    Reason.EMPTY: _("The file is empty. Take the photo again."),
    Reason.TOO_LARGE: _("The file is too large. A photo may have up to 20 megabytes."),
    Reason.DOCUMENT: _("This file is a document. Take a photo of the page and send the photo."),
    Reason.NOT_AN_IMAGE: _("This file is not a photo. Send a photo as JPEG, PNG or WebP."),
    Reason.HEIC: _("This photo is in Apple's HEIC format. Save it as JPEG and send it again."),
    Reason.UNSUPPORTED_FORMAT: _("This kind of picture cannot be used. Save it as JPEG or PNG."),
    Reason.TOO_MANY_PIXELS: _("The picture is too big. Take the photo with a lower resolution."),
    Reason.DAMAGED: _("The photo is damaged and cannot be read. Take it again."),
    Reason.TOO_SLOW: _("The photo could not be read in time. Take it with a lower resolution."),
    Reason.BUSY: _("Many photos are coming in just now. Wait a moment and send it again."),
}
#: What is said otherwise of a voice note.
VOICE_REFUSED = {
    Reason.EMPTY: _("Nothing was recorded. Record it again."),
    Reason.TOO_LARGE: _("The recording is too large. It may have up to 20 megabytes."),
    Reason.DOCUMENT: _("This file is a document, not a recording."),
    Reason.NOT_A_SOUND: _("This file is not a recording. Send it as WAV, MP3, OGG or FLAC."),
    Reason.UNSUPPORTED_SOUND: _("This kind of recording cannot be used. Save it as WAV or MP3."),
    Reason.TOO_LONG: _("The recording is too long. It may last two minutes."),
    Reason.SILENT: _("Nothing was recorded. Record it again."),
    Reason.DAMAGED: _("The recording is damaged and cannot be played. Record it again."),
    Reason.TOO_SLOW: _("The recording could not be read in time. Make it shorter."),
    Reason.BUSY: _("Many recordings are coming in just now. Wait a moment and send it again."),
}


class AttachmentRefused(DomainError):  # noqa: N818 - named as the edge names it
    """The file cannot be kept; the sentence says why."""

    status = 422


def connect() -> None:
    """Name who cleans photos and attachments, who speaks, who takes mails and who asks identity providers."""
    connect_photo_cleaner(_clean)
    connect_attachment_cleaner(_clean_attachment)
    voice.connect(_speak)
    outside.connect()
    contact_requests.register()


def _clean(data: bytes) -> CleanPhoto:
    try:
        return attachments.clean_photo(data)
    except attachments.AttachmentRefusedError as refused:
        raise AttachmentRefused(REFUSED[refused.reason_code]) from refused


def _clean_attachment(data: bytes, kind: str) -> CleanAttachment:
    try:
        return attachments.clean_attachment(data, kind)
    except attachments.AttachmentRefusedError as refused:
        said = VOICE_REFUSED if kind == attachments.Kind.VOICE else REFUSED
        raise AttachmentRefused(said[refused.reason_code]) from refused


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
