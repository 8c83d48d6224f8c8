"""The staff's day: each request opened by hand, news, a language, a photo that is kept."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import ask
from tests.support.browser import DESK, TABLET
from tests.support.checks import check, fits
from tests.support.service import Service

pytestmark = pytest.mark.journey
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////"
    "////////////////////////2wBDAf//////////////////////////////////////////////////////////////////"
    "////////////////////wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAA"
    "AAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKgA/9k="
)


def test_the_next_request_is_a_key_away_and_is_read_only_when_it_is_opened(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], service: Service
) -> None:
    service.end_open_requests("Daniel Kovač")
    client = client_page("Daniel Kovač")
    one = ask(client, service.base, "management", {"about": "rules", "text": "May I keep a plant?"})
    page = staff_page("manager")
    page.goto(f"{service.base}/staff/requests?show=new&department=all&type=&unit=")
    page.locator(f"[data-rows] a[href='/staff/requests/{one}']").click()
    expect(page.locator(f"[data-panel='{one}']")).to_be_visible()
    page.keyboard.press("a")
    page.locator("details.act[open] textarea[name=grounds]").fill("Yes.")
    page.locator("details.act[open] textarea[name=next_step]").fill("Put it in the window.")
    with page.expect_navigation(url=re.compile("done=approved")):
        page.keyboard.press("Control+Enter")
    after = page.locator(".after")
    expect(after.get_by_role("status")).to_be_visible()
    expect(page.locator("[data-panel]")).to_have_count(0)
    assert page.evaluate("document.activeElement.hasAttribute('data-first')")
    check(page)
    for size in (DESK, TABLET, {"width": 768, "height": 1024}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        expect(after.locator("a[data-key=n]")).to_be_visible()
        fits(page)
    page.set_viewport_size(DESK)
    with service.owner() as owner:
        opened = "select first_read_at is not null from requests_clientrequest where id = %s"
        next_id = str(after.locator("a[data-key=n]").get_attribute("href")).rsplit("/", 1)[-1]
        assert owner.execute(opened, [next_id]).fetchone() == (False,)
        page.keyboard.press("n")
        expect(page.locator(f"[data-panel='{next_id}']")).to_be_visible()
        assert owner.execute(opened, [next_id]).fetchone() == (True,)


def test_what_comes_in_is_told_without_a_reload_and_only_while_somebody_looks(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], service: Service
) -> None:
    service.end_open_requests("Daniel Kovač")
    page = staff_page("manager")
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/staff/requests/news" in r.url else None)
    page.goto(f"{service.base}/staff/requests?show=open&department=all&type=&unit=")
    strip = page.locator("[data-news]")
    expect(strip).to_be_hidden()
    client = client_page("Daniel Kovač")
    ask(client, service.base, "management", {"about": "rules", "text": "May I paint?"})
    page.clock.fast_forward(61_000)
    expect(strip).to_contain_text("1")
    check(page)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    before = len(asked)
    page.clock.fast_forward(180_000)
    assert len(asked) == before
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    with page.expect_navigation():
        strip.get_by_role("link").click()
    expect(page.locator("[data-news]")).to_be_hidden()


def test_a_language_is_chosen_kept_and_spoken_when_something_goes_wrong(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    page = staff_page("governor")
    page.goto(f"{service.base}/staff/language")
    check(page)
    own = page.locator("html").get_attribute("lang")
    try:
        page.get_by_role("button", name="العربية").click()
        expect(page.locator("html[dir=rtl][lang=ar]")).to_have_count(1)
        check(page)
        page.goto(f"{service.base}/staff/no/such/page")
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        other = staff_page("governor")
        other.goto(f"{service.base}/staff/")
        expect(other.locator("html")).to_have_attribute("lang", "ar")
    finally:
        page.goto(f"{service.base}/staff/language")
        page.locator(f".languages button[value={own}]").click()
    expect(page.locator("html")).to_have_attribute("lang", str(own))


def test_the_photo_of_a_paper_form_is_chosen_once(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    service.end_open_requests("Daniel Kovač")
    page = staff_page("manager")
    page.goto(f"{service.base}/staff/search?q={service.numbers['Daniel Kovač']}")
    page.locator("[data-rows] a").first.click()
    page.locator("a[href$='/paper']").click()
    page.locator("a[href$='/paper/management']").click()
    photo = {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
    page.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
    page.locator("main form button[name=_do][value=next]:not(.sr-only)").click()
    kept = page.locator(".kept-photos img")
    expect(kept).to_have_count(1)
    assert kept.evaluate("image => image.complete && image.naturalWidth > 0")
    check(page)
    page.locator("main form input[type=radio][value=rules]").check()
    page.locator("main form textarea").first.fill("May I have a lamp?")
    page.locator("main form button[name=_do][value=next]:not(.sr-only)").click()
    page.wait_for_url(re.compile("/staff/requests/"))
    expect(page.locator(".photos img")).to_have_count(1)
