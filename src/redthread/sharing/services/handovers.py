"""Handing something to an organisation: created, delivered, fetched, acknowledged, acted; with clocks."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.foundation.classes import PARTNER_NEVER, InformationClass
from redthread.foundation.errors import DomainError
from redthread.notices.public import NoticeKind
from redthread.organisations.public import find_organisation
from redthread.sharing.enums import HandoverKind, HandoverStep
from redthread.sharing.events import (
    HandoverAcknowledged,
    HandoverActed,
    HandoverCreated,
    HandoverEscalated,
    HandoverEvent,
    HandoverFetched,
    HandoverReplayed,
)
from redthread.sharing.models import Handover
from redthread.sharing.permissions import Permission
from redthread.sharing.queries.clocks import HandoverClock, clock_of
from redthread.sharing.services.grants import OrganisationClosedError
from redthread.sharing.services.notify import tell_of

STEP_EVENTS: Final[Mapping[HandoverStep, type[HandoverEvent]]] = {
    HandoverStep.FETCHED: HandoverFetched,
    HandoverStep.ACKNOWLEDGED: HandoverAcknowledged,
    HandoverStep.ACTED: HandoverActed,
}
ESCALATED_AT_ONCE: Final = 200


class HandoverGoneError(DomainError):
    """There is no such handover for this actor, or it was called off."""

    status = 404


@transaction.atomic
def create_handover(
    *,
    actor: Actor,
    client_id: int,
    organisation_id: int,
    kind: HandoverKind,
    info: InformationClass,
    at: datetime,
    about: Mapping[str, Any] | None = None,
    handover_id: UUID | None = None,
    clock: HandoverClock | None = None,
) -> Handover:
    """Hand something to an organisation; what it shows is what was granted of ``info`` when it is opened.

    It is delivered at once where somebody there may see the person; else it is a dead letter, shown to staff
    with the reason, and delivered when somebody is invited or access is given. The same ``handover_id`` twice
    is one handover.

    Args:
        about: what it points at, such as ``{"plan_version": 3}``; no words about the person.
        clock: when each step is due; by default as the organisation's pack says for this kind.

    Raises:
        OrganisationClosedError: there is no such organisation.
    """
    organisation = find_organisation(organisation_id=organisation_id)
    if organisation is None:
        raise OrganisationClosedError(_("This organisation does not work with the service."))
    new_id = handover_id or uuid4()
    already = Handover.objects.filter(id=new_id).first()
    if already is not None:
        return already
    due = clock or clock_of(pack=organisation.pack, kind=kind, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sharing_create_handover(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                new_id,
                client_id,
                organisation_id,
                kind,
                int(info & ~PARTNER_NEVER),
                _json(about),
                due.fetch_at,
                due.acknowledge_at,
                due.act_at,
                at,
            ],
        )
        dead_letter = str(cursor.fetchone()[0])
    made = Handover(
        id=new_id, client_id=client_id, organisation=organisation, kind=kind, dead_letter=dead_letter
    )
    _record(actor, HandoverCreated, made, at)
    if not dead_letter:
        tell_of(handover_id=new_id, kind=NoticeKind.TASK, at=at)
    # Whoever hands over while the person's reach is on its way may not read it back.
    return Handover.objects.filter(id=new_id).first() or made


def fetch(*, actor: Actor, handover_id: UUID, at: datetime) -> Handover:
    """Note that the organisation opened it; the first time only.

    Raises:
        HandoverGoneError: it is not theirs, or they may not see the person any more.
    """
    return _step(actor, handover_id, HandoverStep.FETCHED, at)


def acknowledge(*, actor: Actor, handover_id: UUID, at: datetime) -> Handover:
    """Note that the organisation will do its part.

    Raises:
        HandoverGoneError: it is not theirs, or they may not see the person any more.
    """
    return _step(actor, handover_id, HandoverStep.ACKNOWLEDGED, at)


def act(*, actor: Actor, handover_id: UUID, at: datetime) -> Handover:
    """Note that the organisation did its part.

    Raises:
        HandoverGoneError: it is not theirs, or they may not see the person any more.
    """
    return _step(actor, handover_id, HandoverStep.ACTED, at)


def escalate(*, actor: Actor, at: datetime) -> int:
    """Mark what was not answered in time, once a step, for staff to call; return how many. The job's.

    Staff see it with the organisation's phone list until somebody there, or staff for them, goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from sharing_escalate(%s, %s)", [at, ESCALATED_AT_ONCE])
        rows = cursor.fetchall()
    for handover_id, client_id, organisation_id, kind, _due_at in sorted(rows, key=lambda r: r[1]):
        found = find_organisation(organisation_id=organisation_id)
        event = HandoverEscalated(
            client_id=client_id,
            info_class=InformationClass.IDENTITY,
            handover_id=handover_id,
            handover_kind=kind,
            organisation_id=organisation_id,
            organisation=found.name if found else "",
        )
        thread.record(actor, event, at=at)
        tell_of(handover_id=handover_id, kind=NoticeKind.REMINDER, at=at)
    return len(rows)


@transaction.atomic
def replay_dead_letter(*, actor: Actor, handover_id: UUID, at: datetime) -> Handover:
    """Hand over again what reached nobody; it says again why, where it still does.

    Raises:
        HandoverGoneError: there is none within the actor's reach.
    """
    require(actor, Permission.GRANT_PARTNER)
    handover = Handover.objects.select_related("organisation").filter(id=handover_id).first()
    if handover is None:
        raise HandoverGoneError(_("This handover is not here."))
    with connection.cursor() as cursor:
        cursor.execute("select sharing_replay_handover(%s, %s)", [handover_id, at])
    handover.refresh_from_db()
    if not handover.dead_letter:
        _record(actor, HandoverReplayed, handover, at)
        tell_of(handover_id=handover_id, kind=NoticeKind.TASK, at=at)
    return handover


@transaction.atomic
def _step(actor: Actor, handover_id: UUID, step: HandoverStep, at: datetime) -> Handover:
    gone = HandoverGoneError(_("This handover is not here."))
    handover = Handover.objects.select_related("organisation").filter(id=handover_id).first()
    if handover is None:
        raise gone
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.GRANT_PARTNER)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select sharing_step_handover(%s, %s, %s)", [handover_id, step.value, at])
            is_new = bool(cursor.fetchone()[0])
    except IntegrityError as called_off:
        raise gone from called_off
    handover.refresh_from_db()
    if is_new:
        _record(actor, STEP_EVENTS[step], handover, at)
    return handover


def _record(actor: Actor, event: type[HandoverEvent], handover: Handover, at: datetime) -> None:
    thread.record(
        actor,
        event(
            client_id=handover.client_id,
            info_class=InformationClass.IDENTITY,
            handover_id=handover.id,
            handover_kind=handover.kind,
            organisation_id=handover.organisation_id,
            organisation=handover.organisation.name,
        ),
        at=at,
    )


def _json(about: Mapping[str, Any] | None) -> str:
    return json.dumps(dict(about or {}), sort_keys=True)
