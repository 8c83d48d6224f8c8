"""A sister is approved, invited by mail, signs in on her telephone, writes, reads, and is wanted no more."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PHONE
from tests.support.checks import Watch, check, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey

NAME = "Daniel Kovač"
PASSWORD = "three ordinary blue words"
NEW_PASSWORD = "four other quiet green words"
PATIENCE = 10
"""Seconds until a mail lies in the folder; the worker may have just taken it."""
SEND = """
import os, django
os.environ["REDTHREAD_DATABASE_ROLE"] = "rt_job"
django.setup()
from redthread.notices.jobs import send_due
send_due(0)
"""
"""The worker's job of each minute, now."""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A telephone of somebody outside, in which nobody has signed in."""
    context = browser.new_context(viewport=PHONE, locale="en")
    yield context.new_page()
    context.close()


def find_in_mail(service: Service, address: str, pattern: str, *, but: str = "") -> str:
    """Send what waits, and return what a mail to an address says, and not ``but``, out of the folder."""
    service.run(SEND)
    folder, end = Path(service.environment["REDTHREAD_HOME"]) / "mail", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for file in folder.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            found = re.search(pattern, mail.get_content()) if mail["To"] == address else None
            if found and found.group() != but:
                return found.group()
        time.sleep(0.1)
    msg = f"no mail to {address} says {pattern}"
    raise AssertionError(msg)


def approve(manager: Page, service: Service, name: str, address: str) -> None:
    """Approve a sister whose messages are read first, and invite her by mail."""
    found = service.number(f"select id from people_client where number = '{service.numbers[NAME]}'")
    manager.goto(f"{service.base}/staff/clients/{found}/contacts/new")
    manager.fill("input[name=name]", name)
    manager.fill("input[name=email]", address)
    manager.select_option("select[name=relation]", "sibling")
    manager.select_option("select[name=language]", "en")
    manager.check("input[name=channels][value=message]")
    manager.check("input[name=level][value=reviewed]")
    manager.fill("textarea[name=grounds]", "His sister. We called her: she wants it.")
    check(manager)
    manager.locator("main form .actions button").click()
    manager.wait_for_url("**?done=approved")
    check(manager)
    manager.get_by_role("button", name=address).click()
    manager.wait_for_url("**?done=invited")


def come_in(phone: Page, service: Service, address: str) -> str:
    """Follow the link of the mail, choose a password, type the code of the next mail; return the code."""
    link = find_in_mail(service, address, r"/family/invitation/\S+")
    phone.goto(service.base + link)
    check(phone)
    phone.fill("input[name=password]", PASSWORD)
    phone.fill("input[name=again]", PASSWORD)
    phone.locator("main form button").first.click()
    phone.wait_for_selector("input[name=code]")
    check(phone)
    code = find_in_mail(service, address, r"\b\d{6}\b")
    phone.fill("input[name=code]", code)
    phone.press("input[name=code]", "Enter")
    phone.wait_for_url(f"{service.base}/family/")
    return code


def lose_the_password(phone: Page, service: Service, address: str, *, last_code: str) -> None:
    """Sign out, ask for a link, choose a new password by it, and type the code as always."""
    phone.goto(f"{service.base}/family/")
    phone.locator("form[action='/family/sign-out'] button").click()
    check(phone)
    phone.locator("main a[href='/family/lost-password']").click()
    check(phone)
    phone.fill("input[name=name]", address)
    phone.locator("main form button").click()
    phone.wait_for_url("**/family/lost-password?sent")
    check(phone)
    phone.goto(service.base + find_in_mail(service, address, r"/family/lost-password/\S+"))
    check(phone)
    phone.fill("input[name=password]", NEW_PASSWORD)
    phone.fill("input[name=again]", NEW_PASSWORD)
    phone.locator("main form button").click()
    phone.wait_for_selector("input[name=code]")
    phone.fill("input[name=code]", find_in_mail(service, address, r"\b\d{6}\b", but=last_code))
    phone.press("input[name=code]", "Enter")
    phone.wait_for_url(f"{service.base}/family/")


def write(page: Page, text: str) -> None:
    """Write a message in the open conversation."""
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".talk .words").last).to_have_text(text)


