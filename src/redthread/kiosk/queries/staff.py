"""What staff pack and maintain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from redthread.custody import public as custody
from redthread.kiosk.enums import OrderStatus
from redthread.kiosk.models import Article, ArticleChange, ArticlePrice, Order, OrderLine, name_in
from redthread.people import public as people


@dataclass(frozen=True, slots=True)
class PackingLine:
    """One article of an order: ``ordered`` of it, ``packed`` nothing while not looked at."""

    article_id: int
    code: str
    name: str
    unit: str
    ordered: int
    packed: int | None
    short_reason: str
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class PackingOrder:
    """One order to pack, with where it goes; ``total`` in minor units."""

    request_id: UUID
    reference: str
    client_id: int
    client_name: str
    client_number: str
    room: str
    placed_at: datetime
    total: int
    currency: str
    lines: tuple[PackingLine, ...]


@dataclass(frozen=True, slots=True)
class PackingList:
    """What one unit ordered: order by order in the order of the rooms, and article by article to fetch."""

    unit_id: int | None
    unit: str
    orders: tuple[PackingOrder, ...]
    to_fetch: tuple[tuple[str, str, int], ...]
    """(name, unit of measure, how many) over all orders, in the order of the shelves."""


def list_packing(*, establishment_id: int, unit_id: int | None = None) -> list[PackingList]:
    """Return the packing lists of an establishment's open orders, one a unit, for screen and paper."""
    orders = Order.objects.filter(
        assortment__establishment_id=establishment_id, status=OrderStatus.RESERVED
    ).select_related("assortment", "unit", "request")
    if unit_id is not None:
        orders = orders.filter(unit_id=unit_id)
    found = list(orders.prefetch_related("lines__article").order_by("placed_at"))
    ids = [order.client_id for order in found]
    clients, places = people.clients_by_id(ids=ids), custody.places_by_client(client_ids=ids)
    by_unit: dict[int | None, list[Order]] = {}
    for order in found:
        by_unit.setdefault(order.unit_id, []).append(order)
    lists = [_packing_list(unit_orders, clients, places) for unit_orders in by_unit.values()]
    return sorted(lists, key=lambda packing: packing.unit)


def list_articles(*, assortment_id: int) -> list[Article]:
    """Return all articles of a kiosk, also those not listed, in the order of the shelves."""
    return list(Article.objects.filter(assortment_id=assortment_id).order_by("sort", "id"))


def list_prices(*, article_id: int) -> list[ArticlePrice]:
    """Return what an article cost and will cost, newest first."""
    return list(ArticlePrice.objects.filter(article_id=article_id).order_by("-valid_from"))


def prices_now(*, assortment_id: int, at: datetime) -> dict[int, int]:
    """Return what every article of a kiosk costs at an instant, in minor units, by article."""
    prices = ArticlePrice.objects.filter(article__assortment_id=assortment_id, valid_from__lte=at)
    newest = prices.order_by("article_id", "-valid_from").distinct("article_id")
    return dict(newest.values_list("article_id", "price"))


def list_changes(*, article_id: int) -> list[ArticleChange]:
    """Return who changed an article and how, newest first."""
    return list(ArticleChange.objects.filter(article_id=article_id).order_by("-at", "-id"))


def _packing_list(
    orders: Sequence[Order], clients: dict[int, people.Client], places: dict[int, custody.Place]
) -> PackingList:
    language = get_language() or "en"
    to_fetch: dict[int, int] = {}
    articles: dict[int, OrderLine] = {}
    packed = []
    for order in orders:
        lines = sorted(order.lines.all(), key=lambda line: (line.article.sort, line.id))
        for line in lines:
            articles.setdefault(line.article_id, line)
            to_fetch[line.article_id] = to_fetch.get(line.article_id, 0) + line.arriving
        client, place = clients.get(order.client_id), places.get(order.client_id)
        packed.append(
            PackingOrder(
                request_id=order.pk,
                reference=order.request.reference,
                client_id=order.client_id,
                client_name=client.short_name if client else "",
                client_number=client.number if client else "",
                room=place.room if place else "",
                placed_at=order.placed_at,
                total=order.total,
                currency=order.assortment.currency,
                lines=tuple(_packing_line(line, language) for line in lines),
            )
        )
    fetched = sorted(articles.values(), key=lambda line: (line.article.sort, line.article_id))
    unit = orders[0].unit
    return PackingList(
        unit_id=orders[0].unit_id,
        unit=unit.name if unit else "",
        orders=tuple(sorted(packed, key=lambda order: (order.room, order.placed_at))),
        to_fetch=tuple(
            (line.article.name_in(language), line.article.unit_in(language), to_fetch[line.article_id])
            for line in fetched
            if to_fetch[line.article_id]
        ),
    )


def _packing_line(line: OrderLine, language: str) -> PackingLine:
    return PackingLine(
        article_id=line.article_id,
        code=line.article.code,
        name=name_in(line.names, language),
        unit=line.article.unit_in(language),
        ordered=line.quantity,
        packed=line.delivered,
        short_reason=line.short_reason,
        is_stopped=line.article.stopped_at is not None,
    )
