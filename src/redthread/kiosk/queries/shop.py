"""The shop as one client sees it now: what there is, what it costs, how much of it, and why not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from redthread.forms import public as forms
from redthread.foundation.actor import Actor
from redthread.foundation.kept import Kept
from redthread.kiosk import rules
from redthread.kiosk.models import Article, ArticlePrice, Assortment, Order, OrderLine
from redthread.kiosk.rules import ArticleOffer, Limits, Week
from redthread.kiosk.sentences import say_moment, say_obstacle
from redthread.money import public as money
from redthread.people import public as people

UNKNOWN_BALANCE = 2**62
"""Stands for a balance that the person ordering for somebody may not see; the ledger then decides."""


@dataclass(frozen=True, slots=True)
class ShopArticle:
    """One article on the shelf: texts in the reader's language, money in minor units.

    ``most`` is how many can be ordered now with an empty basket; ``why_not`` says why that is none.
    """

    id: int
    code: str
    name: str
    unit: str
    price: int
    price_text: str
    allergens: tuple[str, ...]
    most: int
    why_not: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its articles."""

    code: str
    title: str
    pictogram: str
    articles: tuple[ShopArticle, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """What a client can buy now, in minor units; ``left_to_spend`` is the lesser of balance and limit."""

    currency: str
    balance: int
    weekly_limit: int | None
    spent: int
    left_to_spend: int
    left_text: str
    is_open: bool
    opens_at: datetime
    closes_at: datetime | None
    closed_text: str
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class OrderTimes:
    """When a kiosk takes orders: ``closes_at`` is nothing where it never closes."""

    is_open: bool
    opens_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counter:
    """What an order is checked against: the assortment, its offers and one client's limits at one instant."""

    assortment: Assortment
    articles: Mapping[int, Article]
    offers: Mapping[int, ArticleOffer]
    limits: Limits
    week: Week
    opens_at: datetime

    def say(self, obstacle: rules.Obstacle) -> str:
        """Return the sentence for an obstacle in the current language."""
        return say_obstacle(
            obstacle,
            names={a.id: a.names for a in self.articles.values()},
            stop_reasons={a.id: a.stop_reason for a in self.articles.values()},
            currency=self.assortment.currency,
            opens_at=self.opens_at,
            timezone=self.assortment.zone,
        )


_ASSORTMENT = Kept(
    lambda establishment_id: Assortment.objects.filter(establishment_id=establishment_id),
    establishment_id=int,
)
_TIMES = Kept(
    lambda establishment_id: Assortment.objects.defer("categories", "allergens").filter(
        establishment_id=establishment_id
    ),
    establishment_id=int,
)


def find_assortment(*, establishment_id: int) -> Assortment | None:
    """Return the kiosk of an establishment, if it has one."""
    found = _ASSORTMENT(establishment_id=establishment_id)
    return found[0] if found else None


def find_order_times(*, establishment_id: int, at: datetime) -> OrderTimes | None:
    """Return when the kiosk of an establishment takes orders next; None without one."""
    found = _TIMES(establishment_id=establishment_id)
    if not found:
        return None
    (assortment,) = found
    window, zone = assortment.window, assortment.zone
    opens_at = rules.next_opening(at, window=window, timezone=zone)
    return OrderTimes(
        is_open=rules.is_open(at, window=window, timezone=zone),
        opens_at=opens_at,
        closes_at=rules.next_closing(opens_at, window=window, timezone=zone),
    )


def get_counter(
    *,
    actor: Actor,
    assortment: Assortment,
    client_id: int,
    at: datetime,
    only: Collection[str] | None = None,
    lock: bool = False,
) -> Counter:
    """Return what an order of a client is checked against at an instant.

    ``only`` leaves out all articles but these codes. With ``lock`` it waits until
    the other tablet that is ordering for the same person is done.
    """
    week = rules.week_of(at, timezone=assortment.zone, first_weekday=assortment.first_weekday)
    use = _week_use(client_id, week, lock=lock)
    articles = _listed_articles(assortment, at, only)
    by_code = {article.code: article.id for article in articles.values()}
    asks_age = any(article.age_limit is not None for article in articles.values())
    balance = money.find_spendable(client_id=client_id)
    # Who has no account yet has nothing; staff who see none may just not be allowed to.
    nothing = 0 if actor.client_id == client_id else UNKNOWN_BALANCE
    return Counter(
        assortment=assortment,
        articles=articles,
        offers={a.id: _offer(a) for a in articles.values()},
        limits=Limits(
            balance=nothing if balance is None else balance,
            weekly_limit=assortment.weekly_limit,
            spent=sum(spent for _quantity, spent in use.values()),
            bought={by_code[code]: quantity for code, (quantity, _spent) in use.items() if code in by_code},
            age=_age(client_id, at, assortment) if asks_age else None,
            is_open=rules.is_open(at, window=assortment.window, timezone=assortment.zone),
        ),
        week=week,
        opens_at=rules.next_opening(at, window=assortment.window, timezone=assortment.zone),
    )


def get_shop(*, actor: Actor, client_id: int, establishment_id: int, at: datetime) -> Shop | None:
    """Return the shop as a client sees it; None where the establishment has no kiosk."""
    assortment = find_assortment(establishment_id=establishment_id)
    if assortment is None:
        return None
    counter = get_counter(actor=actor, assortment=assortment, client_id=client_id, at=at)
    limits, language = counter.limits, get_language() or "en"
    balance = 0 if limits.balance == UNKNOWN_BALANCE else limits.balance
    closes_at = rules.next_closing(counter.opens_at, window=assortment.window, timezone=assortment.zone)
    return Shop(
        currency=assortment.currency,
        balance=balance,
        weekly_limit=limits.weekly_limit,
        spent=limits.spent,
        left_to_spend=limits.left_to_spend,
        left_text=money.say_amount(limits.left_to_spend, assortment.currency),
        is_open=limits.is_open,
        opens_at=counter.opens_at,
        closes_at=closes_at,
        closed_text="" if limits.is_open else say_moment(counter.opens_at, assortment.zone),
        shelves=tuple(_shelves(counter, language)),
    )


def list_options(*, establishment_id: int, at: datetime) -> list[forms.Option]:
    """Return what is for sale as options of a form, priced: the value set ``kiosk`` of the order form."""
    assortment = find_assortment(establishment_id=establishment_id)
    if assortment is None:
        return []
    language = get_language() or "en"
    pictograms = {c["code"]: c["pictogram"] for c in assortment.categories}
    return [
        forms.Option(
            code=article.code,
            text=forms.Text(article.names),
            help=forms.Text({language: _priced(article, assortment.currency)}),
            pictogram=pictograms.get(article.category, ""),
            # The week's limit is checked with the order, where the sentence can say how much is left of it.
            max_value=rules.MAX_QUANTITY,
        )
        for article in _listed_articles(assortment, at).values()
    ]


def get_order(*, request_id: UUID) -> Order | None:
    """Return the order of a request with its lines and their articles; None where there is none."""
    orders = Order.objects.select_related("assortment")
    return orders.prefetch_related("lines__article").filter(request_id=request_id).first()


def list_lines(*, order: Order) -> list[OrderLine]:
    """Return the lines of an order in the order of the shelves."""
    return sorted(order.lines.all(), key=lambda line: (line.article.sort, line.id))


def _week_use(client_id: int, week: Week, *, lock: bool) -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select * from kiosk.week_use(%s, %s, %s)", [client_id, week.first_on, lock])
        return {code: (int(quantity), int(spent)) for code, quantity, spent in cursor.fetchall()}


def _age(client_id: int, at: datetime, assortment: Assortment) -> int:
    born_on = people.get_client(client_id=client_id).born_on
    return rules.age_on(born_on, at.astimezone(assortment.zone).date())


def _listed_articles(
    assortment: Assortment, at: datetime, only: Collection[str] | None = None
) -> dict[int, Article]:
    """Return the articles with a price at an instant (``price_now``), in the order of the shelves."""
    prices = ArticlePrice.objects.filter(article=OuterRef("pk"), valid_from__lte=at).order_by("-valid_from")
    articles = Article.objects.filter(assortment=assortment, is_listed=True)
    if only is not None:
        articles = articles.filter(code__in=only)
    priced = articles.annotate(price_now=Subquery(prices.values("price")[:1])).filter(price_now__isnull=False)
    return {article.id: article for article in priced.order_by("sort", "id")}


def _priced(article: Article, currency: str) -> str:
    """Return unit and price in the current language (``500 g, 45 kr``)."""
    price: int = article.price_now  # type: ignore[attr-defined]  # annotated by _listed_articles
    unit = article.unit_in(get_language() or "en")
    return ", ".join(filter(None, (unit, money.say_amount(price, currency))))


def _offer(article: Article) -> ArticleOffer:
    return ArticleOffer(
        article_id=article.id,
        price=article.price_now,  # type: ignore[attr-defined]  # annotated by _listed_articles
        weekly_limit=article.weekly_limit,
        age_limit=article.age_limit,
        is_stopped=article.stopped_at is not None,
    )


def _shelves(counter: Counter, language: str) -> list[Shelf]:
    on_shelf: dict[str, list[ShopArticle]] = {}
    for article in counter.articles.values():
        on_shelf.setdefault(article.category, []).append(_shop_article(article, counter, language))
    known = {c["code"]: c for c in counter.assortment.categories}
    shelves = []
    for code in sorted(on_shelf, key=lambda c: list(known).index(c) if c in known else len(known)):
        category = known.get(code, {"titles": {}, "pictogram": ""})
        title = category["titles"].get(language) or category["titles"].get("en") or code
        shelves.append(Shelf(code, title, category["pictogram"], tuple(on_shelf[code])))
    return shelves


def _shop_article(article: Article, counter: Counter, language: str) -> ShopArticle:
    offer, currency = counter.offers[article.id], counter.assortment.currency
    most = rules.most_of(offer, limits=counter.limits)
    why_not = ""
    if most == 0:
        found = rules.find_obstacles({article.id: 1}, offers=counter.offers, limits=counter.limits)
        why_not = counter.say(found[0])
    allergens = counter.assortment.allergens
    return ShopArticle(
        id=article.id,
        code=article.code,
        name=article.name_in(language),
        unit=article.unit_in(language),
        price=offer.price,
        price_text=money.say_amount(offer.price, currency),
        allergens=tuple(allergens.get(a, {}).get(language) or a for a in article.allergens),
        most=most,
        why_not=why_not,
    )
