"""The kiosk in the office: articles, prices and the stop-list, each change read first and remembered."""

import re
from collections.abc import Callable

from redthread.kiosk.public import Article
from tests.doors.admin.conftest import Clerk
from tests.factories.world import AsOwner, Cast, Member

KIOSK = "/staff/office/kiosk"


def _first(clerk: Clerk) -> str:
    found = re.search(r'href="(/staff/office/kiosk/\d+)"', clerk.see(KIOSK))
    assert found
    return found[1]


def test_a_price_is_read_before_it_holds(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Typed with a comma, shown as money, kept in the history."""
    clerk = office(cast.kiosk_clerk)
    page = _first(clerk)
    clerk.send(f"{page}/price", {"price": "17,50", "from": ""}, of=page, status=200)
    assert "17.50\u00a0kr" in clerk.page
    assert "Orders already placed keep the price" in clerk.page
    clerk.send(f"{page}/price", clerk.form() | {"step": "save"}, of=page)
    assert re.search(r"<b>17\.50\u00a0kr</b>", clerk.page)


def test_a_price_that_cannot_be_is_refused(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Words, less than nothing, fractions of an öre, infinity, the past."""
    clerk = office(cast.kiosk_clerk)
    page = _first(clerk)
    for price in ("much", "-1", "1.005", "inf", "", "9" * 30):
        clerk.send(f"{page}/price", {"price": price, "from": ""}, of=page, status=422)
    past = {"price": "10", "from": "2020-01-01", "step": "save"}
    clerk.send(f"{page}/price", past, of=page, status=422)


def test_an_article_is_stopped_and_sold_again(
    office: Callable[[Member], Clerk], cast: Cast, as_owner: AsOwner
) -> None:
    """With the reason that clients read."""
    clerk = office(cast.kiosk_clerk)
    page = _first(clerk)
    clerk.send(f"{page}/stop", {"reason": "recalled"}, of=page)
    assert "Recalled by the maker" in clerk.page
    clerk.send(f"{page}/stop", {}, of=page)
    with as_owner():
        assert Article.objects.get(id=page.rsplit("/", 1)[1]).stopped_at is None


def test_a_new_article_goes_on_the_shelf(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Once: the same code again is refused."""
    clerk = office(cast.kiosk_clerk)
    category = re.search(
        r'<select class="input" id="f-category"[^>]*><option value="([^"]+)"', clerk.see(KIOSK)
    )
    assert category
    new = {
        "code": "dates-500",
        "category": category[1],
        "price": "29.90",
        "names-en": "Dates",
        "units-en": "500 g",
    }
    clerk.send(f"{KIOSK}/add", new, of=KIOSK)
    assert "Dates" in clerk.page
    clerk.send(f"{KIOSK}/add", new, of=KIOSK, status=422)
    clerk.send(f"{KIOSK}/add", new | {"code": "../x"}, of=KIOSK, status=422)


def test_limit_and_hours_are_read_before_they_hold(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """What was and what will be stand beside each other."""
    clerk = office(cast.kiosk_clerk)
    clerk.see(KIOSK)
    terms = {
        "weekly_limit": "350",
        "opens_weekday": "0",
        "opens_time": "08:00",
        "closes_weekday": "2",
        "closes_time": "12:00",
    }
    clerk.send(f"{KIOSK}/terms", terms, of=KIOSK, status=200)
    assert "Monday 08:00" in clerk.page
    clerk.send(f"{KIOSK}/terms", clerk.form() | {"step": "save"}, of=KIOSK)
    assert "Saved." in clerk.page
    clerk.send(f"{KIOSK}/terms", terms | {"opens_time": "25:00"}, of=KIOSK, status=422)


def test_an_officer_keeps_no_kiosk(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """Whoever may not is told so."""
    office(cast.officer).see(KIOSK, status=404)
