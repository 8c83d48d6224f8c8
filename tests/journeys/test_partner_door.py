"""The partner door in a real browser: accessible, on a phone, from right to left; and an own account."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from redthread.demo.named import NAMED
from tests.identity.provider import CLIENT, SECRET, running
from tests.support.browser import PHONE, sign_in_staff
from tests.support.checks import Watch, check, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey

COORDINATOR, CASE_WORKER = (address for _, _, address in NAMED["SE"].partners)
PAGES = [
    "",
    "?show=done",
    "people",
    "people?q=zzzz",
    "organisation",
    "organisation/invite",
    "booklet",
    "glossary?q=haktad",
    "glossary?q=zzzz",
    "news",
    "keys",
    "sessions",
    "language",
]


@pytest.fixture
def partner_page(browser: Browser, service: Service) -> Iterator[Callable[[str], Page]]:
    """Sign a partner in, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def sign_in(address: str) -> Page:
        service.forget_tries()
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        sign_in_staff(page, service.base, address, at=time.time(), door="partner")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def sealed(service: Service) -> bytes:
    """Return the client secret as the service keeps it."""
    script = (
        "import sys, django; django.setup()\nfrom redthread.signin.public import seal\n"
        "print(seal(sys.argv[1]))"
    )
    return service.run(script, SECRET).strip().splitlines()[-1].encode()


def speak(page: Page, base: str, language: str) -> None:
    """Choose the language of the pages."""
    page.goto(f"{base}/partner/language")
    page.click(f"main button[value={language}]")
    page.wait_for_load_state("load")


def test_every_page_is_whole_on_a_desk_on_a_phone_and_in_arabic(
    partner_page: Callable[[str], Page], service: Service
) -> None:
    page = partner_page(COORDINATOR)
    speak(page, service.base, "en")
    watch = Watch(page.context)
    page.goto(f"{service.base}/partner/people")
    person = page.locator("main ul.list a").first.get_attribute("href") or ""
    page.goto(f"{service.base}/partner/")
    picture(page, "partner-inbox")
    handover = page.locator(".handovers a").first.get_attribute("href") or ""
    page.goto(f"{service.base}/partner/organisation")
    member = page.locator(".members a").first.get_attribute("href") or ""
    paths = [*(f"/partner/{p}" for p in PAGES), person, handover, member, f"{member}/end"]
    pictures = {
        ("en", person): "partner-person",
        ("en", handover): "partner-handover",
        ("ar", handover): "partner-phone-arabic",
    }
    for language, view in (("en", None), ("ar", PHONE)):
        speak(page, service.base, language)
        if view is not None:
            page.set_viewport_size(view)
        for path in paths:
            page.goto(service.base + path)
            check(page)
            if (language, path) in pictures:
                picture(page, pictures[language, path])
    speak(page, service.base, "sv")
    watch.calm()


def test_a_handover_is_confirmed_and_done(partner_page: Callable[[str], Page], service: Service) -> None:
    page = partner_page(CASE_WORKER)
    speak(page, service.base, "en")
    page.goto(f"{service.base}/partner/")
    before = page.locator(".handovers li").count()
    page.locator(".handovers a").first.click()
    received = page.get_by_role("button", name="We have received it")
    if received.count():
        received.click()
    expect(page.get_by_role("button", name="It is done")).to_be_visible()
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_text("It is noted as done")).to_be_visible()
    page.goto(f"{service.base}/partner/")
    assert page.locator(".handovers li").count() == before - 1
    speak(page, service.base, "sv")


def test_somebody_comes_in_with_the_account_of_their_own_organisation(
    browser: Browser, service: Service
) -> None:
    """Across two sites, so that a browser's own rules about cookies and forms are part of it."""
    back = f"{service.base}/partner/sign-in/back"
    other = "localhost" if "127.0.0.1" in service.base else "127.0.0.1"
    people = [{"sub": "tomas", "email": CASE_WORKER, "email_verified": True}]
    with running(people, [back], host=other) as provider, service.owner() as owner:
        owner.execute(
            "update organisations_partnerdesk d set oidc_issuer = %s, oidc_client_id = %s, oidc_secret = %s "
            "from organisations_partnermember m where m.email = %s and m.organisation_id = d.organisation_id",
            [provider.issuer, CLIENT, sealed(service), CASE_WORKER],
        )
        owner.execute(
            "update organisations_partnermember set oidc_issuer = %s, oidc_subject = 'tomas' "
            "where email = %s",
            [provider.issuer, CASE_WORKER],
        )
        try:
            _comes_in_from_elsewhere(browser, service)
        finally:
            owner.execute("update organisations_partnerdesk set oidc_issuer = '', oidc_client_id = ''")


def _comes_in_from_elsewhere(browser: Browser, service: Service) -> None:
    page = browser.new_page()
    watch = Watch(page.context)
    page.goto(f"{service.base}/partner/sign-in")
    check(page)
    page.locator("a[href='/partner/sign-in/organisation']").click()
    check(page)
    page.locator("main ul a").first.click()
    page.wait_for_url(f"{service.base}/partner/")
    expect(page.locator("nav.ways")).to_be_visible()
    watch.calm()
    page.close()
