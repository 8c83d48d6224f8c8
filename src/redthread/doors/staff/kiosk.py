"""Packing: what each unit ordered, to fetch from the shelves and to put into bags, on screen and on paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.session import log_look
from redthread.kiosk import public as kiosk
from redthread.kiosk.public import PackingList, PackingOrder, ShortReason
from redthread.money.public import say_amount
from redthread.requests import public as requests
from redthread.requests.public import RequestStatus, Words
from redthread.ui import words

TYPE = "kiosk"
COMPLETE, PARTLY = "kiosk-packed", "kiosk-part"


@require_safe
def packing(request: HttpRequest) -> HttpResponse:
    """Show the packing lists, one a unit; ``?print=1`` as they go on paper."""
    return _page(request)


def _page(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    desk = desk_of(request)
    _admit(desk.actor)
    unit_id = number(request.GET.get("unit") or request.POST.get("unit"))
    every = kiosk.list_packing(establishment_id=desk.establishment.id)
    shown = [p for p in every if unit_id is None or p.unit_id == unit_id]
    orders = sum(len(p.orders) for p in shown)
    log_look(route="staff:packing", purpose="kiosk", detail=f"{orders} orders")
    assortment = kiosk.find_assortment(establishment_id=desk.establishment.id)
    stopped = kiosk.list_articles(assortment_id=assortment.id) if assortment else []
    tz = desk.establishment.timezone
    context: dict[str, Any] = {
        "here": "packing",
        "every": [(p.unit_id, p.unit or _("Not on a unit"), len(p.orders)) for p in every],
        "unit_id": unit_id,
        "lists": shown,
        "amounts": {o.request_id: say_amount(o.total, o.currency) for p in shown for o in p.orders},
        "placed": {
            o.request_id: words.day_in_words(o.placed_at, tz=tz, now=desk.now)
            for p in shown
            for o in p.orders
        },
        "reasons": [(r.value, r.label) for r in ShortReason],
        "stopped": [
            {"id": a.id, "name": a.name_in(desk.actor.language), "reason": ShortReason(a.stop_reason).label}
            for a in stopped
            if a.stopped_at is not None
        ],
        "may_stop": desk.actor.may(kiosk.Permission.KIOSK_MANAGE),
        "error": error.message if error else "",
        "done": request.GET.get("done", ""),
    }
    template = "staff/kiosk/print.jinja" if request.GET.get("print") == "1" else "staff/kiosk/packing.jinja"
    return render_desk(request, template, desk, context, status=error.status if error else 200)


@require_POST
def short(request: HttpRequest, request_id: UUID, article_id: int) -> HttpResponse:
    """Say that fewer of an article come, and why; with ``stop=1`` nobody can order it any more."""
    desk = desk_of(request)
    _admit(desk.actor)
    delivered, reason = number(request.POST.get("delivered")), request.POST.get("reason", "")
    try:
        kiosk.pack_line(
            actor=desk.actor,
            request_id=request_id,
            article_id=article_id,
            delivered=-1 if delivered is None else delivered,
            reason=reason,
            at=desk.now,
        )
        if request.POST.get("stop") == "1" and reason in ShortReason.values:
            kiosk.stop_article(
                actor=desk.actor, article_id=article_id, reason=ShortReason(reason), at=desk.now
            )
    except (kiosk.Order.DoesNotExist, kiosk.OrderLine.DoesNotExist, kiosk.Article.DoesNotExist):
        raise Http404 from None
    except DomainError as error:
        return _page(request, error)
    return _back(request, f"#o{request_id}")


@require_POST
def resume(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take an article off the stop-list."""
    desk = desk_of(request)
    _admit(desk.actor)
    try:
        kiosk.resume_article(actor=desk.actor, article_id=article_id, at=desk.now)
    except kiosk.Article.DoesNotExist:
        raise Http404 from None
    return _back(request)


@require_POST
def packed(request: HttpRequest) -> HttpResponse:
    """Answer orders as packed: one, or all of a unit. What comes is paid, the rest of the money goes back."""
    desk = desk_of(request)
    _admit(desk.actor)
    unit_id, only = number(request.POST.get("unit")), request.POST.get("order", "")
    lists = kiosk.list_packing(establishment_id=desk.establishment.id, unit_id=unit_id)
    orders = [o for p in lists for o in p.orders if not only or str(o.request_id) == only]
    cases = {o.request_id: _words(desk, p, o) for p in lists for o in p.orders if o in orders}
    if not cases:
        return _back(request)
    outcomes = requests.decide_many(
        actor=desk.actor, decision=RequestStatus.APPROVED, cases=cases, at=desk.now
    )
    problems = [o.problem for o in outcomes if o.problem is not None]
    if problems:
        return _page(request, DomainError(problems[0]))
    return _back(request, done=len(outcomes))


def _words(desk: Desk, packing_list: PackingList, order: PackingOrder) -> Words:
    """Return what the client reads: the maintained texts where the kiosk has them, else a plain sentence."""
    templates = requests.list_templates(
        establishment_id=desk.establishment.id, unit_id=packing_list.unit_id, type_code=TYPE
    )
    is_short = any(n.packed is not None and n.packed < n.ordered for n in order.lines)
    wanted = PARTLY if is_short else COMPLETE
    codes = {t.code for t in templates[RequestStatus.APPROVED]}
    if wanted in codes:
        return Words(language=desk.actor.language, ground_codes=(wanted,))
    said = _("You get it on the delivery day of your unit.")
    return Words(language=desk.actor.language, next_step=said)


def _admit(actor: Actor) -> None:
    """Go on only for those who work in the kiosk: they both maintain it and answer its requests."""
    admit(actor, kiosk.Permission.KIOSK_MANAGE)
    admit(actor, requests.Permission.DECIDE)


def _back(request: HttpRequest, anchor: str = "", *, done: int = 0) -> HttpResponse:
    unit = number(request.POST.get("unit"))
    query = "&".join([f"unit={unit}"] * (unit is not None) + [f"done={done}"] * bool(done))
    return HttpResponseRedirect(reverse("staff:packing") + (f"?{query}" if query else "") + anchor)
