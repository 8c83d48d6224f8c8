"""A tablet goes from hand to hand: what one person did shows to nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import ON
from tests.support.browser import sign_in_client
from tests.support.checks import Watch, check
from tests.support.service import Service

pytestmark = pytest.mark.journey

SECRET = "My brother must not know this."


def draft(page: Page, service: Service) -> None:
    """Type something that is not sent."""
    service.end_open_requests("Daniel Kovač")
    page.goto(f"{service.base}/my/ask/management")
    expect(page.locator("html")).to_have_attribute("data-keep", "ready")
    page.locator("input[name=about][value=food]").check()
    with page.expect_navigation():
        page.locator(ON).click()
    expect(page.locator("html")).to_have_attribute("data-keep", "ready")
    page.locator("textarea[name=text]").fill(SECRET)


def kept_in_clear(page: Page) -> bool:
    """Tell whether anything that the browser stores holds the secret as it was typed."""
    return bool(
        page.evaluate(
            """async (secret) => {
              const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
              for (const info of await indexedDB.databases()) {
                const opening = indexedDB.open(info.name);
                const db = await new Promise(r => { opening.onsuccess = () => r(opening.result); });
                for (const store of db.objectStoreNames) {
                  const asked = db.transaction(store).objectStore(store).getAll();
                  const all = await new Promise(r => { asked.onsuccess = () => r(asked.result); });
                  for (const row of all) for (const value of Object.values(row)) found.push(
                    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
                      ? new TextDecoder().decode(value) : JSON.stringify(value));
                }
                db.close();
              }
              return found.some(text => text && text.includes(secret));
            }""",
            SECRET,
        )
    )


def test_a_locked_tablet_shows_nothing_to_the_next_person(
    client_page: Callable[[str], Page], tablet: BrowserContext, service: Service
) -> None:
    watch = Watch(tablet)
    page = client_page("Daniel Kovač")
    draft(page, service)
    page.locator("form[data-lock] button").click()
    page.wait_for_url("**/my/sign-in")
    check(page)
    assert SECRET not in page.content()
    assert not kept_in_clear(page)

    for _step in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "/my/sign-in" in page.url or page.url == "about:blank"
        assert SECRET not in page.content()
        if page.url == "about:blank":
            break

    sign_in_client(page, service.base, service.numbers["Jonas Lundgren"])
    for path in ("", "ask", "ask/management", "requests"):
        page.goto(f"{service.base}/my/{path}")
        assert SECRET not in page.content()
        assert "Daniel" not in page.locator("body").inner_text()
    assert page.locator("[data-keep-drafts]:visible").count() == 0
    page.locator("form[data-lock] button").click()
    page.wait_for_url("**/my/sign-in")

    sign_in_client(page, service.base, service.numbers["Daniel Kovač"])
    expect(page.locator("[data-keep-drafts]")).to_be_visible()
    check(page)
    page.locator("[data-keep-drafts] a").first.click()
    expect(page.locator("input[name=about][value=food]")).to_be_checked()
    with page.expect_navigation():
        page.locator(ON).click()
    expect(page.locator("textarea[name=text]")).to_have_value(SECRET)
    watch.calm()


def test_a_tablet_left_alone_warns_and_locks_itself(tablet: BrowserContext, service: Service) -> None:
    """The tablet's clock stands still but for what the story moves it: no machine is too slow for it."""
    watch = Watch(tablet)
    page = tablet.new_page()
    began = datetime.now(UTC)
    page.clock.set_fixed_time(began)
    sign_in_client(page, service.base, service.numbers["Daniel Kovač"])
    draft(page, service)
    after = int(page.locator("body").get_attribute("data-lock-after") or 0)
    page.clock.set_fixed_time(began + timedelta(seconds=after - 20))
    expect(page.locator("dialog[data-lock-warning]")).to_be_visible()
    check(page)
    page.locator("[data-stay]").click()
    expect(page.locator("dialog[data-lock-warning]")).to_be_hidden()
    assert page.locator("textarea[name=text]").input_value() == SECRET
    page.clock.set_fixed_time(began + timedelta(seconds=2 * after - 19))
    expect(page.locator("textarea[name=text]")).to_have_count(0)
    page.wait_for_url("**/my/sign-in")
    page.reload()
    assert SECRET not in page.content()
    page.goto(f"{service.base}/my/requests")
    assert "/my/sign-in" in page.url
    watch.calm()
