"""In a real browser the look serves everybody: no overflow, large targets, no barrier that axe knows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from redthread.ui import gallery
from tests.ui.conftest import Open

pytestmark = pytest.mark.slow

DOORS = {page.name: page.door for page in gallery.PAGES}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """least => Array.from(document.querySelectorAll('a[href],button,input,select,summary'))
  .filter(e => e.offsetParent && e.type !== 'hidden' && !e.matches('.ds-skip-link'))
  .filter(e => getComputedStyle(e).display !== 'inline')
  .map(e => [e, (e.closest('label') || e).getBoundingClientRect()])
  .filter(([e, box]) => box.width < least || box.height < least)
  .map(([e, box]) => `${e.tagName} ${e.className} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark"), ("en", "contrast")])
@pytest.mark.parametrize("page", DOORS)
def test_axe_finds_no_barrier(open_page: Open, page: str, language: str, scheme: str) -> None:
    tab = open_page(page, language=language, scheme=scheme)
    found = Axe().run(tab, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("page", DOORS)
def test_nothing_sticks_out_on_a_narrow_phone_with_large_letters_or_enlarged(
    open_page: Open, page: str
) -> None:
    for language in gallery.LANGUAGES:
        tab = open_page(page, language=language, width=320, height=640)
        for width, size in ((320, 1), (320, 4), (640, 4)):  # 640: the tablet at 200 %
            tab.set_viewport_size({"width": width, "height": 640})
            tab.evaluate("size => { document.documentElement.dataset.textSize = size }", size)
            assert tab.evaluate(OVERFLOW) <= 0, (page, language, width, size)


@pytest.mark.parametrize("page", DOORS)
def test_everything_to_press_is_large_enough(open_page: Open, page: str) -> None:
    least = 48 if DOORS[page] == "client" else 23.5
    assert open_page(page).evaluate(SMALL_TARGETS, least) == []


def test_forty_rows_stand_on_one_screen(open_page: Open) -> None:
    tab = open_page("queue", width=1920, height=1080)
    feet = tab.evaluate(
        "Array.from(document.querySelectorAll('tbody tr')).map(row => row.getBoundingClientRect().bottom)"
    )
    rows = sum(foot <= 1080 for foot in feet)
    assert rows >= 39


def test_the_counter_tells_what_is_left(open_page: Open) -> None:
    tab = open_page("ask")
    tab.fill("#f-text", "a" * 40 + "😀")
    assert tab.inner_text("[data-counter-for=f-text]") == "letters left: 959"
    tab.fill("#f-text", "a" * 1002)
    assert tab.inner_text("[data-counter-for=f-text]") == "letters too many: 2"


def test_the_stepper_keeps_to_its_limits(open_page: Open) -> None:
    tab = open_page("kiosk")
    box = tab.locator("[data-stepper]").last
    assert box.locator("[data-step='-1']").is_disabled()
    box.locator("[data-step='1']").click()
    assert box.locator("input").input_value() == "1"
    assert box.locator("[data-step='-1']").is_enabled()


def test_the_pin_is_pressed_taken_back_and_cleared(open_page: Open) -> None:
    tab = open_page("sign_in")

    def press(*keys: str) -> str:
        for key in keys:
            tab.click(key)
        return tab.input_value("#f-pin")

    digit = "[data-key-digit='{}']".format
    assert press(digit(1), digit(2), digit(3), digit(4), digit(5)) == "1234"
    assert press("[data-key-back]") == "123"
    assert press("[data-key-clear]") == ""


def pressed_by_key(tab: Page, key: str) -> str:
    """Press a key and return the text of the button that was clicked by it, if any."""
    tab.evaluate(
        "window.hit = ''; document.addEventListener('click', e => { window.hit = e.target.innerText })"
    )
    tab.keyboard.press(key)
    return str(tab.evaluate("window.hit"))


def test_a_key_presses_its_button_but_not_while_somebody_types(open_page: Open) -> None:
    tab = open_page("queue", width=1920, height=1080)
    assert pressed_by_key(tab, "a").startswith("Approve")
    tab.focus("#f-grounds")
    assert pressed_by_key(tab, "d") == ""
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"


def test_j_and_k_walk_through_the_rows(open_page: Open) -> None:
    tab = open_page("queue", width=1920, height=1080)
    walked = []
    for key in "jjk":
        tab.keyboard.press(key)
        walked.append(tab.evaluate("document.activeElement.getAttribute('href')"))
    assert walked == ["#r3", "#r4", "#r3"]


def test_a_toast_can_be_put_away(open_page: Open) -> None:
    tab = open_page("today")
    tab.click("[data-dismiss]")
    assert tab.locator(".toast").count() == 0


def test_the_focus_can_be_seen(open_page: Open) -> None:
    tab = open_page("home")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "ds-skip-link"
    tab.keyboard.press("Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_letters_come_from_our_own_font_in_both_scripts(open_page: Open) -> None:
    tab = open_page("home", language="ar")
    for font in ("700 16px 'Noto Sans'", "700 16px 'Noto Sans Arabic'"):
        assert tab.evaluate("font => document.fonts.check(font, font.includes('Arabic') ? 'ع' : 'a')", font)
