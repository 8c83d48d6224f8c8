"""One room: its use, measures and places, when it is out of use, and what it is certified for."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from redthread.custody.public import count_rooms
from redthread.doors.staff.board_rows import storey_words
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.estate_words import (
    concerns_in_words,
    measure_words,
    out_words,
    typed,
    types_words,
)
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import chosen, office_of, render_office, to
from redthread.estate.public import (
    HIGHEST,
    LIVED_IN,
    LOWEST,
    EstateError,
    LivingType,
    OutReason,
    Partition,
    Permission,
    PlanSide,
    Room,
    RoomDraft,
    RoomUse,
    assess,
    end_out_of_use,
    facts_of,
    list_all_rooms,
    list_certificates,
    list_out_of_use,
    most_people,
    save_room,
    take_out_of_use,
)

SECTION = "estate"


@require_safe
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Show a room with everything that can be set."""
    return _page(request, *_here(request, room_id))


@require_POST
def save(request: HttpRequest, room_id: int) -> HttpResponse:
    """Change a room, once the page has said what that does."""
    desk, old = _here(request, room_id)
    draft = _draft(request)
    held = count_rooms(establishment_id=desk.establishment.id).get(old.id)
    if held is not None and draft.use not in LIVED_IN and old.is_lived_in:
        return _page(request, desk, old, EstateError(_("Somebody lives in this room. Move them first.")))
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Room %(room)s") % {"room": old.code},
            section=SECTION,
            back=to(desk, "office-room", old.id),
            yes=_("Save"),
            lines=_differences(old, draft),
            effects=_effects(old, draft, held.held if held else 0),
        )
    try:
        save_room(actor=desk.actor, unit_id=old.unit_id, room_id=old.id, draft=draft, at=desk.now)
    except EstateError as error:
        return _page(request, desk, old, error)
    return HttpResponseRedirect(to(desk, "office-room", old.id, done="saved"))


@require_POST
def out(request: HttpRequest, room_id: int) -> HttpResponse:
    """Take a room out of use, once the page has said what that does."""
    desk, found = _here(request, room_id)
    since = _moment(desk, request.POST.get("since")) or desk.now
    until = _moment(desk, request.POST.get("until"))
    reason, words = request.POST.get("reason", ""), typed(request, "words")
    held = count_rooms(establishment_id=desk.establishment.id).get(found.id)
    if not is_confirmed(request):
        effects = [
            Effect(
                _("Nobody new can be placed there in this time, and it cannot be booked."), is_warning=True
            )
        ]
        if held:
            lives = ngettext("%(n)s person lives there", "%(n)s people live there", held.held) % {
                "n": held.held
            }
            effects.append(Effect(_("%(who)s: nobody is moved by this.") % {"who": lives}, is_warning=True))
        return confirm(
            request,
            desk,
            title=_("Room %(room)s out of use") % {"room": found.code},
            section=SECTION,
            back=to(desk, "office-room", found.id),
            yes=_("Take out of use"),
            lines=[Line(_("Out of use"), "–", out_words(desk, since, until, reason, words))],
            effects=effects,
        )
    try:
        take_out_of_use(
            actor=desk.actor,
            room_id=found.id,
            reason=reason,
            words=words,
            since=since,
            until=until,
            at=desk.now,
        )
    except EstateError as error:
        return _page(request, desk, found, error)
    return HttpResponseRedirect(to(desk, "office-room", found.id, done="saved"))


@require_POST
def back(request: HttpRequest, room_id: int, out_id: int) -> HttpResponse:
    """Put a room back into use."""
    desk, found = _here(request, room_id)
    if out_id not in {o.id for o in _periods(desk, found)}:
        raise Http404
    end_out_of_use(actor=desk.actor, out_of_use_id=out_id, at=desk.now)
    return HttpResponseRedirect(to(desk, "office-room", found.id, done="saved"))


def _here(request: HttpRequest, room_id: int) -> tuple[Desk, Room]:
    desk = office_of(request, Permission.MANAGE)
    rooms = list_all_rooms(establishment_id=desk.establishment.id)
    found = next((r for r in rooms if r.id == room_id), None)
    if found is None:
        raise Http404
    return desk, found


def _periods(desk: Desk, found: Room) -> list[Any]:
    return list_out_of_use(establishment_id=desk.establishment.id, since=desk.now, room_ids=[found.id])


