"""How a step is taken: lock the row, ask the rules, write what changed, record it in the thread."""

from datetime import datetime
from typing import Any
from uuid import UUID

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.kept import Kept
from redthread.requests.enums import RequestStatus
from redthread.requests.events import RequestEvent
from redthread.requests.models import ClientRequest
from redthread.requests.models.catalogue import TEXTS
from redthread.requests.ports import RequestFacts, effect_of
from redthread.requests.queries.rows import STANDING_FIELDS
from redthread.requests.rules.standing import Standing
from redthread.requests.services.errors import ReadOnlyError, RequestNotFoundError

_UNREAD = ("department__names", *(f"request_type__{name}" for name in TEXTS))
_LOCKED = Kept(
    lambda request_id: (
        ClientRequest.objects.select_for_update(of=("self",))
        .defer(*_UNREAD)
        .select_related("request_type", "establishment", "department")
        .filter(id=request_id)
    ),
    request_id=UUID,
)


def lock(request_id: UUID) -> ClientRequest:
    """Return a request, locked until the transaction ends, with its type and places.

    Raises:
        RequestNotFoundError: there is none, or none that the actor may read.
        ReadOnlyError: the actor may read it, but not write its class.
    """
    found = _LOCKED(request_id=request_id)
    if found:
        return found[0]
    if ClientRequest.objects.filter(id=request_id).exists():
        raise ReadOnlyError
    raise RequestNotFoundError


def write(request: ClientRequest, after: Standing, **more: Any) -> None:
    """Write what a step changed, and ``more`` columns beside it; nothing where nothing changed."""
    now = {name: getattr(after, name) for name in STANDING_FIELDS} | more
    changed = [name for name, value in now.items() if getattr(request, name) != value]
    for name in changed:
        setattr(request, name, now[name])
    if changed:
        request.save(update_fields=changed)


def record(
    actor: Actor, request: ClientRequest, event: type[RequestEvent], *, at: datetime, **said: Any
) -> None:
    """Append one event of a request to its client's thread."""
    thread.record(
        actor,
        event(
            client_id=request.client_id,
            info_class=InformationClass(request.info_class),
            request_id=request.id,
            type_code=request.type_code,
            reference=request.reference,
            **said,
        ),
        at=at,
    )


def facts_of(request: ClientRequest, *, details: dict[str, object] | None = None) -> RequestFacts:
    """Return what an effect is told about a request."""
    return RequestFacts(
        id=request.id,
        client_id=request.client_id,
        establishment_id=request.establishment_id,
        unit_id=request.unit_id,
        type_code=request.type_code,
        info_class=request.info_class,
        language=request.language,
        answers=request.answers,
        status=request.status,
        details=details or {},
    )


def set_in_motion(
    request: ClientRequest, *, actor: Actor, at: datetime, details: dict[str, object] | None = None
) -> None:
    """Run what the type sets in motion for the step just taken; an appeal sets nothing in motion."""
    effect = effect_of(request.type_code)
    if effect is None or request.appealed_from_id is not None:
        return
    facts = facts_of(request, details=details)
    if request.status == RequestStatus.RECEIVED:
        effect.on_received(facts, actor=actor, at=at)
    elif request.status == RequestStatus.WITHDRAWN:
        effect.on_withdrawn(facts, actor=actor, at=at)
    else:
        effect.on_decided(facts, actor=actor, at=at)


def title_of(actor: Actor) -> str:
    """Return the words by which a client knows who acted: the function, or the name where there is none."""
    return (actor.title or actor.name)[:200]
