"""The pages of One plan for whoever does not see them, or sees them best in the dark or in high contrast."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from redthread.demo.named import NAMED
from tests.journeys.test_family import approve, come_in
from tests.support.browser import PHONE
from tests.support.checks import picture
from tests.support.heard import hold
from tests.support.service import Service

pytestmark = pytest.mark.journey

OK = 200
AMIR = "Amir Rahmani"
CLIENT = ["course", "plan", "messages", "messages/new", "contacts", "partners"]
STAFF = ["plan", "course", "partners", "contacts", "contacts/new", "messages"]
OFFICE = ["guides", "messages", "partners"]
PARTNER = ["", "people", "guides", "messages", "booklet", "glossary?q=plan", "news", "organisation"]


def look(page: Page, address: str) -> None:
    """Open a page and hold it to all of it."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == OK, address
    hold(page)


def test_what_is_the_clients(client_page: Callable[[str], Page], service: Service) -> None:
    page = client_page(AMIR)
    for path in CLIENT:
        if path == "partners":
            page.goto(f"{service.base}/my/{path}")
            picture(page, "client-partners-arabic")
        look(page, f"{service.base}/my/{path}")


def test_what_staff_do_for_one_person(staff_page: Callable[[str], Page], service: Service) -> None:
    page = staff_page("governor")
    found = service.number(f"select id from people_client where number = '{service.numbers[AMIR]}'")
    for path in [*(f"clients/{found}/{p}" for p in STAFF), *OFFICE]:
        look(page, f"{service.base}/staff/{path}")


def test_what_a_municipality_sees(partner_page: Callable[[str], Page], service: Service) -> None:
    page = partner_page(NAMED["SE"].partners[0][2])
    page.goto(f"{service.base}/partner/people")
    person = page.locator("main ul.list a").first.get_attribute("href") or ""
    for path in [*(f"/partner/{p}" for p in PARTNER), person, f"{person}/plan"]:
        look(page, service.base + path)


def test_what_a_sister_sees(browser: Browser, staff_page: Callable[[str], Page], service: Service) -> None:
    stamp = secrets.token_hex(4)
    name, address = f"Ivana {stamp}", f"ivana-{stamp}@relatives.example"
    approve(staff_page("manager"), service, name, address)
    page = browser.new_context(viewport=PHONE, locale="en").new_page()
    come_in(page, service, address)
    person = page.locator("main ul.list a").first.get_attribute("href") or ""
    for path in ["/family/", person, "/family/language", "/family/leave"]:
        look(page, service.base + path)
    page.context.close()
