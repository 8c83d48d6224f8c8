"""Two people decide the same request at once: one decision stands, and what the other typed is not lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import ask, open_request
from tests.support.checks import check
from tests.support.service import Service

pytestmark = pytest.mark.journey

NO = "Every cell on the landing has the same bed, and there is no other one."


def test_the_second_decision_is_told_and_kept(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], service: Service
) -> None:
    service.end_open_requests("Jonas Lundgren")
    client = client_page("Jonas Lundgren")
    request = ask(
        client, service.base, "management", {"about": "other", "text": "Jag vill ha en annan säng."}
    )
    manager, governor = staff_page("manager"), staff_page("governor")
    for page, decision, words in ((manager, "approved", "Du får en ny säng."), (governor, "declined", NO)):
        open_request(page, service.base, request)
        act = page.locator("details.act").filter(has=page.locator(f"input[name=decision][value={decision}]"))
        act.locator("summary").first.click()
        act.locator("textarea[name=grounds]").fill(words)
        act.locator("textarea[name=next_step]").fill("Personalen säger till.")
    with manager.expect_navigation():
        manager.keyboard.press("Control+Enter")
    with governor.expect_navigation():
        governor.keyboard.press("Control+Enter")
    expect(governor.locator("[role=alert]").first).to_be_visible()
    assert NO in governor.content()
    check(governor)
    client.goto(f"{service.base}/my/requests/{request}")
    expect(client.locator("main")).to_contain_text("Du får en ny säng.")
    assert NO not in client.content()
    governor.go_back()
    governor.reload()
    assert governor.locator("details.act input[name=decision]").count() == 0
