"""The client's door on an old tablet behind a thin wire."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession

from tests.journeys.steps import CLIENT_PAGES
from tests.support.browser import TABLET, enrol_tablet, sign_in_client
from tests.support.service import Service

pytestmark = pytest.mark.journey

LIMIT = 58_000
"""Bytes over the wire of a page that a tablet opens for the first time, with everything on it."""
FURTHER = 15_000
USABLE_SECONDS = 5.0
MEGABIT = 1_000_000 / 8
WAIT_MS = 100
SLOWER = 6


@pytest.fixture
def old_tablet(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """An enrolled tablet."""
    context = browser.new_context(viewport=TABLET)
    enrol_tablet(context, service.base, service.new_code())
    yield context
    context.close()


def weigh(devtools: CDPSession, *, cache: bool = False) -> list[int]:
    """Collect the bytes of everything loaded from now on."""
    sizes: list[int] = []
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": not cache})
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    return sizes


@pytest.mark.parametrize("name", ["Daniel Kovač", "Amir Rahmani"])
def test_every_page_is_light_when_it_is_the_first(
    old_tablet: BrowserContext, service: Service, name: str, record_property: Callable[[str, object], None]
) -> None:
    """Nothing is kept from page to page: each is loaded with everything, as by a tablet just taken out."""
    service.end_open_requests(name)
    page = old_tablet.new_page()
    sign_in_client(page, service.base, service.numbers[name])
    page.goto(f"{service.base}/my/requests")
    one = page.locator("main .list a").first.get_attribute("href")
    assert one is not None
    weights = {}
    for path in ("", *CLIENT_PAGES, one.removeprefix("/my/")):
        page.goto("about:blank")
        devtools = old_tablet.new_cdp_session(page)
        sizes = weigh(devtools)
        page.goto(f"{service.base}/my/{path}", wait_until="networkidle")
        weights[path] = sum(sizes)
        devtools.detach()
    record_property(f"heaviest page of {name}, bytes", max(weights.values()))
    heavy = {path: f"{weight:,}" for path, weight in weights.items() if weight > LIMIT}
    assert not heavy


def test_signing_in_is_light(browser: Browser, service: Service) -> None:
    """The very first page of all, with the names of all languages in their own scripts."""
    context = browser.new_context(viewport=TABLET)
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    sizes = weigh(context.new_cdp_session(page))
    page.goto(f"{service.base}/my/sign-in", wait_until="networkidle")
    context.close()
    assert sum(sizes) <= LIMIT, f"{sum(sizes):,} bytes in {len(sizes)} answers"


@pytest.mark.parametrize("path", ["kiosk", "ask/nurse", "account"])
def test_a_further_page_weighs_little_more_than_its_words(
    old_tablet: BrowserContext, service: Service, path: str
) -> None:
    """What pages share is loaded once; pages themselves are never kept."""
    page = old_tablet.new_page()
    sign_in_client(page, service.base, service.numbers["Amir Rahmani"])
    sizes = weigh(old_tablet.new_cdp_session(page), cache=True)
    page.goto(f"{service.base}/my/{path}", wait_until="networkidle")
    assert sum(sizes) <= FURTHER, f"{sum(sizes):,} bytes in {len(sizes)} answers"


def test_home_is_usable_on_an_old_tablet(
    old_tablet: BrowserContext, service: Service, record_property: Callable[[str, object], None]
) -> None:
    page = old_tablet.new_page()
    sign_in_client(page, service.base, service.numbers["Amir Rahmani"])
    page.goto("about:blank")
    devtools = old_tablet.new_cdp_session(page)
    weigh(devtools)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": WAIT_MS, "downloadThroughput": MEGABIT, "uploadThroughput": MEGABIT},
    )
    began = time.monotonic()
    page.goto(f"{service.base}/my/", wait_until="load")
    page.locator(".tiles a").first.click(trial=True)
    took = time.monotonic() - began
    record_property("home usable, seconds at 6× CPU and 1 Mbit/s", round(took, 2))
    assert took <= USABLE_SECONDS
