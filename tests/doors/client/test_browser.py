"""The pages in Chromium: they fit, can be hit, can be heard and seen by everybody, and weigh little.

The browser is given what the test client got, without a server: what it sees is what the test arranged.
"""

import gzip
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from redthread.project import requirements
from tests.doors.client.conftest import Person
from tests.factories.requests import MONDAY

SITE = "http://localhost"
HEADERS = 260
"""Bytes of the headers of an answer, as granian and whitenoise send them, rounded up."""
PAGES = [
    "",
    "ask",
    "ask/visit",
    "ask/laundry",
    "kiosk",
    "requests",
    "account",
    "day",
    "readers/thread",
    "data",
    "settings",
]
SMALL_TARGETS = """() => {
  const inside = (link, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (hit === link || link.contains(hit));
  };
  const all = document.querySelectorAll("main :is(a, button, summary, select), .bar :is(a, button)");
  return Array.from(all).filter((e) => {
    e.scrollIntoView({block: "center"});
    const r = e.getBoundingClientRect();
    if (!r.width || e.matches(".sr-only, .sr-only *") || e.closest(".offline-strip")) return false;
    const x = r.x + r.width / 2, y = r.y + r.height / 2;
    return r.height < 47.5 && !(inside(e, x, y - 22) && inside(e, x, y + 22));
  }).map((e) => e.outerHTML.slice(0, 120));
}"""


@dataclass
class Glass:
    """A page of Chromium in front of a person's test client."""

    page: Page
    person: Person
    sizes: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)

    def open(self, path: str, *, width: int = 1280, height: int = 800) -> Page:
        """Open a page of the door at a size."""
        self.page.set_viewport_size({"width": width, "height": height})
        # Made here: inside the browser's callback there is another context, without the test's transaction.
        for address in (f"/my/{path}", "/my/alive"):
            self.made[address] = self.person.browser.get(address)
        answer = self.page.goto(f"{SITE}/my/{path}")
        assert answer is not None
        assert answer.status == 200, path
        self.page.locator("html[data-keep]").wait_for()
        return self.page

    def answer(self, route: Route) -> None:
        """Answer a request of the browser with what was made for it, or with a static file."""
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            found = finders.find(address.path.removeprefix("/static/"))
            assert found, address.path
            body = Path(found).read_bytes()
            kind = mimetypes.guess_type(address.path)[0] or "font/woff2"
            self.sizes[address.path] = HEADERS + (
                len(body) if "font" in kind else len(gzip.compress(body, 9))
            )
            route.fulfill(status=200, body=body, headers={"Content-Type": kind})
            return
        response = self.made[address.path]
        self.sizes[address.path] = HEADERS * 3 + len(gzip.compress(response.content, 6))
        headers = dict(response.headers.items())
        route.fulfill(status=response.status_code, body=response.content, headers=headers)

    def overflow(self) -> int:
        """Return how many pixels stick out at the side."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    path = requirements.browser()
    assert path is not None, "no Chromium on this machine; `make test` installs one"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop waits while a page is made
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def glass_of(chromium: Browser) -> Iterator[Any]:
    """Put a browser in front of somebody's test client."""
    opened = []

    def put(person: Person) -> Glass:
        context = chromium.new_context(reduced_motion="reduce")
        opened.append(context)
        glass = Glass(context.new_page(), person)
        glass.page.on("pageerror", lambda error: glass.errors.append(str(error)))
        glass.page.route("**/*", glass.answer)
        return glass

    yield put
    for context in opened:
        context.close()


@pytest.fixture
def busy(desk, till, cast):
    """Things of every kind: late, answered, waiting, money; return Leila's answered request."""
    for person in (cast.amir, cast.leila):
        till.give(person, 150_000)
        desk.ask(person, at=MONDAY)
        answered = desk.ask(person, "property", at=datetime.now(UTC) - timedelta(hours=2))
        desk.decline(cast.manager, answered, at=datetime.now(UTC))
        desk.ask(person, "nurse", at=datetime.now(UTC))
    return answered


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("busy")
def test_nothing_sticks_out(cast, at_tablet, glass_of, language):
    """From a small phone to a tablet, at 200 % zoom (640 wide), in both directions of reading."""
    glass = glass_of(at_tablet(cast.amir if language == "ar" else cast.leila))
    for path in PAGES:
        page = glass.open(path)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for width in (1280, 640, 375, 320):
            page.set_viewport_size({"width": width, "height": 700})
            assert glass.overflow() == 0, (path, width)
    assert not glass.errors


def test_the_largest_letters_and_high_contrast_fit_too(leila, busy, glass_of):
    """Whoever sees badly sees everything."""
    leila.send("/my/settings", {"text_size": "4"})
    leila.send("/my/settings", {"color_scheme": "contrast"})
    glass = glass_of(leila)
    for path in [*PAGES, f"requests/{busy}"]:
        glass.open(path, width=375, height=700)
        assert glass.overflow() == 0, path


@pytest.mark.usefixtures("busy")
def test_everything_can_be_hit_with_a_thumb(leila, glass_of):
    """48 pixels, or room around."""
    glass = glass_of(leila)
    for path in PAGES:
        page = glass.open(path, width=800, height=1100)
        assert page.evaluate(SMALL_TARGETS) == [], path


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("busy")
def test_axe_finds_nothing(cast, at_tablet, glass_of, language):
    """WCAG 2.2, as far as a machine can tell."""
    glass = glass_of(at_tablet(cast.amir if language == "ar" else cast.leila))
    for path in PAGES:
        page = glass.open(path)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("busy")
def test_a_first_page_weighs_no_more_than_60_kilobytes(cast, at_tablet, glass_of, language):
    """With everything: page, styles, scripts, letters, pictograms, headers."""
    person = at_tablet(cast.amir if language == "ar" else cast.leila)
    for path in ("", "ask", "ask/visit", "requests", "account"):
        glass = glass_of(person)
        glass.open(path).wait_for_load_state("networkidle")
        total = sum(size for name, size in glass.sizes.items() if name != "/my/alive")
        assert total <= 60_000, (path, total, sorted(glass.sizes.items(), key=lambda item: -item[1]))


@pytest.mark.usefixtures("busy")
def test_what_was_typed_is_back_when_the_page_is_opened_again(leila, glass_of):
    """Kept on the tablet, for this person, until it is sent."""
    glass = glass_of(leila)
    page = glass.open("ask/complaint")
    page.locator("html[data-keep=ready]").wait_for()
    page.locator("main input[type=radio]").first.check(force=True)
    page.wait_for_timeout(700)
    glass.open("")
    page.locator("[data-keep-drafts] a").first.wait_for()
    glass.open("ask/complaint")
    page.locator("[data-restored]:not([hidden])").wait_for()
    assert page.locator("main input[type=radio]:checked").count() == 1
