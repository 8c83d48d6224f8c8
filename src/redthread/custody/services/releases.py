"""Writes of the end of a stay: a release, with or without supervision, and a death."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import LeftAs
from redthread.custody.models import Supervision
from redthread.custody.permissions import Permission
from redthread.custody.services.common import (
    TimesContradictError,
    end_stay,
    place_client,
    require_stay,
    write_receipt,
)
from redthread.estate.public import get_establishment
from redthread.foundation import course
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import (
    ClientDied,
    ClientReleased,
    Effect,
    SupervisionEnded,
    SupervisionStarted,
)
from redthread.foundation.errors import DomainError


class SupervisionStandsError(DomainError):
    """The client is under supervision already, or not at all."""


@dataclass(frozen=True, slots=True)
class SupervisionPlan:
    """Which probation office supervises after a release, and until which day as far as decided."""

    establishment_id: int
    until: date | None = None


@transaction.atomic
def release_client(
    *, actor: Actor, client_id: int, at: datetime, supervision: SupervisionPlan | None = None
) -> None:
    """End somebody's stay; under supervision, its office reaches them from the same instant on.

    Raises:
        NotHeldError: they are held nowhere now.
        TimesContradictError: the supervision would end before it begins.
    """
    require(actor, Permission.PLACE)
    if supervision is not None and supervision.until is not None and supervision.until < at.date():
        raise TimesContradictError(_("The supervision would end before it begins."))
    before = require_stay(client_id)
    end_stay(before, at, LeftAs.RELEASED)
    event = _released(client_id, before.establishment_id, to_supervision=supervision is not None)
    seq, effects = course.happen(event, actor=actor, at=at)
    write_receipt(event, seq, effects, at=at)
    if supervision is None:
        place_client(client_id, None, None)
        return
    office = get_establishment(establishment_id=supervision.establishment_id)
    Supervision.objects.create(
        client_id=client_id, establishment=office, period=(at, None), until=supervision.until
    )
    started = SupervisionStarted(
        client_id=client_id,
        info_class=InformationClass.PHASE,
        establishment_id=office.id,
        until=supervision.until,
    )
    seq, effects = course.happen(started, actor=actor, at=at)
    write_receipt(started, seq, effects, at=at, place=office.name)
    place_client(client_id, office.id, None)


def preview_release(*, actor: Actor, client_id: int, establishment_id: int, at: datetime) -> list[Effect]:
    """Return what a release would do, in every module."""
    return course.preview(_released(client_id, establishment_id), actor=actor, at=at)


@transaction.atomic
def end_supervision(*, actor: Actor, client_id: int, at: datetime) -> None:
    """End somebody's supervision.

    Raises:
        SupervisionStandsError: they are not under supervision.
    """
    require(actor, Permission.PLACE)
    found = Supervision.objects.select_for_update().filter(client_id=client_id, period__endswith=None).first()
    if found is None:
        raise SupervisionStandsError(_("This person is not under supervision."))
    found.period = (found.period.lower, at)
    found.save(update_fields=["period"])
    event = SupervisionEnded(client_id=client_id, info_class=InformationClass.PHASE)
    seq, effects = course.happen(event, actor=actor, at=at)
    write_receipt(event, seq, effects, at=at)
    place_client(client_id, None, None)


@transaction.atomic
def record_death(*, actor: Actor, client_id: int, at: datetime) -> None:
    """Record that somebody held here has died; nothing of theirs is deleted.

    Raises:
        NotHeldError: they are held nowhere now.
    """
    require(actor, Permission.PLACE)
    end_stay(require_stay(client_id), at, LeftAs.DIED)
    event = ClientDied(client_id=client_id, info_class=InformationClass.LOCATION)
    course.happen(event, actor=actor, at=at)
    place_client(client_id, None, None)


def _released(client_id: int, establishment_id: int, *, to_supervision: bool = False) -> ClientReleased:
    return ClientReleased(
        client_id=client_id,
        info_class=InformationClass.LOCATION,
        establishment_id=establishment_id,
        to_supervision=to_supervision,
    )
