"""The client writes to the nurse, a friend and a lawyer, each under its rules; staff answer and read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.support.browser import FLAGS, PHONE, TABLET, chromium_path, enrol_tablet, sign_in_client
from tests.support.service import Service

pytestmark = pytest.mark.journey

LIMIT = 58_000
"""Bytes over the wire of a page that a tablet opens for the first time (test_weight.py)."""
NAME = "Daniel Kovač"
_PEOPLE = """
with o as (
  insert into contacts_correspondent (kind, name, organisation, language, is_child, identity_how,
    identity_note, identity_verified_at, identity_verified_by, opened_at, opened_by)
  values (%(kind)s, %(name)s, '', 'en', false, %(how)s, '', %(at)s, %(by)s, now(), 1) returning id)
insert into contacts_contact (client_id, correspondent_id, relation, known_as, channels, level, approved_at,
  approved_by, grounds, ended_code, ended_grounds, told)
select c.id, o.id, %(kind)s, %(name)s, '{message}', %(level)s, now() - interval '3 days', 1, 'Journey', '',
  '', '' from o, people_client c where c.number = %(number)s
"""


@pytest.fixture
def outside(service: Service) -> tuple[str, str]:
    """A friend whose messages are read first, and a lawyer who was verified; new ones in each run."""
    stamp = datetime.now(UTC).strftime("%H%M%S%f")
    names = (f"Marko {stamp}", f"Lena {stamp}")
    with service.owner() as owner:
        for name, kind, level in zip(names, ("friend", "lawyer"), ("reviewed", "privileged"), strict=True):
            verified = kind == "lawyer"
            owner.execute(
                _PEOPLE.encode(),
                {
                    "kind": kind,
                    "name": name,
                    "level": level,
                    "how": "bar_register" if verified else "",
                    "at": datetime.now(UTC) if verified else None,
                    "by": 1 if verified else None,
                    "number": service.numbers[NAME],
                },
            )
    return names


def _write_to(page: Page, base: str, name: str, text: str) -> None:
    page.goto(f"{base}/my/messages/new")
    page.get_by_role("link", name=name).first.click()
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile(r"/my/messages/[0-9a-f-]{36}"))
    expect(page.locator(".talk .own .words").last).to_have_text(text)


def _count_new(page: Page, base: str) -> int:
    """Return how many messages the first page says are new; other stories leave theirs behind."""
    page.goto(f"{base}/my/")
    found = re.search(r"(\d+) new", page.locator(".tile", has_text="My messages").inner_text())
    return int(found.group(1)) if found else 0


def test_each_is_written_to_under_its_own_rules(
    client_page: Callable[[str], Page],
    staff_page: Callable[[str], Page],
    service: Service,
    outside: tuple[str, str],
) -> None:
    friend, lawyer = outside
    page = client_page(NAME)
    _write_to(page, service.base, "The nurse", "My shoulder hurts when I lift")
    expect(page.locator(".talk .own").last).to_contain_text("An answer is expected before")
    _write_to(page, service.base, friend, "Greet everybody from me")
    expect(page.locator(".talk .own").last).to_contain_text("Staff read it first, before")
    _write_to(page, service.base, lawyer, "What do we say to the court?")
    expect(page.locator("main")).to_contain_text("Only you two can read this.")

    manager = staff_page("manager")
    manager.goto(f"{service.base}/staff/messages/review")
    queue = manager.locator("main table")
    expect(queue).to_contain_text(friend)
    assert lawyer not in queue.inner_text()
    assert "Greet everybody" not in queue.inner_text()
    queue.locator("tr", has_text=friend).locator("button").click()
    expect(manager.locator("main .words").first).to_have_text("Greet everybody from me")
    manager.locator("button[value=pass]").click()
    manager.wait_for_url("**/review?done=passed")

    new = _count_new(page, service.base)
    nurse = staff_page("nurse")
    nurse.goto(f"{service.base}/staff/messages")
    nurse.locator("main table a", has_text=NAME).first.click()
    nurse.fill("textarea[name=text]", "Come tomorrow at nine")
    nurse.locator("form[data-write] .actions button").click()
    expect(nurse.locator(".talk .own .words").last).to_have_text("Come tomorrow at nine")

    assert _count_new(page, service.base) == new + 1
    page.locator(".tile", has_text="My messages").click()
    page.get_by_role("link", name="The nurse").first.click()
    expect(page.locator(".talk .speech").last).to_contain_text("Come tomorrow at nine")
    page.goto(f"{service.base}/my/readers/thread")
    expect(page.locator("main")).to_contain_text("Staff read one of your messages for control.")


def test_a_drawing_by_keys_and_no_microphone(
    client_page: Callable[[str], Page], service: Service, outside: tuple[str, str]
) -> None:
    """Everything is reached by the keyboard; who has no microphone reads a sentence."""
    page = client_page(NAME)
    page.goto(f"{service.base}/my/messages/new")
    page.get_by_role("link", name=outside[0]).click()
    page.locator("[data-record]").press("Enter")
    expect(page.locator("[data-chosen]")).to_contain_text("There is no microphone here")
    page.locator("[data-draw]").press("Enter")
    board = page.locator("canvas")
    expect(board).to_be_focused()
    board.press(" ")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        board.press(key)
    board.press(" ")
    page.wait_for_function("document.querySelector('input[name=drawing]').files.length === 1")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"/my/messages/[0-9a-f-]{36}"))
    picture = page.locator(".talk .own img").last
    expect(picture).to_be_visible()
    page.wait_for_function("[...document.querySelectorAll('.talk .own img')].pop().naturalWidth === 800")


def test_a_voice_note_is_recorded_without_a_recorder_of_the_browser(
    browser: Browser, service: Service, outside: tuple[str, str]
) -> None:
    """Chromium's own test tone stands for a voice; MediaRecorder is taken away first."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    hearing = browser.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, *fake])
    context = hearing.new_context(viewport=TABLET, permissions=["microphone"])
    context.add_init_script("delete window.MediaRecorder")
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    sign_in_client(page, service.base, service.numbers[NAME])
    page.goto(f"{service.base}/my/messages/new")
    page.get_by_role("link", name=outside[0]).click()
    record = page.locator("[data-record]")
    record.press("Enter")
    expect(record).to_have_attribute("aria-pressed", "true")
    expect(record).to_contain_text("2 / 120")
    record.press("Enter")
    expect(page.locator("[data-heard] audio")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"/my/messages/[0-9a-f-]{36}"))
    sound = page.locator(".talk .own audio").last
    expect(sound).to_be_visible()
    source = sound.get_attribute("src") or ""
    answer = page.request.get(f"{service.base}{source}")
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")
    hearing.close()


