"""What staff maintain: articles, prices, limits and the stop-list, each change with its history."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation.actor import PermissionDeniedError
from redthread.kiosk import public as kiosk
from redthread.kiosk.public import ArticleChangeKind, ArticleFacts
from tests.factories.kiosk import COFFEE, Till, kiosk_pack
from tests.factories.money import Acting
from tests.factories.requests import MONDAY
from tests.factories.world import Cast

GUM = ArticleFacts(names={"sv": "Tuggummi", "en": "Chewing gum"}, units={"en": "1 pack"}, category="snacks")


def test_an_assortment_is_loaded_once_and_what_staff_changed_stays(
    till: Till, cast: Cast, acting: Acting
) -> None:
    with acting(cast.kiosk_clerk) as actor:
        kiosk.change_article(actor=actor, article_id=till.article(COFFEE).id, facts=GUM, at=MONDAY)
        again = kiosk.load_assortment(
            actor=actor, establishment_id=till.hall, kiosk=kiosk_pack().kiosk, currency="SEK", at=MONDAY
        )
        articles = kiosk.list_articles(assortment_id=again.pk)

    assert len(articles) == len(kiosk_pack().kiosk.articles)
    assert {a.name_in("sv") for a in articles if a.code == COFFEE} == {"Tuggummi"}


def test_an_article_keeps_who_changed_what(till: Till, cast: Cast, acting: Acting) -> None:
    with acting(cast.kiosk_clerk) as actor:
        more: dict[str, Any] = {"actor": actor}
        assortment = kiosk.find_assortment(establishment_id=till.hall)
        assert assortment is not None
        article = kiosk.add_article(
            **more, assortment_id=assortment.pk, code="gum", facts=GUM, price=15_00, at=MONDAY
        ).pk
        more["article_id"] = article
        at = [MONDAY + timedelta(minutes=n) for n in range(6)]
        facts = ArticleFacts(names=GUM.names, units=GUM.units, category="snacks", weekly_limit=3)
        kiosk.change_article(**more, facts=facts, at=at[1])
        kiosk.change_article(**more, facts=facts, at=at[2])
        kiosk.set_price(**more, price=17_00, valid_from=at[5], at=at[2])
        kiosk.stop_article(**more, reason=kiosk.ShortReason.RECALLED, at=at[3])
        kiosk.resume_article(**more, at=at[4])
        changes = kiosk.list_changes(article_id=article)
        prices = kiosk.list_prices(article_id=article)

    assert [(c.kind, c.before, c.after) for c in reversed(changes)][1:] == [
        (ArticleChangeKind.CHANGED, {"weekly_limit": None}, {"weekly_limit": 3}),
        (ArticleChangeKind.PRICED, {"price": 15_00}, {"price": 17_00, "valid_from": at[5].isoformat()}),
        (ArticleChangeKind.STOPPED, {"stop_reason": ""}, {"stop_reason": "recalled"}),
        (ArticleChangeKind.RESUMED, {"stop_reason": "recalled"}, {}),
    ]
    assert {c.by_name for c in changes} == {"Olle Strand"}
    assert [p.price for p in prices] == [17_00, 15_00]


def test_a_price_that_comes_later_holds_from_then(till: Till, cast: Cast, acting: Acting) -> None:
    friday = MONDAY + timedelta(days=4)
    with acting(cast.kiosk_clerk) as actor:
        article = till.article(COFFEE).id
        kiosk.set_price(actor=actor, article_id=article, price=50_00, valid_from=friday, at=MONDAY)

    def price(at: datetime) -> int:
        shop = till.shop(cast.amir, at=at)
        return next(a.price for shelf in shop.shelves for a in shelf.articles if a.code == COFFEE)

    assert [price(at) for at in (friday - timedelta(seconds=1), friday)] == [69_90, 50_00]


@pytest.mark.parametrize(("price", "minutes"), [(-1, 1), (100_000_001, 1), (10_00, -1), (10_00, 0)])
def test_a_price_that_cannot_be_is_refused(
    till: Till, cast: Cast, acting: Acting, price: int, minutes: int
) -> None:
    """Below nothing, beyond all sense, in the past, or at an instant that has a price already."""
    start = MONDAY + timedelta(minutes=minutes)
    with acting(cast.kiosk_clerk) as actor, pytest.raises(kiosk.ArticleError):
        kiosk.set_price(
            actor=actor, article_id=till.article(COFFEE).id, price=price, valid_from=start, at=MONDAY
        )


@pytest.mark.parametrize(
    ("facts", "code", "price"),
    [
        (ArticleFacts(names={}, units={}, category="snacks"), "gum", 1),
        (ArticleFacts(names={"sv": " "}, units={}, category="snacks"), "gum", 1),
        (ArticleFacts(names={"sv": "x"}, units={}, category="snacks", weekly_limit=-1), "gum", 1),
        (GUM, COFFEE, 1),
        (GUM, "gum", -1),
    ],
)
def test_an_article_that_cannot_be_is_refused(
    till: Till, cast: Cast, acting: Acting, facts: ArticleFacts, code: str, price: int
) -> None:
    with acting(cast.kiosk_clerk) as actor:
        assortment = kiosk.find_assortment(establishment_id=till.hall)
        assert assortment is not None
        with pytest.raises(kiosk.ArticleError):
            kiosk.add_article(
                actor=actor, assortment_id=assortment.pk, code=code, facts=facts, price=price, at=MONDAY
            )


def test_limits_and_hours_can_be_changed(till: Till, cast: Cast, acting: Acting) -> None:
    with acting(cast.kiosk_clerk) as actor:
        assortment = kiosk.find_assortment(establishment_id=till.hall)
        assert assortment is not None
        window = kiosk.OrderWindow(0, time(8), 0, time(9))
        kiosk.change_assortment(
            actor=actor, assortment_id=assortment.pk, weekly_limit=None, window=window, at=MONDAY
        )
        with pytest.raises(kiosk.ArticleError):
            kiosk.change_assortment(
                actor=actor, assortment_id=assortment.pk, weekly_limit=-1, window=window, at=MONDAY
            )
    till.give(cast.amir, 900_00)

    shop = till.shop(cast.amir, at=datetime(2026, 3, 2, 7, 59, tzinfo=UTC))

    assert (shop.is_open, shop.left_to_spend, shop.weekly_limit) == (True, 900_00, None)
    assert not till.shop(cast.amir, at=datetime(2026, 3, 2, 8, tzinfo=UTC)).is_open


def test_only_the_kiosk_changes_the_kiosk(till: Till, cast: Cast, acting: Acting) -> None:
    for who in (cast.amir, cast.officer, cast.nurse):
        with acting(who) as actor:
            article = till.article(COFFEE).id
            with pytest.raises(PermissionDeniedError):
                kiosk.stop_article(
                    actor=actor, article_id=article, reason=kiosk.ShortReason.SOLD_OUT, at=MONDAY
                )
            with pytest.raises(PermissionDeniedError):
                kiosk.set_price(actor=actor, article_id=article, price=1, valid_from=MONDAY, at=MONDAY)


CHEAP_LINE = """
insert into kiosk_orderline
    (order_id, client_id, info_class, article_id, names, price, quantity, short_reason)
