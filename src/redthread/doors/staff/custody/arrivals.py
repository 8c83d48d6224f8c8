"""Somebody who is expected from outside: announced, matched with who is known, received."""

from datetime import time
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody import public as custody
from redthread.custody.public import CameAs, ExpectedArrival, Permission
from redthread.doors.staff.custody.fields import (
    UnreadableFieldError,
    day_of,
    instant_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.custody.place import find_room, free_rooms
from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.foundation.errors import DomainError
from redthread.signin.public import Permission as SignIn
from redthread.signin.public import give_client_pin
from redthread.ui import words
from redthread.ui.jinja import language_names

NOON: Final = time(12)
CAME: Final = (CameAs.NEW, CameAs.RECALL, CameAs.COURT_RETURN)


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Note who is expected, from a court, the police or another service."""
    desk = desk_of(request)
    admit(desk.actor, Permission.RECEIVE)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            arrival = _announce(request, desk)
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:arrival", args=[arrival.id]))
    context: dict[str, Any] = {
        "here": "moves",
        "arrival_id": request.POST.get("arrival_id") or uuid4(),
        "genders": [("m", _("Man")), ("f", _("Woman")), ("x", _("Other"))],
        "languages": language_names(),
        "kept": request.POST if error else {},
        "kept_born": kept_day(request, "born") if error else None,
        "kept_when": kept_day(request, "when")
        if error
        else {"day": desk.today.day, "month": desk.today.month, "year": desk.today.year},
        "error": error.message if error else "",
    }
    return render_desk(
        request, "staff/custody/announce.jinja", desk, context, status=error.status if error else 200
    )


def _announce(request: HttpRequest, desk: Desk) -> ExpectedArrival:
    when = instant_of(request, "when", desk, default=NOON)
    if when is None:
        raise UnreadableFieldError(_("Write the day on which the person is expected."))
    gender, language = request.POST.get("gender", ""), request.POST.get("language", "")
    who = custody.Announcement(
        given_name=words_of(request, "given_name", 80),
        family_name=words_of(request, "family_name", 80),
        born_on=day_of(request, "born"),
        gender=gender if gender in {"m", "f", "x"} else "x",
        language=language if language in dict(language_names()) else "en",
        known_number=words_of(request, "known_number", 20),
        source=words_of(request, "source", 120),
        order_number=words_of(request, "order_number", 60),
    )
    try:
        arrival_id = UUID(request.POST.get("arrival_id", ""))
    except ValueError:
        arrival_id = uuid4()
    return custody.announce_arrival(
        actor=desk.actor,
        arrival_id=arrival_id,
        establishment_id=desk.establishment.id,
        expected_at=when,
        who=who,
        at=desk.now,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Compare the papers with who is known, and receive the person."""
    desk = desk_of(request)
    admit(desk.actor, Permission.RECEIVE)
    found = custody.find_expected(arrival_id=arrival_id)
    if found is None:
        raise Http404
    error: DomainError | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                client_id = _receive(request, desk, found)
        except IntegrityError:
            error = UnreadableFieldError(_("Somebody has this number already."))
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:place", args=[client_id]) + "?done=received")
    tz = desk.establishment.timezone
    context: dict[str, Any] = {
        "here": "moves",
        "arrival": found,
        "expected": words.moment(found.expected_at, tz=tz, now=desk.now),
        "candidates": custody.list_candidates(arrival=found),
        "rooms": free_rooms(desk.establishment.id),
        "came": [(c.value, c.label) for c in CAME],
        "may_reset": desk.actor.may(SignIn.RESET_PIN),
        "needs_reason": isinstance(error, custody.KeptApartError)
        and desk.actor.may(Permission.PLACE_AGAINST),
        "kept": request.POST if error else {},
        "kept_born": kept_day(request, "born")
        if error
        else {"day": found.born_on.day, "month": found.born_on.month, "year": found.born_on.year}
        if found.born_on
        else None,
        "error": error.message if error else "",
    }
    return render_desk(
        request, "staff/custody/arrival.jinja", desk, context, status=error.status if error else 200
    )


def _receive(request: HttpRequest, desk: Desk, found: ExpectedArrival) -> int:
    room = find_room(desk.establishment.id, request.POST.get("room", ""))
    if room is None:
        raise UnreadableFieldError(_("Choose a room."))
    known = number(request.POST.get("known"))
    if known is not None:
        if known not in {c.client_id for c in custody.list_candidates(arrival=found)}:
            raise UnreadableFieldError(
                _("Choose one of the people shown, or say that nobody of them is meant.")
            )
        came = request.POST.get("came", "")
        stay = custody.receive_known(
            actor=desk.actor,
            arrival_id=found.id,
            client_id=known,
            room_id=room.id,
            came_as=CameAs(came) if came in CameAs.values else CameAs.NEW,
            at=desk.now,
            against_reason=words_of(request, "against_reason", 1000),
        )
    else:
        if "known" not in request.POST and custody.list_candidates(arrival=found):
            raise UnreadableFieldError(_("Say whether this is one of the people shown, or nobody of them."))
        born, new_number = day_of(request, "born"), words_of(request, "number", 20).upper()
        if born is None or not new_number:
            raise UnreadableFieldError(_("A new person needs a number and a birth date."))
        stay = custody.receive_new(
            actor=desk.actor,
            arrival_id=found.id,
            number=new_number,
            born_on=born,
            room_id=room.id,
            at=desk.now,
            against_reason=words_of(request, "against_reason", 1000),
        )
    pin = words_of(request, "pin", 8)
    if pin and desk.actor.may(SignIn.RESET_PIN):
        give_client_pin(actor=desk.actor, client_id=stay.client_id, pin=pin, at=desk.now)
    return stay.client_id


@require_POST
def cancel(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Note that the person does not come."""
    desk = desk_of(request)
    admit(desk.actor, Permission.RECEIVE)
    if custody.find_expected(arrival_id=arrival_id) is None:
        raise Http404
    custody.cancel_arrival(actor=desk.actor, arrival_id=arrival_id, at=desk.now)
    return HttpResponseRedirect(reverse("staff:moves") + "?done=cancelled")