def test_its_pages_are_light_when_they_are_the_first(
    browser: Browser, service: Service, record_property: Callable[[str, object], None]
) -> None:
    context: BrowserContext = browser.new_context(viewport=TABLET)
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    sign_in_client(page, service.base, service.numbers[NAME])
    page.goto(f"{service.base}/my/messages")
    one = page.locator("main .list a").first.get_attribute("href") or ""
    weights = {}
    for path in ("/my/messages", "/my/messages/new", "/my/messages/to/role:manager", one):
        page.goto("about:blank")
        devtools: CDPSession = context.new_cdp_session(page)
        sizes: list[int] = []
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.on("Network.loadingFinished", lambda e, s=sizes: s.append(int(e["encodedDataLength"])))
        page.goto(f"{service.base}{path}", wait_until="networkidle")
        weights[path] = sum(sizes)
        devtools.detach()
    context.close()
    record_property("heaviest page of messages, bytes", max(weights.values()))
    assert {p: w for p, w in weights.items() if w > LIMIT} == {}


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, service: Service) -> None:
    context = browser.new_context(viewport=PHONE)
    enrol_tablet(context, service.base, service.new_code())
    page = context.new_page()
    sign_in_client(page, service.base, service.numbers["Amir Rahmani"])
    for path in ("/my/messages", "/my/messages/new", "/my/messages/to/unit:unit"):
        page.goto(f"{service.base}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)
    context.close()
