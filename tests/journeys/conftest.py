"""One browser for all journeys of a worker; a fresh context for each story."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import DESK, TABLET, enrol_tablet, open_browser, sign_in_client, sign_in_staff
from tests.support.service import Service

expect.set_options(timeout=15_000)  # the machine may be busy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with open_browser() as found:
        yield found


@pytest.fixture
def tablet(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """A tablet that has just been enrolled."""
    context = browser.new_context(viewport=TABLET)
    enrol_tablet(context, service.base, service.new_code())
    yield context
    context.close()


@pytest.fixture
def client_page(tablet: BrowserContext, service: Service) -> Callable[[str], Page]:
    """Sign somebody in on the tablet by name."""

    def sign_in(name: str) -> Page:
        page = tablet.new_page()
        sign_in_client(page, service.base, service.numbers[name])
        return page

    return sign_in


@pytest.fixture
def staff_page(browser: Browser, service: Service) -> Iterator[Callable[[str], Page]]:
    """Sign a member of staff in, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def sign_in(username: str) -> Page:
        service.forget_tries()  # a code is good once, and stories sign in often
        context = browser.new_context(viewport=DESK)
        contexts.append(context)
        page = context.new_page()
        sign_in_staff(page, service.base, username, at=time.time())
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def partner_page(browser: Browser, service: Service) -> Callable[[str], Page]:
    """Sign somebody of a partner organisation in, in a browser of their own."""

    def sign_in(address: str) -> Page:
        service.forget_tries()
        page = browser.new_context(viewport=DESK).new_page()
        sign_in_staff(page, service.base, address, at=time.time(), door="partner")
        page.goto(f"{service.base}/partner/language")
        page.click("main button[value=en]")
        page.wait_for_load_state("load")
        return page

    return sign_in
