"""A person's plan at the partner door: the municipality's side of the table, in what it was granted."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from redthread.doors import plan_bring, plan_pages, plan_paper, plan_write
from redthread.doors.acting import actor_of
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.doors.plan_pages import Seat
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.session import focus_on
from redthread.people.public import Client, get_client
from redthread.plans import public as plans

BASE: Final = "partner/base.jinja"


def _render(request: HttpRequest, template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
    return partner_page(request, template, dict(context), status=status)


def _seat(request: HttpRequest, client_id: int) -> Seat:
    """Return the seat of a partner who was granted a part of this person's plan.

    Raises:
        Http404: nobody they were granted, or nothing of the plan.
    """
    actor = actor_of(request)
    try:
        client = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    rights = plans.rights_of(actor=actor, client_id=client_id)
    if not rights.reads:
        raise Http404
    tz = zone_of(member_of(actor).organisation.pack)
    return Seat(actor, client, "partner", BASE, tz, clock.now(), _render)


def _told(request: HttpRequest, seat: Seat, answer: HttpResponse) -> HttpResponse:
    """Write down, for the person to read, that something was told to this organisation."""
    rights = plans.rights_of(actor=seat.actor, client_id=seat.client.id)
    classes = reduce(or_, (plans.CLASS_OF[area] for area in rights.reads), C(0)) | C.IDENTITY
    told(request, [seat.client.id], classes, "partner:plan")
    return answer


def _shown(show: Callable[[HttpRequest, Seat], HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view of a page; each answer is a disclosure."""

    @require_safe
    def view(request: HttpRequest, client_id: int) -> HttpResponse:
        seat = _seat(request, client_id)
        return _told(request, seat, show(request, seat))

    return view


def _posted(do: Callable[[HttpRequest, Seat], HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view of a form. Whose grant ended while they wrote gets back what they wrote."""

    @require_POST
    def view(request: HttpRequest, person: int) -> HttpResponse:
        route = request.resolver_match.view_name if request.resolver_match else ""
        if not focus_on(person, route=route):
            return plan_pages.kept(request, _render, BASE)
        try:
            seat = _seat(request, person)
        except Http404:
            return plan_pages.kept(request, _render, BASE)
        answer = do(request, seat)
        return answer if answer.status_code == 302 else _told(request, seat, answer)  # noqa: PLR2004

    return view


def _summary(request: HttpRequest, seat: Seat) -> HttpResponse:
    return plan_pages.summary(request, seat, {"organisations": [], "error": "", "may_return": False})


_AT: Final = "people/<int:client_id>/plan"
_POST: Final = "people/<int:person>/plan"
plan_urls: list[URLPattern] = [
    path(_AT, _shown(plan_pages.show), name="plan"),
    path(f"{_AT}/versions", _shown(plan_pages.versions), name="plan-versions"),
    path(f"{_AT}/paper", _shown(plan_paper.paper), name="plan-paper"),
    path(f"{_AT}/write", _shown(plan_write.form), name="plan-write"),
    path(f"{_AT}/bring", _shown(plan_bring.bring), name="plan-bring"),
    path(f"{_AT}/return", _shown(_summary), name="plan-return"),
    path(f"{_POST}/save", _posted(plan_write.save), name="plan-save"),
    path(f"{_POST}/take", _posted(plan_bring.take), name="plan-take"),
    path(f"{_POST}/goal", _posted(plan_pages.goal), name="plan-goal"),
    path(f"{_POST}/remark", _posted(plan_pages.remark), name="plan-remark"),
    path(f"{_POST}/answer", _posted(plan_pages.answer), name="plan-answer"),
    path(f"{_POST}/sign", _posted(plan_pages.sign), name="plan-sign"),
]
