"""Who works on a request: reading, taking, handing back, forwarding, and covering for each other."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.organisations.public import find_department
from redthread.requests.enums import Audience, MessageKind
from redthread.requests.events import (
    AbsenceSet,
    RequestForwarded,
    RequestHandedBack,
    RequestRead,
    RequestTaken,
)
from redthread.requests.models import Absence, ClientRequest
from redthread.requests.permissions import Permission
from redthread.requests.queries.clocks import zone
from redthread.requests.queries.covers import list_covered
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules import standing
from redthread.requests.services.conversation import say
from redthread.requests.services.errors import ReadOnlyError, refusing
from redthread.requests.services.steps import lock, record, write


class DepartmentNotFoundError(DomainError):
    """The establishment has no such department."""

    status = 404


class AbsenceRefusedError(DomainError):
    """The days or the cover of an absence do not work out."""

    status = 422


@transaction.atomic
def read_request(*, actor: Actor, request_id: UUID, at: datetime) -> ClientRequest:
    """Open a request as staff; the first time ends the client's "nobody has read it yet".

    Whoever may read it but not answer it leaves no mark here; their look is in the access log.
    """
    require(actor, Permission.READ)
    try:
        request = lock(request_id)
    except ReadOnlyError:
        return ClientRequest.objects.get(id=request_id)
    before = standing_of(request)
    after = standing.read(before, at=at)
    write(request, after, has_reply=False)
    if after != before:
        record(actor, request, RequestRead, at=at)
    return request


@transaction.atomic
def take_request(*, actor: Actor, request_id: UUID, at: datetime, over: bool = False) -> ClientRequest:
    """Begin to work on a request; ``over`` takes it from a colleague on purpose.

    Whoever covers for the colleague that day need not say so.

    Raises:
        RequestRefusedError: somebody else has it, or it has ended.
    """
    require(actor, Permission.DECIDE)
    request = lock(request_id)
    before = standing_of(request)
    today = at.astimezone(zone(request.establishment)).date()
    covered = before.taken_by is not None and before.taken_by in list_covered(cover=actor.id, on=today)
    with refusing(request):
        after = standing.take(before, by=actor.id, at=at, over=over or covered)
    write(request, after, has_reply=False)
    if before.taken_by != actor.id:
        record(actor, request, RequestTaken, at=at, taken_over_from=before.taken_by)
    return request


@transaction.atomic
def hand_back_request(*, actor: Actor, request_id: UUID, at: datetime) -> ClientRequest:
    """Put a request back for the department.

    Raises:
        RequestRefusedError: the actor does not have it.
    """
    require(actor, Permission.DECIDE)
    request = lock(request_id)
    with refusing(request):
        after = standing.hand_back(standing_of(request), by=actor.id)
    write(request, after)
    record(actor, request, RequestHandedBack, at=at)
    return request


@transaction.atomic
def forward_request(
    *, actor: Actor, request_id: UUID, department_code: str, note: str, note_id: UUID, at: datetime
) -> ClientRequest:
    """Hand a request to another department, with a note that only staff read; the promise stays.

    Raises:
        DepartmentNotFoundError: the establishment has no such department.
        RequestRefusedError: it is there already, or it has ended.
    """
    require(actor, Permission.FORWARD)
    request = lock(request_id)
    to = find_department(establishment_id=request.establishment_id, code=department_code)
    if to is None or not to.is_active:
        raise DepartmentNotFoundError(_("There is no such department here."))
    from_code = request.department.code
    with refusing(request):
        after = standing.forward(standing_of(request), department_id=to.id, at=at)
    if note.strip():
        say(
            request,
            actor=actor,
            message_id=note_id,
            text=note,
            audience=Audience.STAFF,
            kind=MessageKind.FORWARD,
            at=at,
        )
    write(request, after)
    record(actor, request, RequestForwarded, at=at, from_department=from_code, to_department=to.code)
    return request


@transaction.atomic
def set_absence(
    *,
    actor: Actor,
    absent: int,
    cover: int,
    from_on: date,
    until_on: date,
    note: str = "",
    at: datetime,
) -> Absence:
    """Say who covers for whom, both days included; for a colleague it takes the catalogue's permission.

    Raises:
        AbsenceRefusedError: the days end before they begin, somebody covers for themselves, or another cover
            is set.
    """
    require(actor, Permission.DECIDE if absent == actor.id else Permission.CATALOGUE)
    if until_on < from_on:
        raise AbsenceRefusedError(_("The last day comes before the first one."))
    if absent == cover:
        raise AbsenceRefusedError(_("Choose somebody else to cover."))
    absence = Absence(
        absent=absent,
        cover=cover,
        days=(from_on, until_on + timedelta(days=1)),
        note=note[:200],
        set_by=actor.id,
        set_at=at,
    )
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError:
        raise AbsenceRefusedError(_("Somebody covers on some of these days already.")) from None
    _record_absence(actor, absence, from_on=from_on, until_on=until_on, at=at)
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence_id: int, last_on: date, at: datetime) -> None:
    """Let an absence end with the day ``last_on``; before its first day, it is taken back altogether."""
    absence = Absence.objects.select_for_update().get(id=absence_id)
    require(actor, Permission.DECIDE if absence.absent == actor.id else Permission.CATALOGUE)
    first = absence.days.lower
    if last_on < first:
        absence.delete()
    else:
        absence.days = (first, last_on + timedelta(days=1))
        absence.save(update_fields=["days"])
    _record_absence(actor, absence, from_on=first, until_on=last_on, at=at)


def _record_absence(actor: Actor, absence: Absence, *, from_on: date, until_on: date, at: datetime) -> None:
    event = AbsenceSet(
        client_id=HOUSE,
        info_class=InformationClass(0),
        absent_actor_id=absence.absent,
        cover_actor_id=absence.cover,
        from_on=from_on.isoformat(),
        until_on=until_on.isoformat(),
    )
    thread.record(actor, event, at=at)
