"""A conversation on a page, the same in every door: what was said, where it is, what may be sent."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redthread.foundation.errors import DomainError
from redthread.jurisdiction.messages import MessageRules
from redthread.messages.public import (
    Attachment,
    AttachmentKind,
    BlockReason,
    Conversation,
    MessageState,
    Said,
    Side,
    Upload,
)
from redthread.ui.words import day_in_words, moment

RECORDS: Final = {"Permissions-Policy": "camera=(), microphone=(self), geolocation=()"}
"""The one page on which a browser may ask for the microphone."""
FILE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
}
CLOSED_WORDS: Final = {
    "moved": gettext_lazy(
        "This person does not work where you are now. You can still read what was written."
    ),
    "released": gettext_lazy("This conversation belongs to the place you left. You can still read it."),
    "left": gettext_lazy("This conversation left the service. You can read it until it is destroyed."),
    "ended": gettext_lazy("This conversation has ended. You can still read what was written."),
}
STOPPED_WORDS: Final = {
    "cut": gettext_lazy("Messages cannot be sent right now."),
    "barred": gettext_lazy("You cannot write here. Ask the staff if you think this is wrong."),
    "closed": gettext_lazy("This conversation has ended. You can still read what was written."),
}


@dataclass(frozen=True, slots=True)
class File:
    """A picture or sound of a message. ``words`` says what it is to who does not see it."""

    kind: AttachmentKind
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a page.

    Attributes:
        text: empty where there is none to read; ``note`` says why then, ``note_sign`` is its pictogram.
        state: where it is, to who wrote it; ``sign`` is its pictogram.
    """

    id: UUID
    is_own: bool
    who: str
    when: str
    language: str
    text: str
    note: str
    state: str
    sign: str
    files: tuple[File, ...]
    may_withdraw: bool
    note_sign: str = "info"


def bubbles(
    said: Sequence[Said],
    conversation: Conversation,
    *,
    side: Side,
    tz: str,
    now: datetime,
    href: Callable[[UUID], str],
    told: Collection[str],
    called: str = "",
) -> list[Bubble]:
    """Return messages as a page shows them.

    Args:
        href: the address of an attachment.
        told: reasons of a block that may be told.
        called: where two are alone (the family door): the only name of the client that is shown.
    """
    return [_bubble(m, conversation, side, tz, now, href, told, called) for m in said]


def _bubble(
    m: Said,
    conversation: Conversation,
    side: Side,
    tz: str,
    now: datetime,
    href: Callable[[UUID], str],
    told: Collection[str],
    called: str,
) -> Bubble:
    sign, state = _where(m, conversation, side, tz, now)
    # Of one's own side one wants to know which colleague it was; clients and relatives are alone on theirs.
    who = "" if m.is_own and (called or side is Side.CLIENT) else called or m.by_name
    if who and m.by_title:
        who = f"{who}, {m.by_title}"
    return Bubble(
        id=m.id,
        is_own=m.is_own,
        who=who,
        when=moment(m.at, tz=tz, now=now),
        language=m.language,
        text=m.text or "",
        note=_instead(m, side, tz, now, told),
        state=state,
        sign=sign,
        files=tuple(File(p.kind, href(p.id), _file_words(p.kind, p.seconds)) for p in m.pieces),
        may_withdraw=m.may_withdraw,
        note_sign={MessageState.BLOCKED: "no", MessageState.WITHDRAWN: "info"}.get(m.state, "clock"),
    )


