"""What staff maintain: articles, prices, limits and the stop-list, each change with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate import public as estate
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require_at
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.jurisdiction.pack import Kiosk
from redthread.kiosk import events
from redthread.kiosk.enums import ArticleChangeKind, ShortReason
from redthread.kiosk.models import Article, ArticleChange, ArticlePrice, Assortment
from redthread.kiosk.permissions import Permission
from redthread.kiosk.rules import OrderWindow
from redthread.money import public as money

_NO_CLASS = InformationClass(0)
_MAX_PRICE = 100_000_000


class ArticleError(DomainError):
    """What was said about an article cannot be."""

    status = 422


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What staff say about an article; ``names`` and ``units`` by language, limits a week."""

    names: Mapping[str, str]
    units: Mapping[str, str]
    category: str
    allergens: tuple[str, ...] = ()
    weekly_limit: int | None = None
    age_limit: int | None = None
    sort: int = 0
    is_listed: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the facts as the columns of an article."""
        return {
            "names": dict(self.names),
            "units": dict(self.units),
            "category": self.category,
            "allergens": list(self.allergens),
            "weekly_limit": self.weekly_limit,
            "age_limit": self.age_limit,
            "sort": self.sort,
            "is_listed": self.is_listed,
        }


@transaction.atomic
def load_assortment(
    *, actor: Actor, establishment_id: int, kiosk: Kiosk, currency: str, at: datetime
) -> Assortment:
    """Fill an establishment's kiosk from its pack, open its accounts, and leave what staff changed alone."""
    require_at(actor, Permission.KIOSK_MANAGE, establishment_id=establishment_id)
    establishment = estate.get_establishment(establishment_id=establishment_id)
    money.open_house_accounts(actor=actor, establishment_id=establishment_id, currency=currency, at=at)
    shelves = sorted(kiosk.categories.values(), key=lambda category: category.order)
    assortment, is_new = Assortment.objects.get_or_create(
        establishment_id=establishment_id,
        defaults={
            "currency": currency,
            "timezone": establishment.timezone,
            "weekly_limit": kiosk.weekly_limit,
            "first_weekday": kiosk.window.opens_weekday,
            "opens_weekday": kiosk.window.opens_weekday,
            "opens_time": kiosk.window.opens_time,
            "closes_weekday": kiosk.window.closes_weekday,
            "closes_time": kiosk.window.closes_time,
            "categories": [
                {"code": c.code, "pictogram": c.pictogram, "titles": c.title.as_dict()} for c in shelves
            ],
            "allergens": {code: text.as_dict() for code, text in kiosk.allergens.items()},
        },
    )
    known = set(assortment.articles.values_list("code", flat=True))
    order = {category.code: place for place, category in enumerate(shelves)}
    added = [a for a in kiosk.articles.values() if a.code not in known]
    articles = Article.objects.bulk_create(
        Article(
            assortment=assortment,
            code=a.code,
            **ArticleFacts(
                names=a.name.as_dict(),
                units=a.unit.as_dict(),
                category=a.category,
                allergens=a.allergens,
                weekly_limit=a.weekly_limit,
                age_limit=a.age_limit,
                sort=order.get(a.category, 0) * 1000 + place,
            ).as_json(),
        )
        for place, a in enumerate(added)
    )
    ArticlePrice.objects.bulk_create(
        ArticlePrice(article=article, price=kiosk.articles[article.code].price, valid_from=at)
        for article in articles
    )
    if is_new or added:
        loaded = events.AssortmentLoaded(
            client_id=HOUSE, info_class=_NO_CLASS, establishment_id=establishment_id, articles=len(added)
        )
        thread.record(actor, loaded, at=at)
    return assortment


@transaction.atomic
def change_assortment(
    *, actor: Actor, assortment_id: int, weekly_limit: int | None, window: OrderWindow, at: datetime
) -> Assortment:
    """Change how much a client may spend a week (minor units, None: no limit) and when orders are taken."""
    assortment = _lock_assortment(actor, assortment_id)
    if weekly_limit is not None and not 0 <= weekly_limit <= _MAX_PRICE:
        raise ArticleError(_("The limit must be an amount of money."))
    before = _say_terms(assortment)
    assortment.weekly_limit = weekly_limit
    assortment.first_weekday = window.opens_weekday
    assortment.opens_weekday, assortment.opens_time = window.opens_weekday, window.opens_time
    assortment.closes_weekday, assortment.closes_time = window.closes_weekday, window.closes_time
    assortment.save()
    changed = events.AssortmentChanged(
        client_id=HOUSE,
        info_class=_NO_CLASS,
        establishment_id=assortment.establishment_id,
        before=before,
        after=_say_terms(assortment),
    )
    thread.record(actor, changed, at=at)
    return assortment


@transaction.atomic
def add_article(
    *, actor: Actor, assortment_id: int, code: str, facts: ArticleFacts, price: int, at: datetime
) -> Article:
    """Put a new article on the shelf at a price in minor units.

    Raises:
        ArticleError: the code is taken, a name is missing, or the price is none.
    """
    assortment = _lock_assortment(actor, assortment_id)
    _check(facts, price)
    if assortment.articles.filter(code=code).exists():
        raise ArticleError(_("There is an article with this code already."))
    article = Article.objects.create(assortment=assortment, code=code, **facts.as_json())
    ArticlePrice.objects.create(article=article, price=price, valid_from=at)
    _keep(actor, article, ArticleChangeKind.ADDED, {}, {**facts.as_json(), "price": price}, at)
    return article


