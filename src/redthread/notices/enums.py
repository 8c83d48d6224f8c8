"""What a notice can say. There is no other text: nobody can write a sentence into a mail."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The sentences that leave the house."""

    TASK = "task"
    """Something waits for you."""
    REMINDER = "reminder"
    """Something has waited longer than it should."""
    MESSAGE = "message"
    """Somebody wrote to you."""
    INVITATION = "invitation"
    """You were invited; with a link."""
    PASSWORD = "password"  # noqa: S105 the name of a kind
    """Somebody asked for a new password; with a link."""
    CODE = "code"
    """The code that you were asked for; with the code."""
