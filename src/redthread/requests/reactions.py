"""What happens to open requests when a client is moved, released or received.

It is said before, done with the move, and told after. Whoever moves a client may not read all of their
requests: the database functions used here show and change no word of what was asked
(``sql/0002_requests.up.sql``).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redthread.custody.public import ClientMoved, ClientReceived, ClientReleased, ClientTransferred
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.events import on
from redthread.organisations.public import find_department
from redthread.requests.enums import MoveRule, RequestStatus, ReturnReason
from redthread.requests.events import RequestLeftBehind, RequestReaddressed, RequestReturned
from redthread.requests.models import RequestType
from redthread.requests.ports import RequestFacts, effect_of
from redthread.requests.queries.rows import words_in
from redthread.requests.rules.answers import Part, original
from redthread.requests.rules.moves import Destination, MoveOutcome, outcome
from redthread.requests.rules.standing import Standing
from redthread.requests.sentences import MOVED_NEXT_STEP, PRIVATE_MATTER
from redthread.requests.services.steps import title_of

_OPEN = """
    select id, info_class, type_code, titles, is_private, on_move, allows_several, is_appeal, left_behind,
      establishment_id, department_id, department_code, status, received_at, due_at, number_year, number
    from requests.open_of(%s)
"""


@dataclass(frozen=True, slots=True)
class Impact:
    """What a move does to one open request; its title only to those who may read its class."""

    request_id: UUID
    reference: str
    title: str | Promise
    outcome: MoveOutcome
    words: str | Promise


@dataclass(frozen=True, slots=True)
class _Open:
    """An open request without a word of what it says."""

    id: UUID
    info_class: int
    type_code: str
    titles: dict[str, str] | None
    is_private: bool
    on_move: str
    allows_several: bool
    is_appeal: bool
    left_behind: bool
    establishment_id: int
    department_id: int
    department_code: str
    status: str
    received_at: datetime
    due_at: datetime
    number_year: int
    number: int

    @property
    def reference(self) -> str:
        return f"{self.number_year}-{self.number}"

    @property
    def standing(self) -> Standing:
        return Standing(
            status=RequestStatus(self.status),
            received_at=self.received_at,
            due_at=self.due_at,
            establishment_id=self.establishment_id,
            department_id=self.department_id,
        )


_WORDS: dict[MoveOutcome, str | Promise] = {
    MoveOutcome.FOLLOWS: _("Follows to the new establishment; the date of the answer stays."),
    MoveOutcome.STAYS: _("Is finished by the establishment that has it now."),
    MoveOutcome.CLOSES: _("Is sent back; the client can ask again at the new place in one tap."),
}


def preview(*, client_id: int, to_establishment_id: int | None, language: str) -> list[Impact]:
    """Return what a move would do to each open request; at a release all is finished where it is."""
    waiting = _open_requests(client_id)
    found = []
    for request in waiting:
        happens, _to = _outcome(request, waiting, to_establishment_id)
        title = words_in(request.titles, language) if request.titles else PRIVATE_MATTER
        found.append(Impact(request.id, request.reference, title, happens, _WORDS[happens]))
    return found


@on(ClientTransferred)
def apply_transfer(event: ClientTransferred, *, actor: Actor, at: datetime) -> None:
    """Let open requests follow, stay, or be sent back, as their types say."""
    _apply(event.client_id, event.to_establishment_id, event.to_unit_id, actor=actor, at=at)


@on(ClientReceived)
def apply_arrival(event: ClientReceived, *, actor: Actor, at: datetime) -> None:
    """Treat what waits from an earlier stay as in a transfer: what the old place has may follow."""
    _apply(event.client_id, event.establishment_id, event.unit_id, actor=actor, at=at)


@on(ClientReleased)
def apply_release(event: ClientReleased, *, actor: Actor, at: datetime) -> None:
    """Leave everything with the establishment, which still owes the answers."""
    _apply(event.client_id, None, None, actor=actor, at=at)


@on(ClientMoved)
def apply_move(event: ClientMoved, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001 - as all reactions
    """Let open requests know the new unit, so that its staff find them."""
    _call("requests.set_unit", event.client_id, event.establishment_id, event.to_unit_id)


def _apply(client_id: int, to: int | None, unit_id: int | None, *, actor: Actor, at: datetime) -> None:
    waiting = _open_requests(client_id)
    for request in waiting:
        happens, destination = _outcome(request, waiting, to)
        if happens is MoveOutcome.FOLLOWS and destination is not None:
            _call(
                "requests.move_along",
                request.id,
                destination.establishment_id,
                unit_id,
                destination.department_id,
                destination.type_id,
            )
            moved = RequestReaddressed(
                **_of(request, client_id),
                from_establishment_id=request.establishment_id,
                to_establishment_id=destination.establishment_id,
            )
            thread.record(actor, moved, at=at)
        elif happens is MoveOutcome.CLOSES:
            _close(request, client_id, actor=actor, at=at)
        elif request.left_behind or request.establishment_id != to:
            _call("requests.leave_behind", request.id, to)
            if not request.left_behind:
                left = RequestLeftBehind(**_of(request, client_id), establishment_id=request.establishment_id)
                thread.record(actor, left, at=at)


def _close(request: _Open, client_id: int, *, actor: Actor, at: datetime) -> None:
    part = _in_every_language(actor.language)
    _call(
        "requests.close_for_move",
        request.id,
        title_of(actor),
        original([part]),
        json.dumps([part.as_json()]),
        part.original,
        at,
    )
    reason = ReturnReason.MOVED.value
    thread.record(actor, RequestReturned(**_of(request, client_id), reason=reason), at=at)
    effect = effect_of(request.type_code)
    if effect is not None:
        facts = RequestFacts(
            id=request.id,
            client_id=client_id,
            establishment_id=request.establishment_id,
            unit_id=None,
            type_code=request.type_code,
            info_class=request.info_class,
            language=actor.language,
            answers={},
            status=RequestStatus.RETURNED.value,
            details={"reason": reason},
        )
        effect.on_decided(facts, actor=actor, at=at)


def _outcome(request: _Open, waiting: list[_Open], to: int | None) -> tuple[MoveOutcome, Destination | None]:
    if to is None:
        return MoveOutcome.STAYS, None
    there = RequestType.objects.filter(establishment_id=to, code=request.type_code).first()
    department = find_department(establishment_id=to, code=request.department_code)
    same = any(
        w.id != request.id
        and w.establishment_id == to
        and w.type_code == request.type_code
        and not w.is_appeal
        and not w.allows_several
        for w in waiting
    )
    destination = Destination(
        establishment_id=to,
        type_id=there.id if there else None,
        department_id=department.id if department else (there.department_id if there else None),
        has_same_open=same and not request.allows_several,
    )
    rule = MoveRule(request.on_move)
    return outcome(request.standing, rule=rule, to=destination, is_appeal=request.is_appeal), destination


def _of(request: _Open, client_id: int) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "info_class": InformationClass(request.info_class),
        "request_id": request.id,
        "type_code": request.type_code,
        "reference": request.reference,
    }


def _in_every_language(language: str) -> Part:
    texts = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[code] = str(MOVED_NEXT_STEP)
    return Part(original=language if language in texts else "en", texts=texts, code="moved")


def _open_requests(client_id: int) -> list[_Open]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [client_id])
        rows = cursor.fetchall()
    return [_read(*row) for row in rows]


def _read(id_: UUID, info_class: int, type_code: str, titles: str | None, *rest: Any) -> _Open:
    return _Open(id_, info_class, type_code, json.loads(titles) if titles else None, *rest)


def _call(function: str, *arguments: Any) -> None:
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({places})", list(arguments))
