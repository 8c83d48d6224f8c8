"""A transfer: what it would do, the proposal, the decision, the journey, the arrival."""

from datetime import time
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody import public as custody
from redthread.custody.public import Permission, Transfer, TransferReason, TransferStatus
from redthread.doors.staff.custody.fields import (
    Case,
    UnreadableFieldError,
    case_of,
    groups_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.custody.place import PROBATION, find_room, free_rooms
from redthread.doors.staff.desk import number, render_desk
from redthread.estate.public import Establishment, list_establishments, list_rooms
from redthread.foundation.course import effect_from
from redthread.foundation.errors import DomainError
from redthread.ui import words

MORNING: Final = time(9)
STEPS: Final = (
    TransferStatus.PROPOSED,
    TransferStatus.DECIDED,
    TransferStatus.UNDERWAY,
    TransferStatus.ARRIVED,
)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, client_id: int) -> HttpResponse:
    """Choose a place, see what the transfer would do in every module, and propose it."""
    case = case_of(request, client_id, Permission.PLACE)
    if case.place is None:
        raise Http404
    desk, error = case.desk, None
    there = _there(case, request.POST.get("to") or request.GET.get("to", ""))
    if request.method == "POST":
        try:
            transfer = _propose(request, case, there)
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:transfer", args=[client_id, transfer.id]))
    effects = (
        custody.preview_transfer(
            actor=desk.actor, client_id=client_id, to_establishment_id=there.id, at=desk.now
        )
        if there and custody.find_open_transfer(client_id=client_id) is None
        else []
    )
    context: dict[str, Any] = {
        "here": "moves",
        "client": case.client,
        "place": case.place,
        "choices": [(e.id, f"{e.name} ({e.town})") for e in _choices(case)],
        "there": there,
        "groups": groups_of(effects),
        "reasons": [(r.value, r.label) for r in TransferReason],
        "transfer_id": request.POST.get("transfer_id") or uuid4(),
        "kept": request.POST if error else {},
        "kept_day": kept_day(request, "planned") if error else None,
        "error": error.message if error else "",
    }
    status = error.status if error else 200
    return render_desk(request, "staff/custody/transfer_new.jinja", desk, context, status=status)


def _choices(case: Case) -> list[Establishment]:
    here = case.place.establishment_id if case.place else None
    return [e for e in list_establishments() if e.id != here and e.kind != PROBATION]


def _there(case: Case, typed: str) -> Establishment | None:
    wanted = number(typed)
    return next((e for e in _choices(case) if e.id == wanted), None)


def _propose(request: HttpRequest, case: Case, there: Establishment | None) -> Transfer:
    if there is None:
        raise UnreadableFieldError(_("Choose a place."))
    reason = request.POST.get("reason", "")
    if reason not in TransferReason.values:
        raise UnreadableFieldError(_("Choose a reason."))
    planned = instant_of(request, "planned", case.desk, default=MORNING)
    if planned is None:
        raise UnreadableFieldError(_("Write the day of the journey."))
    return custody.propose_transfer(
        actor=case.desk.actor,
        transfer_id=_uuid(request.POST.get("transfer_id", "")),
        client_id=case.client.id,
        to_establishment_id=there.id,
        reason=TransferReason(reason),
        grounds=words_of(request, "grounds"),
        may_be_told=request.POST.get("may_be_told") == "1",
        planned_at=planned,
        at=case.desk.now,
    )


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "HEAD"])
def transfer(request: HttpRequest, client_id: int, transfer_id: UUID) -> HttpResponse:
    """Show where a transfer stands, what it does, and the next step for whoever may take it."""
    case = _case(request, client_id)
    return _show(request, case, _get(client_id, transfer_id))


def _case(request: HttpRequest, client_id: int) -> Case:
    return case_of(request, client_id, Permission.PLACE)


def _get(client_id: int, transfer_id: UUID) -> Transfer:
    try:
        found = custody.get_transfer(transfer_id=transfer_id)
    except Transfer.DoesNotExist:
        raise Http404 from None
    if found.client_id != client_id:
        raise Http404
    return found


def _show(
    request: HttpRequest, case: Case, transfer: Transfer, *, error: DomainError | None = None
) -> HttpResponse:
    desk = case.desk
    status = TransferStatus(transfer.status)
    if transfer.effects:
        effects = [effect_from(e) for e in transfer.effects]
    elif status.is_open and case.place is not None:
        effects = custody.preview_transfer(
            actor=desk.actor,
            client_id=case.client.id,
            to_establishment_id=transfer.to_establishment_id,
            at=desk.now,
        )
    else:
        effects = []
    context: dict[str, Any] = {
        "here": "moves",
        "client": case.client,
        "transfer": transfer,
        "status": status,
        "reason": TransferReason(transfer.reason).label,
        "planned": words.moment(transfer.planned_at, tz=desk.establishment.timezone, now=desk.now),
        "steps": _steps(transfer, status, desk.establishment.timezone),
        "groups": groups_of(effects) if effects else [],
        "may_decide": desk.actor.may(Permission.DECIDE_TRANSFER) and status is TransferStatus.PROPOSED,
        "may_cancel": status in {TransferStatus.PROPOSED, TransferStatus.DECIDED},
        **_rooms(transfer, status),
        "is_decided": status is TransferStatus.DECIDED,
        "needs_reason": isinstance(error, custody.KeptApartError)
        and desk.actor.may(Permission.PLACE_AGAINST),
        "is_underway": status is TransferStatus.UNDERWAY,
        "kept": request.POST if error else {},
        "error": error.message if error else "",
    }
    return render_desk(
        request, "staff/custody/transfer.jinja", desk, context, status=error.status if error else 200
    )


