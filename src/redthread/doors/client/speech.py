"""Read-aloud: a text of the page as speech."""

from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import trans_real
from django.views.decorators.http import require_POST

from redthread.doors.acting import quiet
from redthread.edges.speech import (
    DEFAULT_RATE,
    SpeechError,
    SpeechLanguageUnknownError,
    SpeechRateError,
    SpeechTextEmptyError,
    SpeechTextTooLongError,
    synthesise,
)

LONGEST: Final = 4_000
_CALLERS_FAULT: Final = (
    SpeechTextEmptyError,
    SpeechTextTooLongError,
    SpeechLanguageUnknownError,
    SpeechRateError,
)


@quiet
@require_POST
def speech(request: HttpRequest) -> HttpResponse:
    """Answer with the text as MP3; 422 where nothing can be spoken, 503 where there is no voice just now."""
    text, language = request.POST.get("text", ""), request.POST.get("language", "")
    rate = request.POST.get("rate", str(DEFAULT_RATE))
    if len(text) > LONGEST or not (rate.isascii() and rate.isdigit() and len(rate) <= 3):  # noqa: PLR2004
        return HttpResponse(status=422)
    # What stands on a page may be anybody's secret; only the house's own words may lie on the disk.
    public = text.strip() in _own_words(language)
    try:
        mp3 = synthesise(text, language, rate=int(rate), public=public)
    except _CALLERS_FAULT:
        return HttpResponse(status=422)
    except SpeechError:
        return HttpResponse(status=503)
    return HttpResponse(mp3, content_type="audio/mpeg")


@cache
def _own_words(language: str) -> frozenset[str]:
    """Return every text of the program in a language: the same for everybody."""
    if language not in ("en", "sv", "da", "nl", "fr", "ar"):
        return frozenset()
    catalogue = trans_real.translation(language)
    return frozenset(
        str(words) for key, words in catalogue._catalog.items() if key and "%(" not in str(words)
    )  # type: ignore[attr-defined]  # noqa: SLF001
