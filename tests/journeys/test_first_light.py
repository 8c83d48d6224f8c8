"""A request travels from a cell to an answer and back, and everybody sees only what is theirs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import ask, decide, fill_in, open_request
from tests.support.browser import TABLET, enrol_tablet, sign_in_client
from tests.support.checks import Watch, check, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey

FOOD = "الطعام بارد دائما عندما يصل إلى قسمنا."
PAIN = "رأسي يؤلمني منذ ثلاثة أيام ولا أستطيع النوم."
YES = "Du får träffa mig i morgon."
NO = "Köket värmer maten 11.30, och vi kan inte ändra det."


def test_a_request_travels_to_an_answer_and_back(
    browser: Browser, service: Service, staff_page: Callable[[str], Page]
) -> None:
    context = browser.new_context(viewport=TABLET)
    watch = Watch(context)
    service.end_open_requests("Amir Rahmani")
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    _signs_in_in_arabic(page, service)
    order = _orders(page, service)
    nurse = ask(page, service.base, "nurse", {"about": "pain", "how_bad": "6", "text": PAIN})
    check(page)
    management = ask(page, service.base, "management", {"about": "food", "text": FOOD})
    check(page)
    picture(page, "client-request")
    _the_officer_answers(staff_page("officer"), service, nurse=nurse)
    _answered(staff_page("manager"), service, management, "declined", NO)
    _answered(staff_page("nurse"), service, nurse, "approved", YES)
    _answered(staff_page("kiosk"), service, order, "approved", "Varorna kommer på onsdag.")
    _sees_the_answers(page, service, nurse=nurse, management=management, order=order)
    watch.calm()
    context.close()


def _signs_in_in_arabic(page: Page, service: Service) -> None:
    page.goto(f"{service.base}/my/")
    check(page)
    picture(page, "client-sign-in")
    sign_in_client(page, service.base, service.numbers["Amir Rahmani"])
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    check(page)
    picture(page, "client-home-arabic")


def _orders(page: Page, service: Service) -> str:
    page.goto(f"{service.base}/my/kiosk")
    check(page)
    page.locator('[name="order:water"]').fill("2")
    picture(page, "client-kiosk")
    order = fill_in(page, {"order:water": "2"})
    check(page)
    return order


def _the_officer_answers(page: Page, service: Service, *, nurse: str) -> None:
    """An officer finds everything of the unit but what was asked of the nurse."""
    for address in (
        "requests?department=all",
        "requests?department=all&text=Rahmani",
        "search?q=Rahmani",
        "",
    ):
        page.goto(f"{service.base}/staff/{address}")
        check(page)
        assert nurse not in page.content()
        assert PAIN not in page.content()
    answer = page.goto(f"{service.base}/staff/requests/{nurse}")
    assert answer is not None
    assert answer.status == 404
    assert PAIN not in page.content()


def _answered(page: Page, service: Service, request_id: str, decision: str, grounds: str) -> None:
    watch = Watch(page.context)
    page.goto(f"{service.base}/staff/requests?department=all")
    check(page)
    assert request_id in page.content()
    open_request(page, service.base, request_id)
    check(page)
    picture(page, "staff-request" if decision == "declined" else "staff-nurse")
    decide(page, decision, grounds=grounds, next_step="Du behöver inte göra något.")
    check(page)
    watch.calm()


def _sees_the_answers(page: Page, service: Service, *, nurse: str, management: str, order: str) -> None:
    page.goto(f"{service.base}/my/")
    picture(page, "client-home-news")
    page.goto(f"{service.base}/my/requests/{nurse}")
    expect(page.locator("main")).to_contain_text(YES)
    check(page)
    page.locator("button[name=satisfied][value=yes]").click()
    page.wait_for_load_state()
    check(page)
    page.goto(f"{service.base}/my/requests/{order}")
    check(page)
    page.goto(f"{service.base}/my/requests/{management}")
    expect(page.locator("main")).to_contain_text(NO)
    page.locator("button[name=satisfied][value=no]").click()
    page.wait_for_load_state()
    page.locator("a[href$='/appeal']").click()
    check(page)
    page.locator("main textarea").fill("الطعام ما زال باردا.")
    page.locator("main form button.ds-button").last.click()
    page.wait_for_url("**?sent")
    check(page)
    picture(page, "client-appeal")
    page.goto(f"{service.base}/my/readers")
    expect(page.locator("main")).to_contain_text("ممرضة أو ممرض")  # the nurse, in the reader's language
    expect(page.locator("main")).not_to_contain_text("Sjuksköterska")
    check(page)
    picture(page, "client-readers")
    page.goto(f"{service.base}/my/readers/thread")
    check(page)
