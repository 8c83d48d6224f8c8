"""What happens to open requests when a client is moved, released, received, or dies.

It is said before, done with the event, and told after. Whoever moves a client may not read all of their
requests: the database functions used here show and change no word of what was asked
(``sql/0002_requests.up.sql``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redthread.foundation import course, thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import Effect, EffectWords, PersonEvent, Reaction, Tone, nothing
from redthread.organisations.public import list_departments
from redthread.people.public import rows_move
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


_CODES: Final = {
    MoveOutcome.FOLLOWS: ("requests.follows", Tone.FOLLOWS),
    MoveOutcome.STAYS: ("requests.stays", Tone.STAYS),
    MoveOutcome.CLOSES: ("requests.sent_back", Tone.ENDS),
}
course.say(
    {
        "requests.follows": EffectWords(
            staff=_(
                "“%(title)s” (%(reference)s) follows to the new establishment; the date of the answer stays."
            ),
            client=_(
                "Your request %(reference)s goes with you. You get the answer on the same day as before."
            ),
            pictogram="requests",
        ),
        "requests.stays": EffectWords(
            staff=_("“%(title)s” (%(reference)s) is finished by the establishment that has it now."),
            client=_("Your request %(reference)s is answered by the place that has it now. You see it here."),
            pictogram="requests",
        ),
        "requests.sent_back": EffectWords(
            staff=_(
                "“%(title)s” (%(reference)s) is sent back; "
                "the client can ask again at the new place in one tap."
            ),
            client=_("Your request %(reference)s came back to you. Press it to ask again here."),
            pictogram="return",
        ),
        "requests.unit": EffectWords(
            staff=_("%(count)s open requests are shown to the staff of the new unit."), pictogram="requests"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class _Destination:
    """The catalogue and the departments of an establishment, read once for all requests of a move."""

    establishment_id: int | None
    types: dict[str, RequestType]
    departments: dict[str, int]


def preview_move(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Return what a move would do to each open request; at a release all is finished where it is."""
    found = []
    for request, happens, _to in _outcomes(event.client_id, _place(event)[0]):
        title = words_in(request.titles, actor.language) if request.titles else str(PRIVATE_MATTER)
        found.append(_effect(request, happens, title))
    return found


def apply_move(event: PersonEvent, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let open requests follow, stay, or be sent back, as their types say."""
    client_id, (to, unit_id) = event.client_id, _place(event)
    done = []
    for request, happens, destination in _outcomes(client_id, to):
        done.append(_effect(request, happens, ""))
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
    return done


def preview_unit(event: course.ClientMoved, *, actor: Actor, at: datetime) -> list[Effect]:  # noqa: ARG001 - an Answer
    """Say how many requests the staff of the new unit will find."""
    count = len(_open_requests(event.client_id))
    return [Effect("requests.unit", Tone.FOLLOWS, count=count)] if count else []


def apply_unit(event: course.ClientMoved, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let open requests know the new unit, so that its staff find them."""
    _call("requests.set_unit", event.client_id, event.establishment_id, event.to_unit_id)
    return preview_unit(event, actor=actor, at=at)


def join_requests(event: course.ClientMerged, *, actor: Actor, at: datetime) -> list[Effect]:
    """Let the requests of two records be one person's; what both asked stays open twice."""
    _call("requests.ready_for_merge", event.merge_id)
    return _ROWS[course.ClientMerged].apply(event, actor=actor, at=at)


_ROWS: Final = rows_move("requests")
_MOVE: Final = Reaction(preview_move, apply_move)
REACTIONS: Final[dict[type[PersonEvent], Reaction]] = {
    course.ClientTransferred: _MOVE,
    course.ClientReceived: _MOVE,
    course.ClientReleased: _MOVE,
    course.ClientDied: _MOVE,
    course.ClientMoved: Reaction(preview_unit, apply_unit),
    course.ClientTemporarilyOut: nothing("Requests wait and are answered; the place still owes them."),
    course.ClientReturned: nothing("Nothing was changed when the person left for a while."),
    course.SupervisionStarted: nothing("What was asked in prison is finished by the prison that was asked."),
    course.SupervisionEnded: nothing("No request is asked of supervision."),
    course.RestrictionChanged: nothing("Asking the service is never restricted, only contact with others."),
    **dict.fromkeys(
        (course.ContactApproved, course.ContactBarred),
        nothing("A request about a contact is decided, and then makes or bars it."),
    ),
    course.KeepApartChanged: nothing("Who is kept apart from whom changes no request."),
    course.ClientMerged: Reaction(_ROWS[course.ClientMerged].preview, join_requests),
    course.ClientUnmerged: _ROWS[course.ClientUnmerged],
}
course.declare("requests", REACTIONS)


def _place(event: PersonEvent) -> tuple[int | None, int | None]:
    """Return the establishment and unit that a person event leads to."""
    match event:
        case course.ClientTransferred():
            return event.to_establishment_id, event.to_unit_id
        case course.ClientReceived():
            return event.establishment_id, event.unit_id
    return None, None


def _outcomes(client_id: int, to: int | None) -> Iterator[tuple[_Open, MoveOutcome, Destination | None]]:
    waiting = _open_requests(client_id)
    there = _destination(to) if waiting else None
    for request in waiting:
        yield (request, *_outcome(request, waiting, there))


def _destination(to: int | None) -> _Destination | None:
    if to is None:
        return None
    return _Destination(
        establishment_id=to,
        types={t.code: t for t in RequestType.objects.filter(establishment_id=to)},
        departments={d.code: d.id for d in list_departments(establishment_id=to)},
    )


def _outcome(
    request: _Open, waiting: list[_Open], to: _Destination | None
) -> tuple[MoveOutcome, Destination | None]:
    if to is None or to.establishment_id is None:
        return MoveOutcome.STAYS, None
    there = to.types.get(request.type_code)
    same = any(
        w.id != request.id
        and w.establishment_id == to.establishment_id
        and w.type_code == request.type_code
        and not w.is_appeal
        and not w.allows_several
        for w in waiting
    )
    destination = Destination(
        establishment_id=to.establishment_id,
        type_id=there.id if there else None,
        department_id=to.departments.get(request.department_code) or (there.department_id if there else None),
        has_same_open=same and not request.allows_several,
    )
    rule = MoveRule(request.on_move)
    return outcome(request.standing, rule=rule, to=destination, is_appeal=request.is_appeal), destination


def _effect(request: _Open, happens: MoveOutcome, title: str) -> Effect:
    code, tone = _CODES[happens]
    params = {"reference": request.reference, "title": title}
    return Effect(code, tone, params, about=("request", str(request.id)))


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