select o.request_id, o.client_id, o.info_class, a.id, '{}', 1, 1, ''
from kiosk_order o join kiosk_article a on a.assortment_id = o.assortment_id and a.code = 'tea'"""
CHEAP_PRICE = """
insert into kiosk_articleprice (article_id, price, valid_from) select id, 1, now() from kiosk_article"""


@pytest.mark.parametrize(
    "statement",
    [
        "update kiosk_orderline set price = 1",
        "update kiosk_orderline set quantity = 9",
        "update kiosk_orderline set delivered = 0, short_reason = 'sold_out'",
        "update kiosk_order set total = 1",
        "update kiosk_order set status = 'delivered', paid = 1, settled_at = now()",
        CHEAP_LINE,
        CHEAP_PRICE,
        "delete from kiosk_orderline",
        "delete from kiosk_order",
    ],
)
def test_a_client_cannot_rewrite_an_order(till: Till, cast: Cast, acting: Acting, statement: str) -> None:
    """Whatever statement is smuggled into the client's own session."""
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 1})

    def smuggle() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    with acting(cast.amir), pytest.raises(DatabaseError):
        smuggle()
    order = till.see(cast.amir, request)
    assert [(n.price, n.quantity, n.delivered) for n in order.lines.all()] == [(69_90, 1, None)]


def test_staff_cannot_rewrite_a_settled_order(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)
    till.approve(till.order(cast.amir, {COFFEE: 1}))

    def smuggle(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    with acting(cast.kiosk_clerk):
        for statement in ("update kiosk_orderline set delivered = 0", "update kiosk_order set paid = 0"):
            with pytest.raises(DatabaseError, match="settled"):
                smuggle(statement)
