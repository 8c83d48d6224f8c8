"""Orders: placed with a request, packed by staff, paid or given back when the request ends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import F
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.kiosk import events, rules
from redthread.kiosk.enums import OrderStatus, ShortReason
from redthread.kiosk.models import Order, OrderLine
from redthread.kiosk.permissions import Permission
from redthread.kiosk.queries.shop import Counter, find_assortment, get_counter
from redthread.money import public as money


class NoKioskError(DomainError):
    """The establishment sells nothing."""


class OrderRefusedError(DomainError):
    """The order cannot be taken.

    Attributes:
        obstacles: everything in the way, worst first.
        sentences: one for each, in the language at the time.
    """

    def __init__(self, obstacles: Sequence[rules.Obstacle], counter: Counter) -> None:
        self.obstacles, self._counter = tuple(obstacles), counter
        super().__init__(lazy(lambda: " ".join(self.sentences), str)())

    @property
    def sentences(self) -> list[str]:
        """Return what stands in the way, one sentence each, in the current language."""
        return [self._counter.say(obstacle) for obstacle in self.obstacles]


class OrderSettledError(DomainError):
    """The order was delivered or closed before."""


class DeliveryError(DomainError):
    """What is said to come does not fit what was ordered."""

    status = 422


@transaction.atomic
def place_order(
    *,
    actor: Actor,
    request_id: UUID,
    client_id: int,
    establishment_id: int,
    unit_id: int | None,
    info_class: int,
    wanted: Sequence[tuple[str, int]],
    at: datetime,
) -> Order:
    """Take an order of (article code, quantity) at the prices of the day and put the money aside.

    Race-safe: orders for one client wait for each other, and the ledger never goes below zero.

    Raises:
        NoKioskError: nothing is sold there.
        OrderRefusedError: a limit, the balance, the stop-list or the closed window stands in the way.
    """
    assortment = find_assortment(establishment_id=establishment_id)
    if assortment is None:
        raise NoKioskError(_("There is no kiosk here."))
    counter = get_counter(
        actor=actor,
        assortment=assortment,
        client_id=client_id,
        at=at,
        only={code for code, _quantity in wanted},
        lock=True,
    )
    basket = _basket(wanted, counter)
    obstacles = rules.find_obstacles(basket, offers=counter.offers, limits=counter.limits)
    if obstacles:
        raise OrderRefusedError(obstacles, counter)
    order = Order.objects.create(
        request_id=request_id,
        client_id=client_id,
        assortment=assortment,
        unit_id=unit_id,
        info_class=info_class,
        week_on=counter.week.first_on,
        total=rules.order_total(basket, counter.offers),
        placed_at=at,
    )
    _write_lines(order, basket, counter)
    if order.total:
        money.reserve(
            actor=actor,
            order_id=request_id,
            client_id=client_id,
            establishment_id=establishment_id,
            amount=order.total,
            at=at,
        )
    thread.record(actor, _placed(order, basket, counter), at=at)
    return order


def _write_lines(order: Order, basket: Mapping[int, int], counter: Counter) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            client_id=order.client_id,
            info_class=order.info_class,
            article=counter.articles[article_id],
            names=counter.articles[article_id].names,
            price=counter.offers[article_id].price,
            quantity=quantity,
        )
        for article_id, quantity in basket.items()
    )


def _placed(order: Order, basket: Mapping[int, int], counter: Counter) -> events.OrderPlaced:
    currency = counter.assortment.currency
    return events.OrderPlaced(
        client_id=order.client_id,
        info_class=InformationClass(order.info_class),
        order_id=order.request_id,
        total=order.total,
        currency=currency,
        said=money.plain_amount(order.total, currency=currency),
        lines=tuple(f"{counter.articles[a].code} {quantity}" for a, quantity in basket.items()),
    )


@transaction.atomic
def pack_line(
    *, actor: Actor, request_id: UUID, article_id: int, delivered: int, reason: str = "", at: datetime
) -> OrderLine:
    """Say how many of an article come, with a reason where it is fewer than ordered.

    Raises:
        OrderSettledError: the order was delivered or closed.
        DeliveryError: more than ordered, less than none, or fewer without a reason.
    """
    require(actor, Permission.REQUESTS_DECIDE)
    order = _lock_open(request_id)
    line = OrderLine.objects.select_related("article").get(order=order, article_id=article_id)
    _pack(actor, order, line, delivered, reason, at)
    return line


@transaction.atomic
def deliver_order(
    *, actor: Actor, request_id: UUID, short: Mapping[str, tuple[int, str]] | None = None, at: datetime
) -> Order:
    """Settle an order: what comes is paid, the rest of what was put aside goes back.

    Args:
        actor: whoever decides the request.
        request_id: the order's request.
        short: article code → (how many come, why), for lines not yet packed short.
        at: when.

    Raises:
        Order.DoesNotExist: the request has no order.
        OrderSettledError: the order was delivered or closed.
    """
    order = _lock_open(request_id)
    if short:
        for line in order.lines.filter(article__code__in=short):
            delivered, reason = short[line.article.code]
            _pack(actor, order, line, delivered, reason, at)
    settled = rules.settle([rules.DeliveredLine(n.price, n.quantity, n.arriving) for n in order.lines.all()])
    order.lines.filter(delivered=None).update(delivered=F("quantity"))
    order.status = OrderStatus.DELIVERED if settled.is_complete else OrderStatus.PARTLY_DELIVERED
    order.paid, order.settled_at = settled.paid, at
    order.save(update_fields=["status", "paid", "settled_at"])
    _settle_money(actor, order, settled, at)
    done = events.OrderDelivered(
        client_id=order.client_id,
        info_class=InformationClass(order.info_class),
        order_id=order.pk,
        paid=settled.paid,
        returned=settled.returned,
        currency=order.assortment.currency,
        said=money.plain_amount(settled.paid, currency=order.assortment.currency),
    )
    thread.record(actor, done, at=at)
    return order


@transaction.atomic
def close_order(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """End the order of a request that ended without a yes, and give all its money back.

    A fact, not a choice: whoever ends the request (the client, or an officer who moves the client and may not
    see orders at all) sets it in motion. Returns False where there is no order that waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from kiosk.close_order(%s, %s)", [request_id, at])
        row = cursor.fetchone()
    if row is None:
        return False
    client_id, establishment_id, total, currency, info_class = row
    if total:
        money.release_reservation(
            actor=actor,
            transfer_id=uuid5(request_id, "returned"),
            order_id=request_id,
            client_id=client_id,
            establishment_id=establishment_id,
            amount=total,
            at=at,
        )
    closed = events.OrderClosed(
        client_id=client_id,
        info_class=InformationClass(info_class),
        order_id=request_id,
        returned=total,
        currency=currency,
        said=money.plain_amount(total, currency=currency),
    )
    thread.record(actor, closed, at=at)
    return True


