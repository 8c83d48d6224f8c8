"""A client's plan at the staff door: the service's side of the table."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors import plan_bring, plan_pages, plan_paper, plan_write
from redthread.doors.plan_pages import Seat, id_of, number_of, seen_of, text_of
from redthread.doors.staff.desk import admit, desk_of, render_desk
from redthread.foundation.errors import DomainError
from redthread.foundation.session import focus_on
from redthread.organisations.public import list_organisations
from redthread.people.public import Client, get_client
from redthread.plans import public as plans
from redthread.plans.public import Permission

BASE: Final = "staff/base.jinja"


def _render(request: HttpRequest, template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
    return render_desk(request, template, desk_of(request), context, status=status)


def _seat(request: HttpRequest, client_id: int, permission: str = Permission.READ) -> Seat:
    """Return the seat of somebody who may see the plan.

    Raises:
        Http404: no permission, or nobody within reach.
    """
    desk = desk_of(request)
    admit(desk.actor, permission)
    try:
        client = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    return Seat(desk.actor, client, "staff", BASE, desk.establishment.timezone, desk.now, _render)


def _posted(do: Callable[[HttpRequest, Seat], HttpResponse], permission: str) -> Callable[..., HttpResponse]:
    """Return a view of a form. Whoever lost their reach while writing gets back what they wrote."""

    @require_POST
    def view(request: HttpRequest, person: int) -> HttpResponse:
        admit(desk_of(request).actor, permission)
        route = request.resolver_match.view_name if request.resolver_match else ""
        if not focus_on(person, route=route):
            return plan_pages.kept(request, _render, BASE)
        return do(request, _seat(request, person, permission))

    return view


@require_safe
def plan(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the plan."""
    return plan_pages.show(request, _seat(request, client_id))


@require_safe
def versions(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what changed between two versions."""
    return plan_pages.versions(request, _seat(request, client_id))


@require_safe
def paper(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the plan as it is printed."""
    return plan_paper.paper(request, _seat(request, client_id))


@require_safe
def write(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the form of an action."""
    return plan_write.form(request, _seat(request, client_id, Permission.WRITE))


@require_safe
def bring(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show how a partner's running plan is brought in."""
    return plan_bring.bring(request, _seat(request, client_id, Permission.WRITE))


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what was done inside; give it back to those who go on with it."""
    seat = _seat(request, client_id, Permission.OPEN)
    choices = [(str(o.id), o.name) for o in list_organisations()]
    more: dict[str, Any] = {"organisations": choices, "error": "", "may_return": True}
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        try:
            plans.return_plan(
                actor=seat.actor,
                client_id=client_id,
                at=seat.now,
                organisation_id=int(chosen) if chosen in dict(choices) else None,
            )
        except DomainError as error:
            more["error"] = error.message
        else:
            return seat.back("returned")
    return plan_pages.summary(request, seat, more)


def _word(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take down the client's word for them, or note that they could not answer."""
    try:
        plans.record_client_word(
            actor=seat.actor,
            client_id=seat.client.id,
            word_id=id_of(request, "request_id"),
            number=number_of(request, "number"),
            answer=request.POST.get("answer", ""),
            words=text_of(request, "text"),
            seen=seen_of(request),
            language=seat.client.language if request.POST.get("own_language") == "1" else "",
            at=seat.now,
        )
    except DomainError as error:
        return plan_pages.show(request, seat, error=error)
    return seat.back("word", "word")


_AT: Final = "clients/<int:client_id>/plan"
_POST: Final = "clients/<int:person>/plan"
plan_urls: list[URLPattern] = [
    path(_AT, plan, name="plan"),
    path(f"{_AT}/versions", versions, name="plan-versions"),
    path(f"{_AT}/paper", paper, name="plan-paper"),
    path(f"{_AT}/write", write, name="plan-write"),
    path(f"{_AT}/bring", bring, name="plan-bring"),
    path(f"{_AT}/return", give_back, name="plan-return"),
    path(f"{_POST}/save", _posted(plan_write.save, Permission.WRITE), name="plan-save"),
    path(f"{_POST}/take", _posted(plan_bring.take, Permission.WRITE), name="plan-take"),
    path(f"{_POST}/goal", _posted(plan_pages.goal, Permission.WRITE), name="plan-goal"),
    path(f"{_POST}/remark", _posted(plan_pages.remark, Permission.READ), name="plan-remark"),
    path(f"{_POST}/answer", _posted(plan_pages.answer, Permission.WRITE), name="plan-answer"),
    path(f"{_POST}/word", _posted(_word, Permission.WRITE), name="plan-word"),
    path(f"{_POST}/sign", _posted(plan_pages.sign, Permission.OPEN), name="plan-sign"),
]
