"""Read-aloud: a text of the page as speech."""

from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import trans_real
from django.views.decorators.http import require_POST

from redthread.doors.acting import quiet
from redthread.doors.client.voice import CannotBeSpokenError, NoVoiceError, speak

LONGEST: Final = 4_000
USUAL_RATE: Final = 150
"""Words a minute."""


@quiet
@require_POST
def speech(request: HttpRequest) -> HttpResponse:
    """Answer with the text as MP3; 422 where nothing can be spoken, 503 where there is no voice just now."""
    text, language = request.POST.get("text", ""), request.POST.get("language", "")
    rate = request.POST.get("rate", str(USUAL_RATE))
    if len(text) > LONGEST or not (rate.isascii() and rate.isdigit() and len(rate) <= 3):  # noqa: PLR2004
        return HttpResponse(status=422)
    # What stands on a page may be anybody's secret; only the house's own words may lie on the disk.
    public = text.strip() in _own_words(language)
    try:
        mp3 = speak(text, language, int(rate), public=public)
    except CannotBeSpokenError:
        return HttpResponse(status=422)
    except NoVoiceError:
        return HttpResponse(status=503)
    return HttpResponse(mp3, content_type="audio/mpeg")


@cache
def _own_words(language: str) -> frozenset[str]:
    """Return every text of the program in a language: the same for everybody."""
    if language not in ("en", "sv", "da", "nl", "fr", "ar"):
        return frozenset()
    catalogue = trans_real.translation(language)
    found = catalogue._catalog.items()  # type: ignore[attr-defined]  # noqa: SLF001 as Django's own views do
    return frozenset(str(words) for _key, words in found if "%(" not in str(words))
