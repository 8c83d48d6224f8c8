"""The base of every error that a person can do something about."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A sentence for the person, in their language when rendered.

    Attributes:
        message: a plain sentence (lazy translation) that says what happened and what to do.
        status: the HTTP status that a door answers with when nothing better is known.
    """

    status = 409

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message
