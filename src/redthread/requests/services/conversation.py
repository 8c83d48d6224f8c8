"""What is said and shown inside a request."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from redthread.foundation.actor import Actor, ActorKind, require, require_client
from redthread.requests import ports
from redthread.requests.enums import Audience, MessageKind
from redthread.requests.events import (
    RequestAttachmentAdded,
    RequestMessageAdded,
    RequestPaused,
    RequestResumed,
)
from redthread.requests.models import ClientRequest, RequestAttachment, RequestMessage
from redthread.requests.permissions import Permission
from redthread.requests.queries.clocks import working_calendar
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules import promise, standing
from redthread.requests.rules.conversation import audience_for, check_message, clean_text
from redthread.requests.services.errors import AttachmentRefusedError, IdTakenError, refusing
from redthread.requests.services.steps import lock, record, title_of, write

MOST_ATTACHMENTS = 5


@transaction.atomic
def add_message(
    *, actor: Actor, request_id: UUID, message_id: UUID, text: str, audience: Audience, at: datetime
) -> RequestMessage:
    """Say something inside a request; a client's reply ends a pause that waited for it.

    Args:
        audience: staff choose who reads it; what a client writes is read by both.

    Raises:
        RequestRefusedError: empty, too long, or the request has ended.
    """
    by_client = _check_speaker(actor)
    known = _replayed(actor, message_id, request_id)
    if known is not None:
        return known
    request = lock(request_id)
    message = say(
        request,
        actor=actor,
        message_id=message_id,
        text=text,
        audience=audience_for(asked=audience, by_client=by_client),
        at=at,
    )
    if by_client:
        write(request, standing.reply(standing_of(request)), has_reply=True)
        if request.paused_at is not None and request.resumes_on_reply:
            _resume(request, actor=actor, at=at)
    elif message.audience == Audience.BOTH:
        write(request, standing.read(standing_of(request), at=at), has_news=True)
    return message


@transaction.atomic
def ask_client(
    *,
    actor: Actor,
    request_id: UUID,
    message_id: UUID,
    text: str,
    pause_reason: str = "",
    at: datetime,
) -> RequestMessage:
    """Ask the client something; they see that it waits. With ``pause_reason`` the clock stands still.

    Raises:
        RequestRefusedError: it has ended; or it may not be put on hold, or is late already.
    """
    require(actor, Permission.DECIDE)
    known = _replayed(actor, message_id, request_id)
    if known is not None:
        return known
    request = lock(request_id)
    with refusing(request):
        after = standing.ask(standing_of(request), at=at)
    if pause_reason:
        require(actor, Permission.PAUSE)
        with refusing(request):
            after = standing.pause(
                after,
                reason=clean_text(pause_reason)[:500],
                at=at,
                may_pause=request.request_type.may_pause,
                until_reply=True,
            )
    message = say(
        request,
        actor=actor,
        message_id=message_id,
        text=text,
        audience=Audience.BOTH,
        kind=MessageKind.QUESTION,
        at=at,
    )
    write(request, after, has_news=True)
    if pause_reason:
        record(actor, request, RequestPaused, at=at, reason=request.pause_reason)
    return message


@transaction.atomic
def add_attachment(
    *, actor: Actor, request_id: UUID, data: bytes, is_paper_form: bool, at: datetime
) -> RequestAttachment:
    """Add a picture: staff the photo of a paper form, a client whatever the type allows.

    Raises:
        AttachmentRefusedError: the type takes none, or there are enough.
        RequestRefusedError: the request has ended.
    """
    by_client = _check_speaker(actor)
    request = lock(request_id)
    with refusing(request):
        standing.refuse(standing.Refusal.ENDED, when=not standing_of(request).is_open)
    if by_client and (is_paper_form or not request.request_type.allows_attachment):
        raise AttachmentRefusedError.not_offered()
    return attach(request, actor=actor, data=data, is_paper_form=is_paper_form, at=at)


@transaction.atomic
def mark_seen(*, actor: Actor, request_id: UUID) -> None:
    """Note that the client has seen what was new; the access log has the look, the thread nothing."""
    client_id = require_client(actor)
    ClientRequest.objects.filter(id=request_id, client_id=client_id, has_news=True).update(has_news=False)


def say(
    request: ClientRequest,
    *,
    actor: Actor,
    message_id: UUID,
    text: str,
    audience: Audience,
    at: datetime,
    kind: MessageKind = MessageKind.NOTE,
) -> RequestMessage:
    """Write one message into a locked request and record it."""
    cleaned = clean_text(text)
    with refusing(request):
        check_message(standing_of(request), text=cleaned)
    by_client = actor.kind is ActorKind.CLIENT
    message = RequestMessage(
        id=message_id,
        request=request,
        client_id=request.client_id,
        info_class=request.info_class,
        at=at,
        by=actor.id,
        by_client=by_client,
        by_title="" if by_client else title_of(actor),
        audience=audience,
        kind=kind,
        language=actor.language,
        text=cleaned,
    )
    message.save(force_insert=True)
    is_question = kind is MessageKind.QUESTION
    record(
        actor,
        request,
        RequestMessageAdded,
        at=at,
        message_id=message_id,
        audience=audience.value,
        is_question=is_question,
    )
    return message


def attach(
    request: ClientRequest, *, actor: Actor, data: bytes, is_paper_form: bool, at: datetime
) -> RequestAttachment:
    """Clean a picture and keep it with a request."""
    return attach_photo(
        request, actor=actor, photo=ports.clean_photo(data), is_paper_form=is_paper_form, at=at
    )


def attach_photo(
    request: ClientRequest, *, actor: Actor, photo: ports.CleanPhoto, is_paper_form: bool, at: datetime
) -> RequestAttachment:
    """Keep a cleaned picture with a request."""
    if RequestAttachment.objects.filter(request=request).count() >= MOST_ATTACHMENTS:
        raise AttachmentRefusedError.enough()
    attachment = RequestAttachment(
        id=uuid4(),
        request=request,
        client_id=request.client_id,
        info_class=request.info_class,
        at=at,
        by=actor.id,
        is_paper_form=is_paper_form,
        width=photo.width,
        height=photo.height,
        jpeg=photo.jpeg,
        thumbnail=photo.thumbnail,
    )
    attachment.save(force_insert=True)
    record(actor, request, RequestAttachmentAdded, at=at, attachment_id=attachment.id)
    return attachment


def _check_speaker(actor: Actor) -> bool:
    """Return whether a client speaks; staff need the permission to read requests."""
    if actor.kind is ActorKind.CLIENT:
        return True
    require(actor, Permission.READ)
    return False


def _replayed(actor: Actor, message_id: UUID, request_id: UUID) -> RequestMessage | None:
    known = RequestMessage.objects.filter(id=message_id).first()
    if known is not None and (known.request_id != request_id or known.by != actor.id):
        raise IdTakenError
    return known


def _resume(request: ClientRequest, *, actor: Actor, at: datetime) -> None:
    before = standing_of(request)
    due_at = promise.due_after_pause(before, at=at, calendar=working_calendar(request.establishment))
    write(request, standing.resume(before, due_at=due_at))
    record(actor, request, RequestResumed, at=at, due_at=request.due_at)
