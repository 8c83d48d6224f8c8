"""An order by hand is held to what the kiosk's page holds it to: sums, money, weeks and limits."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection, transaction

from redthread.requests import public as requests
from tests.factories.kiosk import COFFEE, Till, load_kiosks
from tests.factories.requests import MONDAY, Desk
from tests.factories.world import Acting, Cast
from tests.security.own import FRESH, copied


@pytest.fixture
def till(desk: Desk) -> Till:
    """The kiosk stands too."""
    load_kiosks(desk.acting, desk.world)
    return Till(desk.acting, desk.world)


@pytest.fixture
def bought(till: Till, cast: Cast) -> tuple[UUID, UUID]:
    """An order of one coffee that was taken back, and a new request that has no order yet."""
    till.give(cast.amir, 100_000)
    old, new = till.order(cast.amir, {COFFEE: 1}), uuid4()
    with till.acting(cast.amir) as actor:
        requests.withdraw_request(actor=actor, request_id=old, at=MONDAY)
        with connection.cursor() as cursor:
            cursor.execute(copied(old, **FRESH | {"id": f"'{new}'"}))
    return old, new


def order(
    bought: tuple[UUID, UUID],
    *,
    week: str = "week_on",
    total: str = "total",
    at: str = "placed_at",
    n: int = 1,
) -> tuple[str, str]:
    """Return the statements that order ``n`` of the coffee once more, and its line."""
    old, new = bought
    placed = (
        "insert into kiosk_order (request_id, client_id, assortment_id, unit_id, info_class, week_on, "
        f"status, total, placed_at) select '{new}', client_id, assortment_id, unit_id, info_class, {week}, "
        f"'reserved', {total}, {at} from kiosk_order where request_id = '{old}'"
    )
    line = (
        "insert into kiosk_orderline (order_id, client_id, info_class, article_id, names, price, quantity, "
        f"short_reason) select '{new}', client_id, info_class, article_id, names, price, {n}, '' "
        f"from kiosk_orderline where order_id = '{old}'"
    )
    return placed, line


def put_aside(bought: tuple[UUID, UUID], amount: str) -> str:
    """Return the statement that puts the money of the new order aside."""
    return (
        "select money.post_transfer(gen_random_uuid(), o.client_id, s.establishment_id, 'reserve', "
        f"{amount}, 0, '{bought[1]}', '', '2026-03-02') from kiosk_order o "
        f"join kiosk_assortment s on s.id = o.assortment_id where o.request_id = '{bought[0]}'"
    )


def test_an_order_by_hand_is_an_order(bought: tuple[UUID, UUID], cast: Cast, acting: Acting) -> None:
    """With its money put aside it stands: the refusals below are about what they say."""
    with acting(cast.amir), connection.cursor() as cursor:
        for statement in (put_aside(bought, "total"), *order(bought)):
            cursor.execute(statement)
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    "lie",
    [
        {},
        {"total": "0"},
        {"week": "week_on + 7"},
        {"at": "placed_at + interval '7 days'", "week": "week_on + 7"},
    ],
    ids=str,
)
def test_an_order_adds_up_however_it_comes(
    bought: tuple[UUID, UUID], cast: Cast, refuses: Callable[..., None], lie: dict[str, Any]
) -> None:
    """Without money put aside there is no order, nor in another week."""
    refuses(cast.amir, order(bought, **lie)[0])


def test_a_week_has_its_limits_however_an_order_comes(
    bought: tuple[UUID, UUID], cast: Cast, acting: Acting
) -> None:
    """Two coffees a week: the third is refused by the database, paid or not."""
    with (
        acting(cast.amir),
        connection.cursor() as cursor,
        pytest.raises(Error, match="a week has its limits"),
        transaction.atomic(),
    ):
        for statement in (put_aside(bought, "total * 3"), *order(bought, total="total * 3", n=3)):
            cursor.execute(statement)
        cursor.execute("set constraints all immediate")


def test_a_client_settles_and_closes_no_order(till: Till, cast: Cast, refuses: Callable[..., None]) -> None:
    """An order is closed with its request; its lines and its unit stay."""
    till.give(cast.amir, 100_000)
    bought = till.order(cast.amir, {COFFEE: 1})
    for step in ("status = 'closed', paid = 0, settled_at = now()", "unit_id = null"):
        refuses(cast.amir, f"update kiosk_order set {step} where request_id = %s", bought)
    refuses(
        cast.amir,
        "insert into kiosk_orderline (order_id, client_id, info_class, article_id, names, price, "
        "quantity, short_reason) "
        "select order_id, client_id, info_class, a.id, a.names, kiosk.price_at(a.id, '2026-03-02 "
        "09:00+00'), 1, '' "
        "from kiosk_orderline l join kiosk_article b on b.id = l.article_id "
        "join kiosk_article a on a.assortment_id = b.assortment_id and a.code = 'tea' where l.order_id = %s",
        bought,
    )
