"""Whoever leaves the tablet, or is called away, leaves nothing to see."""

import pytest
from playwright.sync_api import expect

from tests.doors.client_js.conftest import Tablet

pytestmark = pytest.mark.journey
SECRET = "I am afraid of my cell-mate"


def signed_in_sessions(tablet: Tablet) -> int:
    return len(tablet.door.sessions)


def test_the_lock_button_blanks_the_page_at_once_and_ends_the_session(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.home_text = f"<h1>Home</h1><p>{SECRET}</p>"
    tablet.open("/my/")
    blank_after = tablet.page.evaluate(
        """() => { const t = performance.now(); document.querySelector("form[data-lock] button").click();
          return [document.body.innerText, performance.now() - t, document.title]; }"""
    )
    assert SECRET not in blank_after[0]
    assert blank_after[1] < 200
    assert blank_after[2] == "Locked"
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert tablet.door.posts[-1] == "/my/lock"
    assert signed_in_sessions(tablet) == 0
    assert not [c for c in tablet.context.cookies() if c["name"] == "rt_lock"]


def test_without_scripts_the_lock_button_is_a_plain_form(tablet: Tablet) -> None:
    context = tablet.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(tablet.door.base + "/my/sign-in")
    page.get_by_role("button", name="amir").click()
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert signed_in_sessions(tablet) == 0
    context.close()


def test_what_was_typed_is_there_again_after_a_lock(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.page.get_by_role("button", name="Lock").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert SECRET not in tablet.everything_in_clear()
    tablet.page.get_by_role("button", name="amir").click()
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value(SECRET)


def test_going_back_after_a_lock_shows_nothing(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.home_text = f"<h1>Home</h1><p>{SECRET}</p>"
    tablet.open("/my/")
    tablet.open("/my/ask")
    tablet.page.get_by_role("button", name="Lock").click()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    for _ in range(2):
        tablet.page.go_back()
        expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
        assert SECRET not in tablet.page.content()


def test_a_page_from_the_back_forward_cache_is_hidden_and_fetched_anew(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    hidden = tablet.page.evaluate(
        """() => { window.dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true}));
          return document.documentElement.hidden; }"""
    )
    assert hidden
    tablet.door.sessions.clear()
    tablet.page.evaluate("""() => {
      window.dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})); }""")
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_an_idle_tablet_warns_and_then_locks_and_nothing_is_lost(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.lock_after = 40
    tablet.stop_clock()
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    warning = tablet.page.get_by_role("alertdialog", name="Are you still there?")
    tablet.pass_time(15)
    tablet.let_it_tick()
    expect(warning).to_be_hidden()
    tablet.pass_time(10)
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Yes")).to_be_focused()
    expect(tablet.page.locator("[data-lock-seconds]")).to_have_text("15")
    tablet.pass_time(15)
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert signed_in_sessions(tablet) == 0
    tablet.page.get_by_role("button", name="amir").click()
    tablet.open("/my/ask")
    expect(tablet.page.locator("#text")).to_have_value(SECRET)


@pytest.mark.parametrize("how", ["button", "escape", "touch"])
def test_who_is_still_there_stays_where_they_were(tablet: Tablet, how: str) -> None:
    tablet.sign_in("amir")
    tablet.door.lock_after = 40
    tablet.stop_clock()
    tablet.open("/my/ask")
    tablet.page.fill("#text", SECRET)
    tablet.pass_time(25)
    warning = tablet.page.get_by_role("alertdialog")
    expect(warning).to_be_visible()
    if how == "button":
        tablet.page.keyboard.press("Tab")
        warning.get_by_role("button", name="Yes").click()
    elif how == "escape":
        tablet.page.keyboard.press("Escape")
    else:
        tablet.page.mouse.click(600, 700)
    expect(warning).to_be_hidden()
    if how == "escape":
        expect(tablet.page.locator("#text")).to_be_focused()
    tablet.pass_time(18)
    tablet.let_it_tick()
    expect(tablet.page.locator("#text")).to_have_value(SECRET)
    assert signed_in_sessions(tablet) == 1


def test_somebody_who_types_is_never_locked_out(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.lock_after = 40
    tablet.stop_clock()
    tablet.open("/my/ask")
    for _ in range(8):
        tablet.page.locator("#text").press_sequentially("ab")
        tablet.pass_time(18)
    tablet.let_it_tick()
    assert signed_in_sessions(tablet) == 1
    expect(tablet.page.locator("#text")).to_have_value("ab" * 8)


def test_a_tablet_that_slept_past_its_time_locks_before_it_takes_a_tap(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.open("/my/ask")
    tablet.page.evaluate("() => { const real = Date.now; Date.now = () => real() + 3600e3; }")
    tablet.page.mouse.click(600, 700)
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()


def test_a_lock_without_network_holds_until_the_network_is_back(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.home_text = f"<h1>Home</h1><p>{SECRET}</p>"
    tablet.open("/my/")
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Lock").click()
    expect(tablet.page.get_by_role("heading", name="Locked")).to_be_visible()
    assert SECRET not in tablet.page.content()
    assert signed_in_sessions(tablet) == 1
    tablet.go_online()
    expect(tablet.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert signed_in_sessions(tablet) == 0


def test_a_lock_without_network_cannot_be_got_round_by_a_new_page(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.go_offline()
    tablet.page.get_by_role("button", name="Lock").click()
    expect(tablet.page.get_by_role("heading", name="Locked")).to_be_visible()
    other = tablet.context.new_page()
    tablet.page.close()
    tablet.go_online()
    other.goto(tablet.door.base + "/my/")
    expect(other.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert signed_in_sessions(tablet) == 0


def test_locking_one_page_blanks_the_others(tablet: Tablet) -> None:
    tablet.sign_in("amir")
    tablet.door.home_text = f"<h1>Home</h1><p>{SECRET}</p>"
    other = tablet.context.new_page()
    other.goto(tablet.door.base + "/my/")
    expect(other.get_by_text(SECRET)).to_be_visible()
    tablet.page.get_by_role("button", name="Lock").click()
    expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    assert SECRET not in other.content()
