"""The network goes while somebody types: it is kept, and sent in order when the network is back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import ON, ask
from tests.support.browser import sign_in_client
from tests.support.checks import check
from tests.support.service import Service

pytestmark = pytest.mark.journey

FIRST, SECOND = "The tap in my room drips.", "It drips all night now."


def test_what_is_written_without_network_is_sent_when_it_is_back(
    client_page: Callable[[str], Page], tablet: BrowserContext, service: Service
) -> None:
    service.end_open_requests("Daniel Kovač")
    page = client_page("Daniel Kovač")
    request = ask(page, service.base, "management", {"about": "room", "broken": "broken", "text": FIRST})
    address = f"{service.base}/my/requests/{request}"
    other = tablet.new_page()
    for tab in (page, other):
        tab.goto(address)
        expect(tab.locator("html")).to_have_attribute("data-keep", "ready")
    tablet.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible(timeout=30_000)
    check(page)
    for tab, text in ((page, FIRST), (other, SECOND)):
        tab.bring_to_front()
        tab.locator("form[data-keep] textarea").fill(text)
        tab.locator("form[data-keep] button.ds-button").last.click()
        expect(tab.locator("[data-keep-status]")).to_be_visible()
    other.close()
    page.bring_to_front()
    tablet.set_offline(False)
    page.wait_for_url("**written", timeout=30_000)
    expect(page.locator("[data-keep-status]")).to_be_visible(timeout=15_000)  # the second one went, too
    page.goto(address)
    said = page.locator(".speech.own p").all_inner_texts()
    assert said == [FIRST, SECOND]
    with service.owner() as owner:
        assert owner.execute(
            "select count(*) from requests_requestmessage where request_id = %s", [request]
        ).fetchone() == (2,)


def test_nothing_typed_in_a_form_of_several_pages_is_lost(
    client_page: Callable[[str], Page], tablet: BrowserContext, service: Service
) -> None:
    """The network goes on the first page, comes back, goes on a later one; then the tablet is locked."""
    service.end_open_requests("Daniel Kovač")
    page = client_page("Daniel Kovač")
    page.goto(f"{service.base}/my/ask/management")
    ready(page)
    tablet.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible(timeout=30_000)
    page.locator("input[name=about][value=room]").check()
    page.locator(ON).click()
    expect(page.locator("[data-keep-status]")).to_contain_text("You can go on when the network is back")
    expect(page.locator("input[name=about][value=room]")).to_be_checked()
    tablet.set_offline(False)
    expect(page.locator("[data-keep-status]")).to_contain_text("The network is back", timeout=30_000)
    for _page in range(6):
        with page.expect_navigation():
            page.locator(ON).click()
        ready(page)
        if page.locator("main form.form textarea[name=text]").count():
            break
        page.locator("main form.form .choice input").first.check()
    tablet.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible(timeout=30_000)
    page.locator("textarea[name=text]").fill(FIRST)
    page.locator(ON).click()
    expect(page.locator("[data-keep-status]")).to_contain_text("You can go on when the network is back")
    page.locator("form[data-lock] button").click()  # without network: the cover stays until it is back
    tablet.set_offline(False)
    page.wait_for_url("**/my/sign-in**", timeout=30_000)
    sign_in_client(page, service.base, service.numbers["Daniel Kovač"])
    page.locator("[data-keep-drafts] a").first.click()
    ready(page)
    expect(page.locator("input[name=about][value=room]")).to_be_checked()
    for _page in range(6):
        with page.expect_navigation():
            page.locator(ON).click()
        ready(page)
        if page.locator("main form.form textarea[name=text]").count():
            break
    expect(page.locator("textarea[name=text]")).to_have_value(FIRST)


def ready(page: Page) -> None:
    """Wait until what is kept has been read."""
    expect(page.locator("html")).to_have_attribute("data-keep", "ready", timeout=15_000)
