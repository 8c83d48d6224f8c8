"""What read-aloud needs of the world outside: somebody who speaks."""

from typing import Protocol


class CannotBeSpokenError(Exception):
    """The text is empty, too long, or in a language that nobody here speaks."""


class NoVoiceError(Exception):
    """Nobody can speak just now."""


class Voice(Protocol):
    """Turn a text into MP3; ``public`` texts may be kept, personal ones never."""

    def __call__(self, text: str, language: str, rate: int, *, public: bool) -> bytes:
        """Return the speech.

        Raises:
            CannotBeSpokenError: not this text, now or later.
            NoVoiceError: not now.
        """
        ...


_voices: list[Voice] = []


def connect(voice: Voice) -> None:
    """Name who speaks; called once by the project's wiring."""
    _voices[:] = [voice]


def speak(text: str, language: str, rate: int, *, public: bool) -> bytes:
    """Speak through whoever was connected (see :class:`Voice`)."""
    if not _voices:
        raise NoVoiceError
    return _voices[0](text, language, rate, public=public)