def _rooms(transfer: Transfer, status: TransferStatus) -> dict[str, Any]:
    """Return the rooms of the receiving place with a place free, and how many of its rooms are full."""
    if status is not TransferStatus.DECIDED:
        return {"rooms": [], "full": 0}
    there = transfer.to_establishment_id
    found = free_rooms(there)
    return {"rooms": found, "full": len(list_rooms(establishment_id=there)) - len(found)}


def _steps(transfer: Transfer, status: TransferStatus, tz: str) -> list[dict[str, str]]:
    titles = {
        TransferStatus.PROPOSED: _("Proposed"),
        TransferStatus.DECIDED: _("Decided"),
        TransferStatus.UNDERWAY: _("On the way"),
        TransferStatus.ARRIVED: _("Arrived"),
    }
    times = {
        TransferStatus.PROPOSED: (transfer.proposed_at, transfer.proposed_by),
        TransferStatus.DECIDED: (transfer.decided_at, transfer.decided_by),
        TransferStatus.UNDERWAY: (transfer.departed_at, None),
        TransferStatus.ARRIVED: (transfer.arrived_at, None),
    }
    ended = {TransferStatus.REFUSED: _("Refused"), TransferStatus.CANCELLED: _("Called off")}
    steps = []
    for step in STEPS:
        at, by = times[step]
        note = words.date_short(at, tz=tz, year=True) + " " + words.time_of_day(at, tz=tz) if at else ""
        if by is not None and at is not None:
            note = f"{note} · {custody.name_of(by)}"
        state = "done" if at else "todo"
        steps.append({"state": state, "title": titles[step], "note": note})
        if step is TransferStatus.DECIDED and status in ended:
            steps[-1] |= {
                "title": ended[status],
                "state": "no" if status is TransferStatus.REFUSED else "gone",
            }
            return steps
    if not status.is_open:
        return steps
    last = max(i for i, s in enumerate(steps) if s["state"] == "done")
    steps[last]["state"] = "now"
    return steps


@require_POST
def decide(request: HttpRequest, client_id: int, transfer_id: UUID) -> HttpResponse:
    """Decide a proposal, with grounds."""
    case, found = _case(request, client_id), _get(client_id, transfer_id)
    try:
        custody.decide_transfer(
            actor=case.desk.actor,
            transfer_id=found.id,
            is_approved=request.POST.get("outcome") == "yes",
            grounds=words_of(request, "grounds"),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, _get(client_id, transfer_id), error=error)
    return _again(client_id, transfer_id)


@require_POST
def cancel(request: HttpRequest, client_id: int, transfer_id: UUID) -> HttpResponse:
    """Call off a transfer that has not begun."""
    case, found = _case(request, client_id), _get(client_id, transfer_id)
    try:
        custody.cancel_transfer(
            actor=case.desk.actor,
            transfer_id=found.id,
            grounds=words_of(request, "grounds"),
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, _get(client_id, transfer_id), error=error)
    return _again(client_id, transfer_id)


@require_POST
def begin(request: HttpRequest, client_id: int, transfer_id: UUID) -> HttpResponse:
    """Let the journey begin: from now on the new place answers for the person."""
    case, found = _case(request, client_id), _get(client_id, transfer_id)
    try:
        room = find_room(found.to_establishment_id, request.POST.get("room", ""))
        if room is None:
            raise UnreadableFieldError(_("Choose a room."))
        custody.begin_journey(
            actor=case.desk.actor,
            transfer_id=found.id,
            room_id=room.id,
            at=case.desk.now,
            against_reason=words_of(request, "against_reason", 1000),
        )
    except DomainError as error:
        return _show(request, case, _get(client_id, transfer_id), error=error)
    # Whoever reaches one place alone has let the person go with this step.
    return HttpResponseRedirect(reverse("staff:moves") + "?done=begun")


@require_POST
def arrive(request: HttpRequest, client_id: int, transfer_id: UUID) -> HttpResponse:
    """Say that the person has arrived; they get their receipt."""
    case, found = _case(request, client_id), _get(client_id, transfer_id)
    try:
        custody.confirm_arrival(actor=case.desk.actor, transfer_id=found.id, at=case.desk.now)
    except DomainError as error:
        return _show(request, case, _get(client_id, transfer_id), error=error)
    return HttpResponseRedirect(reverse("staff:place", args=[client_id]) + "?done=arrived")


def _again(client_id: int, transfer_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:transfer", args=[client_id, transfer_id]))
