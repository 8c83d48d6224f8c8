"""The network goes while somebody types: it is kept, and sent in order when the network is back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import ask
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
