"""Forty requests by keyboard: down, open, decline, a text by its number, sent; nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories.requests import MONDAY
from tests.support.browser import DESK, open_browser

pytestmark = pytest.mark.django_db
BASE = "http://desk.test"
STATIC = [
    Path(__file__).parents[3] / "src/redthread/ui/static",
    Path(__file__).parents[3] / "src/redthread/doors/staff/static",
]
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass
class House:
    """Pages made beforehand, and what was sent back."""

    pages: dict[str, str]
    panels: dict[str, str]
    sent: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        asked = route.request
        path = asked.url.removeprefix(BASE).split("?")[0]
        if asked.method == "POST":
            self.sent.append((path, asked.post_data or ""))
            route.fulfill(status=200, content_type="text/html", body="<title>sent</title>")
        elif path.startswith("/static/"):
            file = next((f for s in STATIC if (f := s / path.removeprefix("/static/")).is_file()), None)
            body = file.read_bytes() if file else b""
            route.fulfill(content_type=KINDS.get(Path(path).suffix, "font/woff2"), body=body)
        elif asked.headers.get("x-desk") == "panel":
            route.fulfill(content_type="text/html", body=self.panels[path])
        else:
            route.fulfill(content_type="text/html", body=self.pages.get(path, ""))


@pytest.fixture
def house(desk: Any, cast: Any, seat: Any) -> House:
    """The queue of an officer with two requests, the first of which is Amir's."""
    ids = [desk.ask(cast.amir), desk.ask(cast.jonas, "laundry", at=MONDAY.replace(hour=11))]
    officer = seat(cast.officer)
    queue = officer.get("/staff/requests?department=all").content.decode()
    paths = [f"/staff/requests/{i}" for i in ids]
    panels = {p: officer.get(p, headers={"x-desk": "panel"}).content.decode() for p in paths}
    return House({"/staff/requests": queue}, panels)


@pytest.fixture
def page(house: House) -> Iterator[Page]:
    with open_browser() as browser:
        tab = browser.new_context(viewport=DESK).new_page()
        tab.route("**/*", house.answer)
        tab.goto(f"{BASE}/staff/requests")
        yield tab


def test_an_officer_declines_without_touching_the_mouse(page: Page, house: House) -> None:
    first = page.locator("[data-rows] a[data-open]").first.get_attribute("href")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article.panel")).to_be_visible()
    assert page.url == f"{BASE}{first}"
    expect(page.locator("[data-rows] tr.on")).to_have_count(1)
    page.keyboard.press("d")
    expect(page.locator("details.act[open]")).to_have_count(1)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.locator("details.act[open] input[name=code]:checked")).to_have_count(2)
    page.keyboard.press("a")
    expect(page.locator("details.act[open]")).to_have_count(1)
    page.keyboard.press("d")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_title("sent")
    assert [path for path, _ in house.sent] == [f"{first}/decide"]
    assert house.sent[0][1].count("code=") == 2


def test_what_was_typed_waits_while_another_request_is_looked_at(page: Page) -> None:
    rows = page.locator("[data-rows] a[data-open]")
    rows.nth(0).click()
    page.locator("summary[data-key=d]").click()
    page.locator("#grounds-declined").fill("The kitchen cannot do it.")
    rows.nth(1).click()
    expect(page.locator("#grounds-declined")).to_have_value("")
    rows.nth(0).click()
    expect(page.locator("#grounds-declined")).to_have_value("The kitchen cannot do it.")
    expect(page.locator("#grounds-declined")).to_be_visible()


def test_equal_cases_are_chosen_by_key_and_counted(page: Page) -> None:
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 chosen")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 chosen")


def test_a_form_sent_twice_goes_once(page: Page, house: House) -> None:
    page.locator("[data-rows] a[data-open]").first.click()
    page.locator("summary[data-key=a]").click()
    page.evaluate(
        "const b = document.querySelector('details.act[open] button.ds-button'); b.click(); b.click();"
    )
    expect(page).to_have_title("sent")
    assert len(house.sent) == 1