@transaction.atomic
def change_article(*, actor: Actor, article_id: int, facts: ArticleFacts, at: datetime) -> Article:
    """Change what is said about an article; orders placed before keep the name they were placed with.

    Raises:
        ArticleError: a name is missing or a limit is none.
    """
    article = _lock_article(actor, article_id)
    _check(facts, 0)
    new = facts.as_json()
    before = {name: getattr(article, name) for name in new if getattr(article, name) != new[name]}
    if before:
        for name in before:
            setattr(article, name, new[name])
        article.save(update_fields=list(before))
        _keep(actor, article, ArticleChangeKind.CHANGED, before, {n: new[n] for n in before}, at)
    return article


@transaction.atomic
def set_price(
    *, actor: Actor, article_id: int, price: int, valid_from: datetime, at: datetime
) -> ArticlePrice:
    """Set what an article costs from an instant on, now or later; what was ordered keeps its price.

    Raises:
        ArticleError: the price is none, lies in the past, or one starts at that very instant.
    """
    article = _lock_article(actor, article_id)
    if not 0 <= price <= _MAX_PRICE:
        raise ArticleError(_("The price must be an amount of money."))
    if valid_from < at:
        raise ArticleError(_("A price cannot change in the past."))
    if article.prices.filter(valid_from=valid_from).exists():
        raise ArticleError(_("Another price starts at that time already."))
    last = article.prices.filter(valid_from__lte=valid_from).order_by("-valid_from").first()
    new = ArticlePrice.objects.create(article=article, price=price, valid_from=valid_from)
    before = {"price": last.price} if last else {}
    _keep(
        actor,
        article,
        ArticleChangeKind.PRICED,
        before,
        {"price": price, "valid_from": valid_from.isoformat()},
        at,
    )
    return new


@transaction.atomic
def stop_article(*, actor: Actor, article_id: int, reason: ShortReason, at: datetime) -> Article:
    """Put an article on the stop-list: clients see it with the reason and cannot order it."""
    article = _lock_article(actor, article_id)
    before = {"stop_reason": article.stop_reason}
    article.stopped_at, article.stop_reason = article.stopped_at or at, ShortReason(reason)
    article.save(update_fields=["stopped_at", "stop_reason"])
    _keep(actor, article, ArticleChangeKind.STOPPED, before, {"stop_reason": str(reason)}, at)
    return article


@transaction.atomic
def resume_article(*, actor: Actor, article_id: int, at: datetime) -> Article:
    """Take an article off the stop-list; nothing happens where it is not on it."""
    article = _lock_article(actor, article_id)
    if article.stopped_at is not None:
        before = {"stop_reason": article.stop_reason}
        article.stopped_at, article.stop_reason = None, ""
        article.save(update_fields=["stopped_at", "stop_reason"])
        _keep(actor, article, ArticleChangeKind.RESUMED, before, {}, at)
    return article


def _lock_assortment(actor: Actor, assortment_id: int) -> Assortment:
    here = Assortment.objects.values_list("establishment_id", flat=True).get(id=assortment_id)
    require_at(actor, Permission.KIOSK_MANAGE, establishment_id=here)
    return Assortment.objects.select_for_update().get(id=assortment_id)


def _lock_article(actor: Actor, article_id: int) -> Article:
    here = Article.objects.values_list("assortment__establishment_id", flat=True).get(id=article_id)
    require_at(actor, Permission.KIOSK_MANAGE, establishment_id=here)
    return Article.objects.select_for_update(of=("self",)).select_related("assortment").get(id=article_id)


def _check(facts: ArticleFacts, price: int) -> None:
    if not any(name.strip() for name in facts.names.values()):
        raise ArticleError(_("The article needs a name."))
    limits = [n for n in (facts.weekly_limit, facts.age_limit) if n is not None]
    if not 0 <= price <= _MAX_PRICE or any(not 0 <= n <= 1000 for n in limits):  # noqa: PLR2004
        raise ArticleError(_("A price or limit is not a number that can be."))


def _keep(
    actor: Actor,
    article: Article,
    kind: ArticleChangeKind,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
) -> None:
    """Write the change to the article's history and to the chain of the house."""
    ArticleChange.objects.create(
        article=article,
        kind=kind,
        before=dict(before),
        after=dict(after),
        at=at,
        by_actor_id=actor.id,
        by_name=actor.name,
    )
    changed = events.ArticleChanged(
        client_id=HOUSE,
        info_class=_NO_CLASS,
        establishment_id=article.assortment.establishment_id,
        article=article.code,
        change=str(kind),
    )
    thread.record(actor, changed, at=at)


def _say_terms(assortment: Assortment) -> str:
    limit = "none" if assortment.weekly_limit is None else str(assortment.weekly_limit)
    window = assortment.window
    return (
        f"limit {limit}; open {window.opens_weekday} {window.opens_time:%H:%M}"
        f" to {window.closes_weekday} {window.closes_time:%H:%M}"
    )
