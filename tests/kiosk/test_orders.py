"""Orders: taken with a request, paid for what comes, given back where nothing does."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from redthread.forms import public as forms
from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.kiosk import public as kiosk
from redthread.kiosk.public import OrderStatus
from redthread.money import public as money
from redthread.requests import public as requests
from tests.factories.kiosk import COFFEE, PEN, TEA, WEDNESDAY, Till, filled_order
from tests.factories.money import Acting, balance_of, number_of
from tests.factories.moves import transfer
from tests.factories.requests import MONDAY, words
from tests.factories.world import Cast, Member, World


def lines(order: kiosk.Order) -> dict[str, tuple[int, int, int | None]]:
    return {n.article.code: (n.quantity, n.price, n.delivered) for n in kiosk.list_lines(order=order)}


def told(acting: Acting, client: Member) -> list[str]:
    with acting(client):
        entries = thread.list_entries(client_id=number_of(client), kinds=("kiosk.", "money."))
    return [entry.kind for entry in reversed(entries)]


def test_an_order_puts_money_aside_at_the_prices_of_the_day(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)

    order = till.see(cast.amir, till.order(cast.amir, {COFFEE: 1, TEA: 2}))

    assert lines(order) == {COFFEE: (1, 69_90, None), TEA: (2, 22_90, None)}
    assert (order.status, order.total) == (OrderStatus.RESERVED, 115_70)
    assert balance_of(acting, cast.amir) == 84_30
    assert told(acting, cast.amir) == ["money.deposited", "money.reserved", "kiosk.order_placed"]


def test_a_yes_pays_for_everything(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 2})
    till.approve(request)

    order = till.see(cast.amir, request)

    assert (order.status, order.paid) == (OrderStatus.DELIVERED, 139_80)
    assert lines(order) == {COFFEE: (2, 69_90, 2)}
    assert balance_of(acting, cast.amir) == 60_20
    assert told(acting, cast.amir)[-2:] == ["money.captured", "kiosk.order_delivered"]


def test_what_does_not_come_is_not_paid(till: Till, cast: Cast, acting: Acting) -> None:
    """Short lines are packed before the yes, or said with it."""
    till.give(cast.amir, 300_00)
    request = till.order(cast.amir, {COFFEE: 2, TEA: 3, PEN: 1})
    till.pack(request, COFFEE, 1, "sold_out")
    till.approve(request, short=[{"code": TEA, "delivered": 0, "reason": "damaged"}])

    order = till.see(cast.amir, request)

    assert (order.status, order.paid) == (OrderStatus.PARTLY_DELIVERED, 69_90 + 9_90)
    assert lines(order) == {COFFEE: (2, 69_90, 1), TEA: (3, 22_90, 0), PEN: (1, 9_90, 1)}
    assert {n.article.code: n.short_reason for n in order.lines.all()} == {
        COFFEE: "sold_out",
        TEA: "damaged",
        PEN: "",
    }
    assert balance_of(acting, cast.amir) == 300_00 - 79_80


@pytest.mark.parametrize("end", ["decline", "return", "withdraw"])
def test_without_a_yes_all_the_money_comes_back(till: Till, cast: Cast, acting: Acting, end: str) -> None:
    till.give(cast.amir, 100_00)
    request = till.order(cast.amir, {COFFEE: 1})
    if end == "withdraw":
        with acting(cast.amir) as actor:
            requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
    elif end == "decline":
        till.decline(request)
    else:
        with acting(cast.kiosk_clerk) as actor:
            reason = requests.ReturnReason.INCOMPLETE
            step = words(next_step="Say which coffee you want.")
            requests.return_request(actor=actor, request_id=request, reason=reason, words=step, at=MONDAY)

    order = till.see(cast.amir, request)

    assert (order.status, order.paid) == (OrderStatus.CLOSED, 0)
    assert balance_of(acting, cast.amir) == 100_00
    assert told(acting, cast.amir)[-2:] == ["money.released", "kiosk.order_closed"]


def test_a_move_gives_the_money_back_and_the_order_is_asked_again_in_one_tap(
    till: Till, cast: Cast, acting: Acting, world: World
) -> None:
    """Whoever moves a client sees neither orders nor money."""
    till.give(cast.amir, 100_00)
    request = till.order(cast.amir, {COFFEE: 1})
    with acting(cast.manager):
        assert kiosk.get_order(request_id=request) is None
    with acting(cast.governor) as actor:
        transfer(actor, number_of(cast.amir), world.rooms["A202"], MONDAY + timedelta(hours=1))

    assert till.see(cast.amir, request).status == OrderStatus.CLOSED
    assert balance_of(acting, cast.amir) == 100_00
    with acting(cast.amir) as actor:
        there = kiosk.list_options(establishment_id=world.establishments["kumla"], at=MONDAY)
        again = requests.refile_request(
            actor=actor,
            request_id=request,
            new_id=uuid4(),
            context=forms.FormContext(value_sets={"kiosk": there}),
            at=MONDAY + timedelta(hours=2),
        )
    order = till.see(cast.amir, again.request.id)
    assert (order.assortment.establishment_id, order.total) == (world.establishments["kumla"], 69_90)
    assert balance_of(acting, cast.amir) == 30_10


def test_an_order_sent_twice_is_one_order(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)
    form = uuid4()

    assert till.order(cast.amir, {COFFEE: 1}, form_id=form) == till.order(
        cast.amir, {COFFEE: 1}, form_id=form
    )

    assert balance_of(acting, cast.amir) == 130_10


@pytest.mark.parametrize(
    ("balance", "wanted", "sentence"),
    [
        (60_00, {COFFEE: 1}, "Du har 60\u00a0kr, det här kostar 69,90\u00a0kr."),
        (0, {PEN: 1}, "Du har 0\u00a0kr, det här kostar 9,90\u00a0kr."),
        (900_00, {COFFEE: 3}, "Du kan få 2 till av Bryggkaffe den här veckan, du valde 3."),
        (900_00, {"tshirt": 2, "slippers": 1, COFFEE: 2, TEA: 4, "milk": 2}, "Du kan handla för 500\u00a0kr"),
    ],
)
def test_who_cannot_have_it_is_told_why_and_nothing_is_taken(
    till: Till, cast: Cast, acting: Acting, balance: int, wanted: dict[str, int], sentence: str
) -> None:
    if balance:
        till.give(cast.amir, balance)
    with pytest.raises(kiosk.OrderRefusedError) as refused:
        till.order(cast.amir, wanted)

    with translation.override("sv"):
        assert sentence in str(refused.value.message)
    assert balance_of(acting, cast.amir) == balance
    with acting(cast.amir):
        assert requests.ClientRequest.objects.count() == 0


def test_all_that_stands_in_the_way_is_said_at_once(till: Till, cast: Cast) -> None:
    with pytest.raises(kiosk.OrderRefusedError) as refused:
        till.order(cast.amir, {COFFEE: 3, TEA: 5})
    assert [o.kind.value for o in refused.value.obstacles] == ["article_limit", "article_limit", "balance"]


def test_the_week_remembers_what_was_ordered_and_forgets_it_on_the_next_order_day(
    till: Till, cast: Cast
) -> None:
    """Orders open on Thursdays: what was ordered on Monday counts until Wednesday."""
    till.give(cast.amir, 900_00)
    till.approve(till.order(cast.amir, {COFFEE: 2}))

    with pytest.raises(kiosk.OrderRefusedError, match="had all"):
        till.order(cast.amir, {COFFEE: 1}, at=MONDAY + timedelta(hours=20))

    friday = till.order(cast.amir, {COFFEE: 2}, at=MONDAY + timedelta(days=4))
    assert till.see(cast.amir, friday).total == 139_80


def test_what_came_back_can_be_ordered_again(till: Till, cast: Cast) -> None:
    till.give(cast.amir, 200_00)
    till.decline(till.order(cast.amir, {COFFEE: 2}))
    assert till.see(cast.amir, till.order(cast.amir, {COFFEE: 2})).total == 139_80


def test_a_closed_kiosk_says_when_it_opens(till: Till, cast: Cast) -> None:
    till.give(cast.amir, 200_00)
    with pytest.raises(kiosk.OrderRefusedError) as refused:
        till.order(cast.amir, {COFFEE: 1}, at=WEDNESDAY)
    assert str(refused.value.message) == (
        "The kiosk is closed now. You can order again from Thursday March 5 at 12:00."
    )
    with translation.override("sv"):
        assert till.shop(cast.amir, at=WEDNESDAY).closed_text == "torsdag 5 mars klockan 12:00"


def test_a_new_price_does_not_change_what_was_ordered(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 300_00)
    request = till.order(cast.amir, {COFFEE: 1})
    later = MONDAY + timedelta(minutes=5)
    with acting(cast.kiosk_clerk) as actor:
        article = till.article(COFFEE).id
        kiosk.set_price(actor=actor, article_id=article, price=80_00, valid_from=later, at=MONDAY)
    till.approve(request, at=later)

    assert till.see(cast.amir, request).paid == 69_90
    assert lines(till.see(cast.amir, till.order(cast.amir, {COFFEE: 1}, at=later))) == {
        COFFEE: (1, 80_00, None)
    }


def test_staff_enter_a_paper_order_under_the_same_limits(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 100_00)
    with acting(cast.kiosk_clerk) as actor:
        amir = number_of(cast.amir)
        form = filled_order(till.hall, {COFFEE: 2}, at=MONDAY)
        with pytest.raises(kiosk.OrderRefusedError):
            requests.file_paper_request(actor=actor, client_id=amir, form=form, photos=[], at=MONDAY)
        form = filled_order(till.hall, {COFFEE: 1}, at=MONDAY)
        requests.file_paper_request(actor=actor, client_id=amir, form=form, photos=[], at=MONDAY)
    assert balance_of(acting, cast.amir) == 30_10


@pytest.mark.parametrize(("delivered", "reason"), [(3, ""), (-1, "sold_out"), (1, ""), (1, "ate it")])
def test_what_is_packed_fits_what_was_ordered(till: Till, cast: Cast, delivered: int, reason: str) -> None:
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 2})
    with pytest.raises(kiosk.DeliveryError):
        till.pack(request, COFFEE, delivered, reason)


def test_a_settled_order_is_not_packed_again(till: Till, cast: Cast) -> None:
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 2})
    till.approve(request)
    with pytest.raises(kiosk.OrderSettledError):
        till.pack(request, COFFEE, 1, "sold_out")


def test_a_client_does_not_pack(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 2})
    with acting(cast.amir):
        article = till.article(COFFEE).id
    with acting(cast.amir) as actor, pytest.raises(PermissionDeniedError):
        kiosk.pack_line(actor=actor, request_id=request, article_id=article, delivered=2, at=MONDAY)


def test_the_shop_says_what_i_can_spend_what_it_costs_and_why_not(
    till: Till, cast: Cast, acting: Acting
) -> None:
    till.give(cast.amir, 50_00)
    with acting(cast.kiosk_clerk) as actor:
        kiosk.stop_article(
            actor=actor, article_id=till.article(PEN).id, reason=kiosk.ShortReason.SOLD_OUT, at=MONDAY
        )
    with translation.override("sv"):
        shop = till.shop(cast.amir)

    found = {a.code: a for shelf in shop.shelves for a in shelf.articles}
    assert (shop.left_to_spend, shop.left_text, shop.weekly_limit) == (50_00, "50\u00a0kr", 500_00)
    assert shop.is_open
    assert (found[TEA].most, found[TEA].price_text, found[TEA].why_not) == (2, "22,90\u00a0kr", "")
    assert found[COFFEE].why_not == "Du har 50\u00a0kr, det här kostar 69,90\u00a0kr."
    assert found[PEN].why_not == "Kulspetspenna går inte att köpa nu: slut."
    assert [shelf.title for shelf in shop.shelves][:2] == ["Dryck", "Frukt och grönt"]


def test_a_packing_list_goes_by_room_and_adds_up(till: Till, cast: Cast, acting: Acting) -> None:
    for client, wanted in (
        (cast.jonas, {COFFEE: 1, PEN: 1}),
        (cast.amir, {COFFEE: 2}),
        (cast.leila, {TEA: 1}),
    ):
        till.give(client, 200_00)
        till.order(client, wanted)
    with acting(cast.kiosk_clerk):
        lists = kiosk.list_packing(establishment_id=till.hall)
        one = kiosk.list_packing(establishment_id=till.hall, unit_id=till.world.units["hall-D"])

    assert [(p.unit, [(o.room, o.client_name, o.reference) for o in p.orders]) for p in lists] == [
        ("Avdelning C", [("C201", "A. Rahmani", "2026-2"), ("C202", "J. Lund", "2026-1")]),
        ("Avdelning D", [("D201", "L. Haddad", "2026-3")]),
    ]
    assert [(name, n) for name, _unit, n in lists[0].to_fetch] == [("Ground coffee", 3), ("Pen", 1)]
    assert one == lists[1:]


def test_a_longer_packing_list_takes_no_more_queries(
    till: Till, cast: Cast, acting: Acting, django_assert_num_queries: Any
) -> None:
    for client in (cast.jonas, cast.amir, cast.leila):
        till.give(client, 200_00)
        till.order(client, {COFFEE: 1, TEA: 1})
        with acting(cast.kiosk_clerk), django_assert_num_queries(5):
            kiosk.list_packing(establishment_id=till.hall)


def test_the_shop_takes_the_same_few_queries_however_full(
    till: Till, cast: Cast, acting: Acting, django_assert_num_queries: Any
) -> None:
    till.give(cast.amir, 200_00)
    with acting(cast.amir) as actor, django_assert_num_queries(5):
        kiosk.get_shop(actor=actor, client_id=number_of(cast.amir), establishment_id=till.hall, at=MONDAY)


def test_orders_are_seen_by_their_client_and_the_kiosk(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 200_00)
    request = till.order(cast.amir, {COFFEE: 1})

    def sees(who: Member) -> bool:
        with acting(who):
            return kiosk.get_order(request_id=request) is not None or kiosk.OrderLine.objects.exists()

    assert [sees(w) for w in (cast.amir, cast.kiosk_clerk)] == [True, True]
    others = (cast.jonas, cast.officer, cast.nurse, cast.officer_elsewhere)
    assert [sees(w) for w in others] == [False] * 4


def test_the_books_are_right_in_the_end(till: Till, cast: Cast, acting: Acting) -> None:
    till.give(cast.amir, 500_00)
    for end in (till.approve, till.decline):
        request: UUID = till.order(cast.amir, {COFFEE: 1, TEA: 1})
        till.pack(request, TEA, 0, "sold_out")
        end(request)
    with acting(cast.kiosk_clerk):
        balance = {
            kind: money.get_house_balance(establishment_id=till.hall, kind=kind)
            for kind in (
                money.AccountKind.KIOSK_SALES,
                money.AccountKind.RESERVATIONS,
                money.AccountKind.PAY_IN,
            )
        }
    assert list(balance.values()) == [69_90, 0, -500_00]
    assert balance_of(acting, cast.amir) == 430_10
