"""A tablet that runs no script: a request can still be made, followed, and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.steps import ask
from tests.support.browser import TABLET, enrol_tablet, sign_in_client
from tests.support.service import Service

pytestmark = pytest.mark.journey


@pytest.fixture
def plain_tablet(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """An enrolled tablet without JavaScript."""
    context = browser.new_context(viewport=TABLET, java_script_enabled=False)
    enrol_tablet(context, service.base, service.new_code())
    yield context
    context.close()


def test_a_request_can_be_made_without_script(plain_tablet: BrowserContext, service: Service) -> None:
    service.end_open_requests("Jonas Lundgren")
    page = plain_tablet.new_page()
    sign_in_client(page, service.base, service.numbers["Jonas Lundgren"])
    pieces = {"pieces:0:kind": "sheets", "pieces:0:count": "2"}
    request = ask(page, service.base, "laundry", {"what": "linen", "note": "Lakanen är trasiga."} | pieces)
    page.goto(f"{service.base}/my/requests")
    assert page.locator(f"main a[href='/my/requests/{request}']").is_visible()
    page.goto(f"{service.base}/my/requests/{request}")
    assert "Lakanen är trasiga." in page.locator("main").inner_text()
    page.locator("textarea[name=text]").fill("Det är bråttom.")
    with page.expect_navigation():
        page.locator("form[action$='/write'] button").last.click()
    assert "Det är bråttom." in page.locator("main").inner_text()
    page.locator("a[href$='/withdraw']").click()
    with page.expect_navigation():
        page.locator("main form button.ds-button").first.click()
    assert page.url.endswith("?back")
    with page.expect_navigation():
        page.locator("form[data-lock] button").click()
    assert "/my/sign-in" in page.url