def pass_on(manager: Page, service: Service, name: str, text: str) -> None:
    """Read the one message that waits, and pass it on."""
    manager.goto(f"{service.base}/staff/messages/review")
    manager.locator("main tr", has_text=name).locator("button").click()
    expect(manager.locator("main .words").first).to_have_text(text)
    manager.locator("button[value=pass]").click()
    manager.wait_for_url("**/review?done=passed")


def speak(page: Page, base: str, language: str) -> None:
    """Choose the language of her pages."""
    page.goto(f"{base}/family/language")
    page.click(f"main button[value={language}]")
    page.wait_for_url(f"{base}/family/")


def test_a_sister_writes_and_reads_until_she_is_wanted_no_more(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], phone: Page, service: Service
) -> None:
    stamp = datetime.now(UTC).strftime("%H%M%S%f")
    name, address, watch = f"Ivana {stamp}", f"ivana-{stamp}@relatives.example", Watch(phone.context)
    manager = staff_page("manager")
    approve(manager, service, name, address)
    code = come_in(phone, service, address)
    check(phone)

    person = phone.locator("main ul.list a").first
    expect(person).to_contain_text("Daniel")
    expect(phone.locator("main")).not_to_contain_text("Kovač")
    person.click()
    check(phone)
    write(phone, "The garden is full of apples")
    expect(phone.locator(".talk .own").last).to_contain_text("Staff read it first, before")
    hers = phone.url.partition("#")[0]

    tablet = client_page(NAME)
    pass_on(manager, service, name, "The garden is full of apples")
    tablet.goto(f"{service.base}/my/messages")
    tablet.locator("main .list a", has_text=name).click()
    expect(tablet.locator(".talk .speech").last).to_contain_text("The garden is full of apples")
    write(tablet, "Keep one for me")
    pass_on(manager, service, name, "Keep one for me")

    phone.goto(f"{service.base}/family/")
    expect(phone.locator("main .list")).to_contain_text("1 new")
    phone.goto(hers)
    # Between a client and somebody outside nobody is told when the other one read.
    expect(phone.locator(".talk .own small")).to_contain_text("Delivered")
    expect(phone.locator(".talk .speech:not(.own) .words")).to_have_text("Keep one for me")
    check(phone)
    picture(phone, "family-person")

    want_nothing(tablet, service, name)
    phone.goto(hers)
    expect(phone.locator("main")).to_contain_text("You cannot write just now")
    expect(phone.locator("textarea")).to_have_count(0)
    expect(phone.locator("main")).not_to_contain_text("Nobody has written yet")
    expect(phone.locator("main")).not_to_contain_text("nothing from")
    check(phone)
    speak(phone, service.base, "ar")
    for path in ("/family/", hers.removeprefix(service.base), "/family/language", "/family/leave"):
        phone.goto(service.base + path)
        check(phone)
    lose_the_password(phone, service, address, last_code=code)
    watch.calm()


def want_nothing(tablet: Page, service: Service, name: str) -> None:
    """Say on My contacts that nothing of hers is wanted, with effect at once."""
    tablet.goto(f"{service.base}/my/contacts")
    check(tablet)
    card = tablet.locator("section.card", has_text=name)
    card.get_by_text("I want nothing from this person").click()
    check(tablet)
    card.get_by_role("button", name="Yes, nothing any more").click()
    tablet.wait_for_url("**/my/contacts?done=blocked")
    expect(tablet.locator("section.card", has_text=name)).to_contain_text("You want nothing from this person")
    check(tablet)
    tablet.set_viewport_size(PHONE)
    check(tablet)


def test_the_staff_pages_of_contacts_are_whole_as_narrow_as_a_phone(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    page = staff_page("manager")
    found = service.number(f"select id from people_client where number = '{service.numbers[NAME]}'")
    of_client = f"/staff/clients/{found}"
    page.set_viewport_size(PHONE)
    for path in (
        f"{of_client}/contacts",
        f"{of_client}/contacts/new",
        f"{of_client}/bans",
        "/staff/registry",
    ):
        page.goto(service.base + path)
        check(page)
    page.goto(f"{service.base}{of_client}/contacts")
    page.locator("main table a").first.click()
    check(page)


def test_my_contacts_in_arabic_are_whole_on_a_tablet_and_as_narrow_as_a_phone(
    client_page: Callable[[str], Page], service: Service
) -> None:
    page = client_page("Amir Rahmani")
    page.goto(f"{service.base}/my/contacts")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    check(page)
    page.set_viewport_size(PHONE)
    check(page)
