"""My way in a real browser: the thread stands whole in every look, and the office reads deadlines out."""

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import DESK, PHONE, TABLET, enrol_tablet, sign_in_client, sign_in_staff
from tests.support.checks import check
from tests.support.service import Service

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("name", ["Daniel Kovač", "Amir Rahmani"])
def test_the_thread_stands_whole_on_tablet_and_phone(browser: Browser, service: Service, name: str) -> None:
    context = browser.new_context(viewport=TABLET)
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    sign_in_client(page, service.base, service.numbers[name])
    page.locator('.tiles a[href="/my/course"]').click()
    expect(page.locator(".way-line [aria-current=step] h3")).to_have_count(1)
    check(page)
    folds = page.locator("details.way-fold summary")
    for n in range(folds.count()):
        folds.nth(n).press("Enter")
    check(page)
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.dataset.textSize = '3'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Each knot lies on its piece of the thread: in the middle of its line, within the column of the picture.
    for line in page.locator(".way-line li").all():
        knot, strand = line.locator(".knot").bounding_box(), line.locator(".strand").bounding_box()
        assert knot
        assert strand
        assert abs((knot["y"] + knot["height"] / 2) - (strand["y"] + strand["height"] / 2)) < 2
        assert strand["x"] - 10 <= knot["x"]
        assert knot["x"] + knot["width"] <= strand["x"] + strand["width"] + 10
    context.close()


def test_the_office_reads_a_deadline_out_while_it_is_typed(browser: Browser, service: Service) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in_staff(page, service.base, "administrator", at=time.time())
    page.goto(f"{service.base}/staff/office/guides/serving")
    page.locator("form[action*='/begin'] button, a[href*='/draft']").first.click()
    check(page)
    page.locator(".guide-list li a").first.click()
    field, said = page.locator("input[name=deadline]"), page.locator(".guide-read")
    field.fill("every:14d")
    expect(said.locator("[data-words]")).to_contain_text("14")
    field.fill("every:14q")
    expect(said.locator("[data-place] mark")).to_have_text("q")
    field.fill("limit:30d/7d")
    expect(said.locator("[data-warning]")).to_be_visible()
    check(page)
    page.goto(f"{service.base}/staff/office/guides/serving/draft")
    page.locator("form[action*='/discard'] button").click()
    page.locator("button[name=step]").click()
    context.close()
