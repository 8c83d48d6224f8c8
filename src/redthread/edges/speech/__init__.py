"""Read-aloud: a *text* in one of the house's languages becomes *speech* (MP3) by a *voice* of espeak-ng.

The engine keeps global state and can fall over a text, so it runs in a confined helper process that is
restarted when it dies. Speech of public texts is kept on disk; speech of personal texts is made anew each
time and never touches it.
"""

from .cache import SpeechCache
from .errors import (
    SpeechBusyError,
    SpeechError,
    SpeechFailedError,
    SpeechLanguageUnknownError,
    SpeechRateError,
    SpeechTextEmptyError,
    SpeechTextTooLongError,
    SpeechTimeoutError,
)
from .speaker import Speaker, synthesise
from .text import DEFAULT_RATE, LONGEST_TEXT, VOICES

__all__ = [
    "DEFAULT_RATE",
    "LONGEST_TEXT",
    "VOICES",
    "Speaker",
    "SpeechBusyError",
    "SpeechCache",
    "SpeechError",
    "SpeechFailedError",
    "SpeechLanguageUnknownError",
    "SpeechRateError",
    "SpeechTextEmptyError",
    "SpeechTextTooLongError",
    "SpeechTimeoutError",
    "synthesise",
]
