"""Handing in: by the client on a screen, by staff from paper, and once more after a move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.public import Place, custody_rules, find_closed_types, find_place
from redthread.forms.public import FormContext, check_answers, get_definition
from redthread.foundation.actor import Actor, PermissionDeniedError, require, require_client
from redthread.foundation.kept import Kept
from redthread.requests.enums import FiledOn, ReturnReason
from redthread.requests.events import RequestReceived
from redthread.requests.models import ClientRequest, RequestType
from redthread.requests.models.catalogue import TEXTS
from redthread.requests.permissions import Permission
from redthread.requests.queries.clocks import working_calendar, zone
from redthread.requests.rules import promise, standing
from redthread.requests.services.conversation import attach, attach_photo
from redthread.requests.services.errors import (
    AnswersInvalidError,
    ChannelClosedError,
    IdTakenError,
    NotPlacedError,
    RequestNotFoundError,
    TypeNotOfferedError,
)
from redthread.requests.services.paper import take_paper_photos
from redthread.requests.services.steps import record, set_in_motion

_KNOWN = Kept(
    lambda request_id: ClientRequest.objects.filter(id=request_id).values_list("client_id", "type_code"),
    request_id=UUID,
)
_WAITING = Kept(
    lambda client_id, establishment_id, type_code: ClientRequest.objects.select_related(
        "request_type", "establishment"
    ).filter(
        client_id=client_id,
        establishment_id=establishment_id,
        type_code=type_code,
        allows_several=False,
        ended_at=None,
        appealed_from=None,
    )[:1],
    client_id=int,
    establishment_id=int,
    type_code=str,
)
_OFFERED = Kept(
    lambda establishment_id, code: (
        RequestType.objects.select_related("establishment")
        .defer(*TEXTS)
        .filter(establishment_id=establishment_id, code=code, is_open=True)
    ),
    establishment_id=int,
    code=str,
)

LONGEST_MEASURED = 86_400
"""Seconds; whoever left a form open for longer than a day was not filling it in."""


class HandInOutcome(StrEnum):
    """What became of a form that was sent."""

    RECEIVED = "received"
    REPLAYED = "replayed"
    """The same form had arrived before; this is that request."""
    ALREADY_OPEN = "already_open"
    """An earlier request of the type waits for its answer; this is that request, and nothing new was made."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person who handed in is shown: the request, its number and its date."""

    request: ClientRequest
    outcome: HandInOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled form.

    Attributes:
        id: made when the form was opened; the same id is the same request.
        answers: raw, by ``linkId``; checked by the forms engine against ``context``.
        language: the one the client reads, and is answered in.
        seconds_to_find, seconds_to_fill: from the catalogue to the form, and from the form to sending it.
    """

    id: UUID
    type_code: str
    answers: Mapping[str, object]
    language: str
    context: FormContext = field(default_factory=FormContext)
    seconds_to_find: int | None = None
    seconds_to_fill: int | None = None


@transaction.atomic
def hand_in_request(*, actor: Actor, form: Filled, at: datetime) -> Receipt:
    """Hand in a request and promise an answer, once, however often the form is sent.

    Raises:
        NotPlacedError: the client is held nowhere.
        TypeNotOfferedError: the establishment does not take this type now.
        AnswersInvalidError: the form needs another look.
        IdTakenError: the id of the form belongs to something else.
        DomainError: what the type sets in motion refused it (too little money, say).
    """
    client_id = require_client(actor)
    return _receive(actor=actor, client_id=client_id, form=form, filed_on=FiledOn.SCREEN, at=at)


@transaction.atomic
def file_paper_request(
    *, actor: Actor, client_id: int, form: Filled, photos: Sequence[bytes], at: datetime
) -> Receipt:
    """Enter a paper form for a client, with its photo: the promise is the same.

    What :func:`~.paper.keep_paper_photo` kept with the form comes along, and is kept there no more.

    Raises:
        As :func:`hand_in_request`; and a ``DomainError`` for a photo that cannot be kept.
    """
    require(actor, Permission.READ)
    receipt = _receive(actor=actor, client_id=client_id, form=form, filed_on=FiledOn.PAPER, at=at)
    kept_photos = take_paper_photos(actor=actor, form_id=form.id)
    if receipt.outcome is HandInOutcome.RECEIVED:
        for kept in kept_photos:
            attach_photo(receipt.request, actor=actor, photo=kept, is_paper_form=True, at=at)
        for photo in photos:
            attach(receipt.request, actor=actor, data=photo, is_paper_form=True, at=at)
    return receipt


@transaction.atomic
def refile_request(
    *, actor: Actor, request_id: UUID, new_id: UUID, context: FormContext | None = None, at: datetime
) -> Receipt:
    """Ask once more, in one tap, for what a move had closed: the same answers, where the client is now.

    ``context`` is that of the new place: a kiosk order is checked against what is sold there.

    Raises:
        RequestNotFoundError: it was not closed by a move.
        As :func:`hand_in_request`: the form may have changed, or not be offered at the new place.
    """
    client_id = require_client(actor)
    closed = ClientRequest.objects.filter(
        id=request_id, client_id=client_id, return_reason=ReturnReason.MOVED
    ).first()
    if closed is None:
        raise RequestNotFoundError
    form = Filled(
        id=new_id,
        type_code=closed.type_code,
        answers=closed.answers,
        language=actor.language,
        context=context or FormContext(),
    )
    return _receive(
        actor=actor, client_id=client_id, form=form, filed_on=FiledOn.SCREEN, at=at, refiled_from=closed
    )


def _receive(
    *,
    actor: Actor,
    client_id: int,
    form: Filled,
    filed_on: FiledOn,
    at: datetime,
    refiled_from: ClientRequest | None = None,
) -> Receipt:
    known = _replayed(client_id, form)
    if known is not None:
        return known
    place = find_place(client_id=client_id)
    if place is None:
        raise NotPlacedError
    offered = _offered(place.establishment_id, form.type_code)
    _check_open(client_id, offered, at)
    if filed_on is FiledOn.PAPER:
        _check_may_enter(client_id, offered)
    waiting = find_waiting(client_id=client_id, offered=offered)
    if waiting is not None:
        return Receipt(waiting, HandInOutcome.ALREADY_OPEN)
    request = _fill(actor, client_id, form, place, offered, filed_on, at)
    request.refiled_from = refiled_from
    if not insert_numbered(request):
        return _who_was_first(client_id, form, offered)
    record(
        actor,
        request,
        RequestReceived,
        at=at,
        filed_on=filed_on.value,
        due_at=request.due_at,
        refiled_from=refiled_from.id if refiled_from else None,
    )
    set_in_motion(request, actor=actor, at=at)
    return Receipt(request, HandInOutcome.RECEIVED)


def _replayed(client_id: int, form: Filled) -> Receipt | None:
    known = _KNOWN(request_id=form.id)
    if not known:
        return None
    if known[0] != (client_id, form.type_code):
        raise IdTakenError
    request = ClientRequest.objects.select_related("request_type", "establishment").get(id=form.id)
    return Receipt(request, HandInOutcome.REPLAYED)


def _who_was_first(client_id: int, form: Filled, offered: RequestType) -> Receipt:
    """Return what came in at the same moment: the same form once more, or another one of the type."""
    replayed = _replayed(client_id, form)
    if replayed is not None:
        return replayed
    waiting = find_waiting(client_id=client_id, offered=offered)
    if waiting is None:
        raise IdTakenError
    return Receipt(waiting, HandInOutcome.ALREADY_OPEN)


def find_waiting(*, client_id: int, offered: RequestType) -> ClientRequest | None:
    """Return the undecided request that stands in the way of a new one of the type, if any."""
    if offered.allows_several:
        return None
    found = _WAITING(client_id=client_id, establishment_id=offered.establishment_id, type_code=offered.code)
    return found[0] if found else None


def _offered(establishment_id: int, type_code: str) -> RequestType:
    found = _OFFERED(establishment_id=establishment_id, code=type_code)
    if not found:
        raise TypeNotOfferedError
    return found[0]


def _check_open(client_id: int, offered: RequestType, at: datetime) -> None:
    """Refuse what a restriction closes, on a screen and on paper alike."""
    pack = offered.establishment.pack
    if custody_rules(pack).channel_of(offered.code) and offered.code in find_closed_types(
        client_id=client_id, pack=pack, at=at
    ):
        raise ChannelClosedError


def _check_may_enter(client_id: int, offered: RequestType) -> None:
    """A paper to the nurse goes to the nurse unopened: staff enter only what they may write."""
    with connection.cursor() as cursor:
        cursor.execute("select access.may_write(%s, %s)", [client_id, offered.info_class])
        if not cursor.fetchone()[0]:
            raise PermissionDeniedError(_("Only those who answer this kind of request can enter it."))


def _fill(
    actor: Actor,
    client_id: int,
    form: Filled,
    place: Place,
    offered: RequestType,
    filed_on: FiledOn,
    at: datetime,
) -> ClientRequest:
    establishment = offered.establishment
    today = at.astimezone(zone(establishment)).date()
    definition = get_definition(offered.form_code, offered.form_version)
    checked = check_answers(
        definition, form.answers, replace(form.context, today=form.context.today or today)
    )
    if not checked.is_valid:
        raise AnswersInvalidError(checked.errors)
    due_at = promise.due_at(
        received_at=at, answer_days=offered.answer_days, calendar=working_calendar(establishment)
    )
    begun = standing.receive(
        at=at, due_at=due_at, establishment_id=establishment.id, department_id=offered.department_id
    )
    return ClientRequest(
        id=form.id,
        client_id=client_id,
        info_class=offered.info_class,
        establishment=establishment,
        filed_at_establishment=establishment,
        unit_id=place.unit_id,
        department_id=offered.department_id,
        request_type=offered,
        type_code=offered.code,
        allows_several=offered.allows_several,
        is_private=offered.is_private,
        number_year=today.year,
        form_code=offered.form_code,
        form_version=offered.form_version,
        answers=checked.answers,
        language=form.language,
        filed_on=filed_on,
        filed_by=actor.id,
        status=begun.status,
        received_at=begun.received_at,
        due_at=begun.due_at,
        escalate_at=begun.escalate_at,
        seconds_to_find=_measured(form.seconds_to_find),
        seconds_to_fill=_measured(form.seconds_to_fill),
    )


def next_number(establishment_id: int, year: int) -> int:
    """Return an establishment's next number in a year; the series is locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select requests.next_number(%s, %s)", [establishment_id, year])
        return int(cursor.fetchone()[0])


def insert_numbered(request: ClientRequest) -> bool:
    """Number and insert a request; False when the same one, or one in its way, came at that moment."""
    try:
        with transaction.atomic():  # undone, the number is free again
            request.number = next_number(request.filed_at_establishment_id, request.number_year)
            request.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _measured(seconds: int | None) -> int | None:
    return seconds if seconds is not None and 0 <= seconds <= LONGEST_MEASURED else None