def _pack(actor: Actor, order: Order, line: OrderLine, delivered: int, reason: str, at: datetime) -> None:
    if not 0 <= delivered <= line.quantity:
        raise DeliveryError(_("There cannot come more than were ordered."))
    is_short = delivered < line.quantity
    if is_short and reason not in ShortReason.values:
        raise DeliveryError(_("Say why fewer come than were ordered."))
    line.delivered, line.short_reason = delivered, reason if is_short else ""
    line.save(update_fields=["delivered", "short_reason"])
    packed = events.OrderLinePacked(
        client_id=order.client_id,
        info_class=InformationClass(order.info_class),
        order_id=order.pk,
        article=line.article.code,
        ordered=line.quantity,
        delivered=delivered,
        reason=line.short_reason,
    )
    thread.record(actor, packed, at=at)


def _basket(wanted: Sequence[tuple[str, int]], counter: Counter) -> dict[int, int]:
    """Return article id → quantity; a code that is not sold here gets an id that no article has."""
    by_code = {article.code: article.id for article in counter.articles.values()}
    return rules.merge_lines((by_code.get(code, -1), quantity) for code, quantity in wanted)


def _lock_open(request_id: UUID) -> Order:
    with connection.cursor() as cursor:
        cursor.execute("select kiosk.lock_order(%s)", [request_id])
    orders = Order.objects.select_for_update(of=("self",)).select_related("assortment")
    order = orders.get(request_id=request_id)
    if order.status != OrderStatus.RESERVED:
        raise OrderSettledError(_("This order was settled before."))
    return order


def _settle_money(actor: Actor, order: Order, settled: rules.Settlement, at: datetime) -> None:
    """Take what comes and give back the rest; settled again, the same transfers move nothing twice."""
    moves = (
        (money.capture, "paid", settled.paid),
        (money.release_reservation, "returned", settled.returned),
    )
    for move, name, amount in moves:
        if amount:
            move(
                actor=actor,
                transfer_id=uuid5(order.pk, name),
                order_id=order.pk,
                client_id=order.client_id,
                establishment_id=order.assortment.establishment_id,
                amount=amount,
                at=at,
            )
