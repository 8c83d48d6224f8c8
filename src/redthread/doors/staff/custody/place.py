"""Where a client is: room, key worker, times away, release. Each change is shown before it is made."""

from collections.abc import Callable
from datetime import time
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.custody import public as custody
from redthread.custody.public import AbsenceReason, Permission
from redthread.doors.staff.custody.fields import (
    Case,
    UnreadableFieldError,
    case_of,
    day_of,
    groups_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.desk import number, render_desk
from redthread.estate.public import Room, list_establishments, list_rooms
from redthread.foundation.course import Effect
from redthread.foundation.errors import DomainError
from redthread.ui import words

PROBATION: Final = "probation"
"""The kind of establishment that supervises in the community."""
NOON: Final = time(12)
Rooms = list[tuple[int, str]]
"""Rooms to choose from: id, and unit with code."""
AGAINST: Final = frozenset({"custody.near", "custody.shares_at_risk"})
"""Effects that only a named person decides against."""


@require_safe
def place(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show where a client is and what can be done about it."""
    return _show(request, case_of(request, client_id, Permission.PLACE))


def _show(request: HttpRequest, case: Case, *, error: DomainError | None = None) -> HttpResponse:
    desk, client = case.desk, case.client
    tz = desk.establishment.timezone
    absence = custody.find_absence(client_id=client.id)
    key_worker = custody.find_key_worker(client_id=client.id)
    held_at = case.place.establishment_id if case.place else None
    journey = custody.find_open_transfer(client_id=client.id)
    context: dict[str, Any] = {
        "here": "moves",
        "client": client,
        "place": case.place,
        "rooms": free_rooms(held_at, without=case.place.room_id if case.place else None),
        "journey": journey,
        "journey_status": custody.TransferStatus(journey.status).label if journey else "",
        "absence": absence,
        "absence_words": AbsenceReason(absence.reason).label if absence else "",
        "absence_back": words.moment(absence.expected_back_at, tz=tz, now=desk.now)
        if absence and absence.expected_back_at
        else "",
        "reasons": [(r.value, r.label) for r in AbsenceReason],
        "key_worker": custody.name_of(key_worker) if key_worker else "",
        "key_workers": _key_workers(held_at, key_worker) if held_at == desk.establishment.id else [],
        "offices": [(e.id, e.name) for e in list_establishments() if e.kind == PROBATION],
        **_safety(case),
        "kept": request.POST if error else {},
        "kept_back": kept_day(request, "back") if error else None,
        "kept_until": kept_day(request, "until") if error else None,
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    return render_desk(
        request, "staff/custody/place.jinja", desk, context, status=error.status if error else 200
    )


def _safety(case: Case) -> dict[str, Any]:
    """Return what stands about safety, and the pages of it that are the actor's."""
    actor, client_id = case.desk.actor, case.client.id
    pages = (
        (Permission.RESTRICT, "restrictions", _("Restrictions")),
        (Permission.KEEP_APART, "keep-apart", _("Keep apart, and sharing a room")),
        (Permission.WATCH, "segregation", _("Segregation")),
    )
    risk = custody.find_cell_sharing(client_id=client_id)
    return {
        "safety": [
            (reverse(f"staff:{name}", args=[client_id]), label)
            for permission, name, label in pages
            if actor.may(permission)
        ],
        "apart_now": sum(pair.closed_at is None for pair in custody.list_apart(client_id=client_id)),
        "sharing": custody.SharingRisk(risk.risk).label if risk else "",
        "closed_now": len(custody.find_closed_channels(client_id=client_id, at=case.desk.now)),
    }


def free_rooms(establishment_id: int | None, *, without: int | None = None) -> Rooms:
    """Return the rooms of an establishment in which somebody could live from now on, to choose from."""
    if establishment_id is None:
        return []
    free = custody.free_rooms(establishment_id=establishment_id)
    return [
        (r.id, f"{r.unit.name} · {r.code}")
        for r in list_rooms(establishment_id=establishment_id)
        if r.id != without and r.id in free
    ]


def _key_workers(establishment_id: int, current: int | None) -> list[tuple[str, str]]:
    return [
        (
            str(c.staff_actor_id),
            _("%(name)s, %(title)s: %(has)s of %(most)s")
            % {"name": c.name, "title": c.title, "has": c.has, "most": c.most},
        )
        for c in custody.list_key_worker_choices(establishment_id=establishment_id)
        if c.has_room and c.staff_actor_id != current
    ]


def _step(
    request: HttpRequest,
    case: Case,
    *,
    title: str,
    yes: str,
    preview: Callable[[], list[Effect]],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Show what a step does; with ``step=save`` take it."""
    home = reverse("staff:place", args=[case.client.id])
    try:
        if request.POST.get("step") == "save":
            act()
            reachable = done != "released"
            return HttpResponseRedirect(
                f"{home}?done={done}" if reachable else reverse("staff:moves") + f"?done={done}"
            )
        effects = preview()
    except DomainError as error:
        return _show(request, case, error=error)
    context = {
        "here": "moves",
        "client": case.client,
        "title": title,
        "yes": yes,
        "groups": groups_of(effects),
        "needs_reason": case.desk.actor.may(Permission.PLACE_AGAINST)
        and any(effect.code in AGAINST for effect in effects),
        "fields": [
            (k, v)
            for k, v in request.POST.items()
            if k not in {"csrfmiddlewaretoken", "step", "against_reason"}
        ],
        "action": request.path,
        "back": home,
    }
    return render_desk(request, "staff/custody/preview.jinja", case.desk, context)


@require_POST
def move(request: HttpRequest, client_id: int) -> HttpResponse:
    """Give another room here, once the page has said what that does."""
    case = case_of(request, client_id, Permission.PLACE)
    desk = case.desk
    held_at = case.place.establishment_id if case.place else desk.establishment.id
    room = find_room(held_at, request.POST.get("room", ""))
    if room is None:
        return _show(request, case, error=UnreadableFieldError(_("Choose a room.")))
    return _step(
        request,
        case,
        title=_("%(name)s moves to %(unit)s, room %(room)s")
        % {"name": case.client, "unit": room.unit.name, "room": room.code},
        yes=_("Move now"),
        preview=lambda: custody.preview_move(
            actor=desk.actor, client_id=client_id, room_id=room.id, at=desk.now
        ),
        act=lambda: custody.move_client(
            actor=desk.actor,
            client_id=client_id,
            room_id=room.id,
            at=desk.now,
            against_reason=words_of(request, "against_reason", 1000),
        ),
        done="moved",
    )


@require_POST
def out(request: HttpRequest, client_id: int) -> HttpResponse:
    """Note that somebody leaves and is expected back, once the page has said what that does."""
    case = case_of(request, client_id, Permission.PLACE)
    desk, asked = case.desk, request.POST.get("reason", "")
    reason = AbsenceReason(asked) if asked in AbsenceReason.values else AbsenceReason.OTHER
    try:
        back = instant_of(request, "back", desk, default=NOON)
    except DomainError as error:
        return _show(request, case, error=error)
    held_at = case.place.establishment_id if case.place else desk.establishment.id
    return _step(
        request,
        case,
        title=_("%(name)s leaves: %(reason)s") % {"name": case.client, "reason": reason.label},
        yes=_("Leaves now"),
        preview=lambda: custody.preview_out(
            actor=desk.actor,
            client_id=client_id,
            establishment_id=held_at,
            reason=reason,
            expected_back_at=back,
            at=desk.now,
        ),
        act=lambda: custody.let_out(
            actor=desk.actor,
            client_id=client_id,
            reason=reason,
            place=words_of(request, "where", 120),
            expected_back_at=back,
            at=desk.now,
        ),
        done="out",
    )


@require_POST
def back(request: HttpRequest, client_id: int) -> HttpResponse:
    """Note that somebody is back."""
    case = case_of(request, client_id, Permission.PLACE)
    try:
        custody.take_back(actor=case.desk.actor, client_id=client_id, at=case.desk.now)
    except DomainError as error:
        return _show(request, case, error=error)
    return HttpResponseRedirect(reverse("staff:place", args=[client_id]) + "?done=back")


@require_POST
def key_worker(request: HttpRequest, client_id: int) -> HttpResponse:
    """Give a client a key worker."""
    case = case_of(request, client_id, Permission.PLACE)
    chosen = number(request.POST.get("key_worker"))
    try:
        if chosen is None:
            raise UnreadableFieldError(_("Choose who becomes the key worker."))
        custody.assign_key_worker(
            actor=case.desk.actor, client_id=client_id, staff_actor_id=chosen, at=case.desk.now
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return HttpResponseRedirect(reverse("staff:place", args=[client_id]) + "?done=key-worker")


@require_POST
def release(request: HttpRequest, client_id: int) -> HttpResponse:
    """Release somebody, with or without supervision, once the page has said what that does."""
    case = case_of(request, client_id, Permission.PLACE)
    desk = case.desk
    office = number(request.POST.get("office"))
    if office not in {e.id for e in list_establishments() if e.kind == PROBATION}:
        office = None
    try:
        until = day_of(request, "until")
    except DomainError as error:
        return _show(request, case, error=error)
    plan = custody.SupervisionPlan(office, until) if office is not None else None
    held_at = case.place.establishment_id if case.place else desk.establishment.id
    return _step(
        request,
        case,
        title=_("Release %(name)s") % {"name": case.client},
        yes=_("Release now"),
        preview=lambda: custody.preview_release(
            actor=desk.actor, client_id=client_id, establishment_id=held_at, at=desk.now
        ),
        act=lambda: custody.release_client(
            actor=desk.actor, client_id=client_id, at=desk.now, supervision=plan
        ),
        done="released",
    )


def find_room(establishment_id: int, typed: str) -> Room | None:
    """Return the room of an establishment that was chosen, or None."""
    wanted = number(typed)
    return next((r for r in list_rooms(establishment_id=establishment_id) if r.id == wanted), None)
