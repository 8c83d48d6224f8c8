"""Who speaks: a small pool of helpers, and the cache for what everybody may hear."""

import atexit
import functools
import os
import queue
import time
from pathlib import Path

from .cache import SpeechCache
from .errors import SpeechBusyError, SpeechFailedError, SpeechTextEmptyError
from .helper import Helper, HelperDiedError
from .text import DEFAULT_RATE, check_language, check_rate, clean_text, split_text


class Speaker:
    """Turns texts into MP3. Safe to share between threads; close it when done."""

    def __init__(self, *, cache: SpeechCache | None = None, helpers: int = 1, seconds: float = 15.0) -> None:
        """Prepare; processes start with the first text.

        Args:
            cache: where public texts are kept; None keeps nothing.
            helpers: how many speak at the same time (about 70 MB each).
            seconds: patience for one text, waiting for a free helper included.
        """
        self._cache = cache
        self._seconds = seconds
        self._helpers = [Helper() for _ in range(helpers)]
        self._free: queue.LifoQueue[Helper] = queue.LifoQueue()
        for helper in self._helpers:
            self._free.put(helper)

    @property
    def helper_pids(self) -> list[int]:
        """Process ids of the helpers that have started."""
        return [helper.pid for helper in self._helpers if helper.pid]

    def synthesise(
        self, text: str, language: str, *, rate: int = DEFAULT_RATE, public: bool = False
    ) -> bytes:
        """Return the text as speech: MP3, mono, 22,050 samples a second.

        Args:
            text: up to 5,000 characters; control and direction characters are left out.
            language: en sv da nl fr ar (a region such as sv-SE is allowed).
            rate: words per minute, 80 to 300.
            public: everybody may read this text, so its speech may be kept on disk. Never for what a person
                wrote, was answered, or is told about themselves.

        Raises:
            SpeechTextEmptyError, SpeechTextTooLongError: the text.
            SpeechLanguageUnknownError, SpeechRateError: the way to say it.
            SpeechBusyError, SpeechTimeoutError, SpeechFailedError: the machine; trying later may help.
        """
        language, rate, text = check_language(language), check_rate(rate), clean_text(text)
        if not (public and self._cache):
            return self._speak(text, language=language, rate=rate)
        path = self._cache.path(text, language=language, rate=rate)
        mp3 = self._cache.get(path)
        if mp3 is None:
            mp3 = self._speak(text, language=language, rate=rate)
            self._cache.put(path, mp3)
        return mp3

    def _speak(self, text: str, *, language: str, rate: int) -> bytes:
        deadline = time.monotonic() + self._seconds
        try:
            helper = self._free.get(timeout=self._seconds)
        except queue.Empty:
            raise SpeechBusyError from None
        try:
            mp3 = self._ask_twice(helper, split_text(text), language, rate, deadline)
        finally:
            self._free.put(helper)
        if not mp3:
            raise SpeechTextEmptyError
        return mp3

    @staticmethod
    def _ask_twice(helper: Helper, pieces: list[str], language: str, rate: int, deadline: float) -> bytes:
        for _ in range(2):
            try:
                seconds = deadline - time.monotonic()
                return helper.speak(pieces, language=language, rate=rate, seconds=seconds)
            except HelperDiedError:
                continue
        raise SpeechFailedError

    def close(self) -> None:
        """End the helpers."""
        for helper in self._helpers:
            helper.close()


@functools.cache
def _house_speaker() -> Speaker:
    """Return this process's speaker; it keeps public texts in ``REDTHREAD_HOME/speech`` where that is set."""
    home = os.environ.get("REDTHREAD_HOME")
    speaker = Speaker(cache=SpeechCache(Path(home) / "speech") if home else None)
    atexit.register(speaker.close)
    return speaker


def synthesise(text: str, language: str, *, rate: int = DEFAULT_RATE, public: bool = False) -> bytes:
    """Return the text as MP3 by this process's speaker; see :meth:`Speaker.synthesise`."""
    return _house_speaker().synthesise(text, language, rate=rate, public=public)