def _instead(m: Said, side: Side, tz: str, now: datetime, told: Collection[str]) -> str:
    """Return what stands where words cannot: or beside one's own words that did not pass."""
    if m.state is MessageState.WITHDRAWN:
        return _("Taken back.")
    if m.state is MessageState.BLOCKED:
        why = str(BlockReason(m.block_reason).label) if m.block_reason in told else ""
        said = _("This message was not passed on.") if m.is_own else _("A message to you was not passed on.")
        return f"{said} {why}.".replace(" .", "") if why else said
    if m.text is not None:
        return ""
    if m.state is MessageState.HELD and m.expected_at:
        when = {"when": day_in_words(m.expected_at, tz=tz, now=now)}
        late = " ".join((_("A message to you waits."), _late(m, when)))
        fine = _("A message to you waits. Staff read it first, before %(when)s.") % when
        return late if m.expected_at < now else fine
    if side is Side.CLIENT:
        return _("A message to you waits until the restriction ends.")
    # That somebody is cut off, and why, is nobody else's to learn.
    return _("A message to you waits. You can read it here later.")


def _where(m: Said, conversation: Conversation, side: Side, tz: str, now: datetime) -> tuple[str, str]:
    """Return where one's own message is: delivery is always told, the other side's look where it may be."""
    if not m.is_own or m.state in {MessageState.BLOCKED, MessageState.WITHDRAWN}:
        return "", ""
    if m.state is MessageState.HELD and m.expected_at:
        before = {"when": day_in_words(m.expected_at, tz=tz, now=now)}
        if m.expected_at < now:
            return "late", " ".join((_("Sent."), _late(m, before)))
        return "clock", _("Sent. Staff read it first, before %(when)s.") % before
    if m.seen_at is not None:
        return "check", _("Seen %(when)s") % {"when": moment(m.seen_at, tz=tz, now=now)}
    if not conversation.receipts:
        return "check", _("Delivered")
    return _unseen(conversation.answer_due_at if side is Side.CLIENT else None, tz, now)


def _late(m: Said, when: dict[str, str]) -> str:
    if m.is_told:
        return _("Staff should have read it before %(when)s. A manager was told that it is late.") % when
    return _("Staff should have read it before %(when)s. It is late.") % when


def _unseen(due: datetime | None, tz: str, now: datetime) -> tuple[str, str]:
    if due is None:
        return "clock", _("Delivered, not seen yet")
    when = {"when": day_in_words(due, tz=tz, now=now)}
    if due < now:
        return "late", _("Not seen yet. An answer was expected before %(when)s.") % when
    return "clock", _("Not seen yet. An answer is expected before %(when)s.") % when


def _file_words(kind: AttachmentKind, seconds: int) -> str:
    if kind is AttachmentKind.VOICE:
        return _("Voice note, %(n)s seconds") % {"n": seconds}
    return str(kind.label)


def uploads_of(request: HttpRequest) -> list[Upload]:
    """Return the pictures and voice notes that came with a form; empty ones are none."""
    found: list[Upload] = []
    for kind in AttachmentKind:
        files = request.FILES.getlist(kind.value)
        found.extend(Upload(kind, file.read()) for file in files if file.size)
    return found


def compose(
    rules: MessageRules,
    *,
    message_id: UUID | None = None,
    text: str = "",
    error: DomainError | None = None,
) -> dict[str, Any]:
    """Return what the form for a new message needs: limits, what was typed, what was wrong."""
    limits = rules.limits
    return {
        "message_id": message_id or uuid4(),
        "text": text,
        "error": str(error.message) if error else "",
        "limit": limits.characters,
        "most_files": limits.attachments,
        "photo_bytes": limits.photo_bytes,
        "voice_seconds": limits.voice_seconds,
        "may_attach": limits.attachments > 0,
    }


def closed_words(conversation: Conversation, why: str) -> str:
    """Return why nothing can be written, in words that harm nobody; empty: it can."""
    if not conversation.is_open:
        return str(CLOSED_WORDS.get(conversation.closed_why, STOPPED_WORDS["barred"]))
    return str(STOPPED_WORDS.get(why, STOPPED_WORDS["barred"])) if why else ""


def file_response(attachment: Attachment) -> HttpResponse:
    """Return a picture or sound: what we encoded, as that and nothing else."""
    return HttpResponse(bytes(attachment.data), content_type=attachment.media_type, headers=dict(FILE))
