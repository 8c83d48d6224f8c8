"""The sentences that leave the house: of a kind, in a language, with a link. There is no way to say more."""

from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.notices.enums import NoticeKind

SUBJECTS: Final[dict[NoticeKind, Promise]] = {
    NoticeKind.TASK: _("Something waits for you in Redthread"),
    NoticeKind.REMINDER: _("Something has waited too long in Redthread"),
    NoticeKind.MESSAGE: _("You have a message in Redthread"),
    NoticeKind.INVITATION: _("You are invited to Redthread"),
    NoticeKind.PASSWORD: _("A new password for Redthread"),
    NoticeKind.CODE: _("Your code for Redthread"),
}
BODIES: Final[dict[NoticeKind, Promise]] = {
    NoticeKind.TASK: _("Something waits for you. Sign in to see what it is:"),
    NoticeKind.REMINDER: _("Something has waited longer than it should. Please sign in and look at it:"),
    NoticeKind.MESSAGE: _("Somebody wrote to you. Sign in to read it:"),
    NoticeKind.INVITATION: _("You were invited to sign in. This link works once, for seven days:"),
    NoticeKind.PASSWORD: _(
        "Somebody asked for a new password for you. This link works once, for half an hour. "
        "Was it not you? Then do nothing:"
    ),
    NoticeKind.CODE: _("This is the code that you were asked for. It works for ten minutes:"),
}
CLOSING: Final = _(
    "For safety this mail says no more. If it is not for you, delete it; nothing else happens."
)


def subject_of(kind: NoticeKind, language: str) -> str:
    """Return the subject line."""
    with translation.override(language):
        return str(SUBJECTS[kind])


def text_of(kind: NoticeKind, language: str, what: str) -> str:
    """Return the text; ``what`` is an address of this house, or the code."""
    with translation.override(language):
        return f"{BODIES[kind]}\n\n{what}\n\n{CLOSING}\n"
