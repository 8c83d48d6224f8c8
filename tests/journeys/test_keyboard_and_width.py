"""Without a mouse, on a narrow screen, with large letters, from right to left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.steps import CLIENT_PAGES, ask
from tests.support.browser import enrol_tablet, sign_in_client
from tests.support.checks import check, fits
from tests.support.service import Service

pytestmark = pytest.mark.journey

NARROW: ViewportSize = {"width": 320, "height": 640}
DOUBLED: ViewportSize = {"width": 640, "height": 400}
"""What is left of a 1280 × 800 screen at 200 % zoom."""
STAFF_PAGES = [
    "",
    "requests?department=all",
    "search?q=Rahmani",
    "second-readings",
    "devices",
    "keys",
    "sessions",
]


def test_the_queue_is_worked_with_the_keyboard_alone(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], service: Service
) -> None:
    service.end_open_requests("Daniel Kovač")
    client = client_page("Daniel Kovač")
    request = ask(client, service.base, "management", {"about": "rules", "text": "May I keep a plant?"})
    page = staff_page("manager")
    page.goto(f"{service.base}/staff/requests?department=all&text=Kova")
    row = page.locator(f"[data-rows] a[href='/staff/requests/{request}']")
    for _down in range(page.locator("[data-rows] a[data-open]").count()):
        page.keyboard.press("j")
        if row.evaluate("link => link.closest('tr').contains(document.activeElement)"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-panel='{request}']")).to_be_visible()
    check(page)
    page.keyboard.press("a")
    act = page.locator("details.act[open]")
    expect(act).to_be_visible()
    _tab_to(page, "textarea[name=grounds]")
    page.keyboard.type("Ja, en liten.")
    _tab_to(page, "textarea[name=next_step]")
    page.keyboard.type("Ställ den i fönstret.")
    with page.expect_navigation(url=re.compile("done=approved")):
        page.keyboard.press("Control+Enter")
    page.keyboard.press("/")
    focused = page.evaluate("document.activeElement.name")
    assert focused == "q"
    client.goto(f"{service.base}/my/requests/{request}")
    expect(client.locator("main")).to_contain_text("Ja, en liten.")


def _tab_to(page: Page, selector: str) -> None:
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    msg = f"{selector} cannot be reached with the Tab key"
    raise AssertionError(msg)


@pytest.mark.parametrize("name", ["Amir Rahmani", "Daniel Kovač"])
def test_the_client_door_fits_narrow_screens(browser: Browser, service: Service, name: str) -> None:
    service.end_open_requests(name)
    context = browser.new_context(viewport=NARROW)
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    page.goto(f"{service.base}/my/sign-in")
    fits(page)
    sign_in_client(page, service.base, service.numbers[name])
    for path in ("", *CLIENT_PAGES):
        answer = page.goto(f"{service.base}/my/{path}")
        assert answer is not None
        assert answer.status == 200, path
        for size in (NARROW, DOUBLED):
            page.set_viewport_size(size)
            fits(page)
    context.close()


def test_the_staff_door_fits_narrow_screens(staff_page: Callable[[str], Page], service: Service) -> None:
    page = staff_page("governor")
    for path in STAFF_PAGES:
        answer = page.goto(f"{service.base}/staff/{path}")
        assert answer is not None
        if answer.status != 200:
            continue  # not of this role
        for size in (NARROW, DOUBLED):
            page.set_viewport_size(size)
            fits(page)


def test_arabic_words_stay_inside_their_boxes(client_page: Callable[[str], Page], service: Service) -> None:
    """No text is cut off or runs over what is beside it, at the largest letters too."""
    page = client_page("Amir Rahmani")
    for path in ("", *CLIENT_PAGES):
        page.goto(f"{service.base}/my/{path}")
        page.evaluate("document.documentElement.dataset.textSize = '4'")
        cut = page.evaluate(
            """() => [...document.querySelectorAll('main *, header *')].filter(e => {
              const style = getComputedStyle(e);
              if (!e.clientWidth || e.closest('.sr-only, svg') || style.overflowX === 'auto') return false;
              return e.scrollWidth > e.clientWidth + 2 && style.overflowX !== 'visible'
                && !['TEXTAREA', 'INPUT', 'SELECT'].includes(e.tagName);
            }).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)"""
        )
        assert not cut, f"{path}: {cut}"
        fits(page)
