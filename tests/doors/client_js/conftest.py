"""A real Chromium, and a tablet in it that tests hand from one person to the next."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from redthread.project import requirements
from tests.doors.client_js.door import Door, serve

expect.set_options(timeout=10_000)  # the machine may be busy
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

READ_STORE = """() => new Promise((done) => {
  const opening = indexedDB.open("rt-keep");
  opening.onsuccess = () => {
    const db = opening.result;
    if (!db.objectStoreNames.length) { db.close(); done([]); return; }
    const all = db.transaction("items").objectStore("items").getAll();
    all.onsuccess = () => {
      db.close();
      done(all.result.map((row) => ({id: row.id, owner: row.owner, at: row.at, names: Object.keys(row).sort(),
        bytes: Array.from(new Uint8Array(row.data))})));
    };
  };
})"""


@dataclass
class Tablet:
    """One device: its browser profile outlives the people who sign in."""

    page: Page
    context: BrowserContext
    door: Door
    errors: list[str]
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def stop_clock(self) -> None:
        """Let the time of day stand still in the pages opened from now on; what waits goes on waiting."""
        self.page.clock.set_fixed_time(self.began)

    def pass_time(self, seconds: int) -> None:
        """Move the clock that stands still: a slow machine loses none of it."""
        self.began += timedelta(seconds=seconds)
        self.page.clock.set_fixed_time(self.began)

    def let_it_tick(self) -> None:
        """Let the page look at its clock now, as it does every second."""
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    def sign_in(self, who: str) -> None:
        """Sign in from the first page."""
        self.page.goto(self.door.base + "/my/sign-in")
        self.page.get_by_role("button", name=who).click()
        self.ready()

    def open(self, path: str) -> None:
        """Open a page and wait until its scripts are at work."""
        self.page.goto(self.door.base + path)
        self.ready()

    def ready(self) -> None:
        """Wait until what is kept has been read."""
        expect(self.page.locator("html")).to_have_attribute("data-keep", "ready")

    def go_offline(self) -> None:
        """Pull the plug."""
        self.context.set_offline(True)
        expect(self.page.locator("[data-offline]")).to_be_visible()

    def go_online(self) -> None:
        """Put it back."""
        self.context.set_offline(False)

    def stored(self) -> list[dict[str, Any]]:
        """Return the rows that lie on the device."""
        rows: list[dict[str, Any]] = self.page.evaluate(READ_STORE)
        return rows

    def wait_for_stored(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many rows lie on the device."""
        for _ in range(60):
            rows = self.stored()
            if len(rows) == count:
                return rows
            self.page.wait_for_timeout(50)
        message = f"{len(self.stored())} rows instead of {count}"
        raise AssertionError(message)

    def everything_in_clear(self) -> str:
        """Return all that a curious person could read from the device's storage."""
        found = {
            "rows": [{**row, "bytes": bytes(row["bytes"]).decode("latin-1")} for row in self.stored()],
            "local": self.page.evaluate(
                "() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]"
            ),
            "caches": self.page.evaluate("() => caches.keys()"),
            "databases": self.page.evaluate("() => indexedDB.databases()"),
        }
        return json.dumps(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = requirements.browser()
    assert path is not None, "no Chromium on this machine; `make test` installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    server = serve(door)
    yield door
    server.shutdown()
    server.server_close()


@pytest.fixture
def tablet(browser: Browser, door: Door) -> Iterator[Tablet]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if "Security Policy" in message.text else None
    )
    yield Tablet(page, context, door, errors)
    context.close()
    assert errors == []
