"""What can go wrong with speech; the door turns each into a sentence for the person."""


class SpeechError(Exception):
    """Speech could not be made."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class SpeechTextEmptyError(SpeechError):
    """There is nothing in the text that can be spoken."""


class SpeechTextTooLongError(SpeechError):
    """The text is longer than 5,000 characters."""


class SpeechLanguageUnknownError(SpeechError):
    """There is no voice for this language."""


class SpeechRateError(SpeechError):
    """The speed must be 80 to 300 words per minute."""


class SpeechBusyError(SpeechError):
    """All voices are speaking; try again in a moment."""


class SpeechTimeoutError(SpeechError):
    """The voice took too long and was stopped."""


class SpeechFailedError(SpeechError):
    """The voice broke down."""