def _page(request: HttpRequest, desk: Desk, found: Room, error: EstateError | None = None) -> HttpResponse:
    count = count_rooms(establishment_id=desk.establishment.id).get(found.id)
    assessment = assess(facts_of(found), found.capacity if found.is_lived_in else 0)
    context = {
        "room": found,
        "held": count.held if count else 0,
        "most": most_people(facts_of(found)),
        "concerns": concerns_in_words(assessment),
        "uses": RoomUse.choices,
        "types": LivingType.choices,
        "partitions": Partition.choices,
        "sides": PlanSide.choices,
        "storeys": [(n, storey_words(n)) for n in range(HIGHEST, LOWEST - 1, -1)],
        "reasons": OutReason.choices,
        "periods": [
            (
                o.id,
                o.period.lower <= desk.now,
                out_words(desk, o.period.lower, o.period.upper, o.reason, o.words),
            )
            for o in _periods(desk, found)
        ],
        "certificates": list_certificates(establishment_id=desk.establishment.id, room_id=found.id),
        "may_ask": desk.actor.may(Permission.CERTIFY_REQUEST) and found.is_lived_in,
        "history": house_entries(desk, "estate.", field=("room_id", found.id)),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "estate/room.jinja", desk, context, section=SECTION, status=status)


def _draft(request: HttpRequest) -> RoomDraft:
    return RoomDraft(
        code=typed(request, "code"),
        name=typed(request, "name"),
        use=chosen(request.POST.get("use"), RoomUse.values, RoomUse.LIVING),
        types=request.POST.getlist("types"),
        seats=number(request.POST.get("seats")) or 0,
        working=number(request.POST.get("working")),
        area=_decimal(request, "area"),
        partition=chosen(request.POST.get("partition"), Partition.values),
        wall_distance=_decimal(request, "wall_distance"),
        height=_decimal(request, "height"),
        side=chosen(request.POST.get("side"), PlanSide.values),
        storey=_storey(request),
        is_open="is_open" in request.POST,
    )


def _storey(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("storey", "0")[:4])
    except ValueError:
        return 0


def _decimal(request: HttpRequest, name: str) -> Decimal | None:
    text = request.POST.get(name, "").strip().replace(",", ".")[:8]
    try:
        found = Decimal(text)
        return found.quantize(Decimal("0.01")) if found.is_finite() else found
    except InvalidOperation:  # no number, or one too large to have hundredths
        # It is said by the service, not taken for "not measured".
        return Decimal("NaN") if text else None


def _moment(desk: Desk, text: str | None) -> datetime | None:
    """Return the instant of a field of the browser's, in the time of the establishment."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.replace(tzinfo=ZoneInfo(desk.establishment.timezone))


def _differences(old: Room, draft: RoomDraft) -> list[Line]:
    words = {True: _("open"), False: _("closed")}
    lived = draft.use in LIVED_IN
    return [
        Line(_("Number"), old.code, draft.code),
        Line(_("Name"), old.name, draft.name),
        Line(_("Use"), str(RoomUse(old.use).label), str(RoomUse(draft.use).label)),
        Line(_("Suits"), types_words(old.types), types_words(draft.types)),
        Line(
            _("Places in use"),
            str(old.places),
            str(old.capacity if draft.working is None else draft.working) if lived else str(draft.seats),
        ),
        Line(_("Square metres"), measure_words(old.area), measure_words(draft.area)),
        Line(_("Toilet"), str(Partition(old.partition).label), str(Partition(draft.partition).label)),
        Line(_("Between walls"), measure_words(old.wall_distance), measure_words(draft.wall_distance)),
        Line(_("Height"), measure_words(old.height), measure_words(draft.height)),
        Line(_("Side of the corridor"), str(PlanSide(old.plan_side).label), str(PlanSide(draft.side).label)),
        Line(_("Storey"), storey_words(old.storey), storey_words(draft.storey)),
        Line(_("State"), words[old.is_open], words[draft.is_open]),
    ]


def _effects(old: Room, draft: RoomDraft, held: int) -> list[Effect]:
    found = []
    if old.is_open and not draft.is_open:
        found.append(
            Effect(_("Nobody new can be placed there. Who lives there stays until moved."), is_warning=True)
        )
    if not old.is_open and draft.is_open:
        found.append(Effect(_("People can be placed there again.")))
    if draft.storey != old.storey and old.plan_x is not None:
        found.append(Effect(_("It is drawn along the corridor of its new floor until somebody draws it.")))
    places = old.capacity if draft.working is None else draft.working
    if draft.use in LIVED_IN and places < old.places:
        found.append(
            Effect(
                _("Fewer places than before. Nobody is moved; while it is full it takes nobody new."),
                is_warning=True,
            )
        )
        if held > places:
            found.append(Effect(_("More people live there than it has places then."), is_warning=True))
    if draft.use in LIVED_IN and not old.is_lived_in:
        found.append(
            Effect(_("It is certified for nobody until a certificate is approved."), is_warning=True)
        )
    return found
