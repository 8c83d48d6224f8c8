"""One plan: the municipality is at the table from intake to supervision, in three browsers at once.

Each try is about a new person, so that a try that broke off half way leaves nothing in the next one's way.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from redthread.demo.named import NAMED
from redthread.foundation import clock
from tests.journeys import test_one_course as course
from tests.journeys.one_person import HERE, Person, somebody_released_long_ago, staff_of
from tests.journeys.test_plan import send
from tests.support.browser import TABLET
from tests.support.checks import check
from tests.support.service import Service

pytestmark = pytest.mark.journey

CASE_WORKER = NAMED["SE"].partners[1][2]
MUNICIPALITY = "Södertälje kommun"
JOB = "Praktik på kommunens verkstad"
FILE = f"insats;område;från;till\n{JOB};arbete;2026-08-03;2027-05-30\n"
OWN_GOAL = "Jag vill ha ett eget yrke"
SISTER, LAWYER = "Alma Vinter", "Lena Sandberg"
TO_THE_LAWYER = "Vad säger vi i hovrätten?"


def test_one_plan_from_intake_to_supervision(
    browser: Browser,
    staff_page: Callable[[str], Page],
    partner_page: Callable[[str], Page],
    service: Service,
) -> None:
    manager, governor, planner = staff_page("manager"), staff_page("governor"), staff_page("planner")
    municipality = partner_page(CASE_WORKER)
    person = somebody_released_long_ago(service)
    course._is_received_from_a_court(manager, service, person)
    course._is_sentenced(governor, service, person)
    _municipality_is_told(planner, service, person)
    _municipality_brings_its_plan_and_confirms(municipality, service, person)
    _double_effort_is_caught(planner, service, person)
    cell = browser.new_context(viewport=TABLET)
    own = course._signs_in(cell, service, person, HERE, course.PIN)
    _all_three_agree(own, planner, municipality, service, person)
    _has_contacts(manager, service, person)
    _writes_to_three(own, manager, municipality, service, person)
    _says_yes_and_no(own, municipality, service, person)
    cell.close()

    there = service.number(course.THERE)
    receiving = _is_transferred(manager, governor, staff_page, service, person, there)
    cell = browser.new_context(viewport=TABLET)
    own = course._signs_in(cell, service, person, there, course.OWN_PIN)
    _everything_stands(own, municipality, service, person)
    planner = staff_page(staff_of(service, there, "plan_officer"))
    _release_is_prepared(planner, municipality, service, person)
    _reads_who_saw_what(own, service)
    cell.close()
    _probation_meets_the_plan_as_it_stood(receiving, staff_page, municipality, service, person)


def _choose(page: Page, name: str, words: str) -> None:
    """Choose the option that says these words."""
    option = page.locator(f"select[name={name}] option", has_text=words).first.get_attribute("value")
    page.locator(f"select[name={name}]").select_option(option)


def _municipality_is_told(planner: Page, service: Service, person: Person) -> None:
    """The plan officer lets the municipality in by the template, and hands it the notice."""
    partners = f"{service.base}/staff/clients/{person.id}/partners"
    planner.goto(partners)
    _choose(planner, "organisation", MUNICIPALITY)
    planner.fill("input[name=reason]", "Bor i Södertälje")
    send(planner, "form[action$='/partners/add'] button, form:has(select[name=organisation]) .actions button")
    _choose(planner, "hand_to", MUNICIPALITY)
    planner.locator("select[name=kind]").select_option("intake_notice")
    send(planner, "form:has(select[name=hand_to]):has(select[name=kind]) .actions button >> nth=0")
    expect(planner.locator("main")).to_contain_text("Någon har kommit till oss")
    check(planner)


def _municipality_brings_its_plan_and_confirms(page: Page, service: Service, person: Person) -> None:
    page.goto(f"{service.base}/partner/")
    page.locator(".handovers a", has_text=person.family_name).first.click()
    page.wait_for_url(re.compile(r"/partner/handovers/"))
    handover = page.url
    page.goto(f"{service.base}/partner/people/{person.id}/plan/bring")
    page.locator("input[type=file]").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": FILE.encode("latin-1")}
    )
    send(page, "button[value=look]")
    page.locator("input[name=sure]").check()
    send(page, "button[value=keep]")
    expect(page.locator("main")).to_contain_text(JOB)
    for step in ("acknowledge", "act"):
        page.goto(handover)
        send(page, f"form[action$='/{step}'] button")
    check(page)


def _double_effort_is_caught(planner: Page, service: Service, person: Person) -> None:
    planner.goto(f"{service.base}/staff/clients/{person.id}/plan/write?area=work")
    planner.locator("textarea[name=words]").fill("Arbete i verkstaden")
    send(planner, "main form .actions button >> nth=0")
    expect(planner.locator("[role=alert]").first).to_contain_text(MUNICIPALITY)
    planner.locator("input[name=reply][value=continue]").check()
    send(planner, "main form .actions button >> nth=0")
    expect(planner.locator(".plan-action .what")).to_have_count(1)


def _all_three_agree(own: Page, planner: Page, municipality: Page, service: Service, person: Person) -> None:
    own.goto(f"{service.base}/my/plan")
    own.locator("select[name=area]").select_option("work")
    own.locator("textarea[name=text]").first.fill(OWN_GOAL)
    send(own, "form[data-keep=plan-goal] button")
    own.locator("input[name=answer][value=agrees]").check()
    own.locator("#my-word textarea").fill("Bra att jag slipper börja om.")
    send(own, "form[data-keep=plan-word] button")
    check(own)
    for page, door in ((municipality, "partner/people"), (planner, "staff/clients")):
        page.goto(f"{service.base}/{door}/{person.id}/plan")
        expect(page.locator("#word")).to_contain_text("Bra att jag slipper börja om.")
        send(page, '#word form[action$="/sign"] button')


def _has_contacts(manager: Page, service: Service, person: Person) -> None:
    """A sister whose letters are read first, decided with grounds; a lawyer whose identity was verified."""
    contacts = f"{service.base}/staff/clients/{person.id}/contacts"
    manager.goto(f"{contacts}/new")
    manager.fill("input[name=name]", f"{SISTER} {person.family_name}")
    manager.locator("select[name=relation]").select_option("sibling")
    for channel in ("message",):
        manager.locator(f"input[name=channels][value={channel}]").check()
    manager.locator("input[name=level][value=reviewed]").check()
    manager.fill("textarea[name=grounds]", "Syster. Läses först under den första tiden.")
    send(manager, "main form.columns .actions button >> nth=0")
    if manager.locator("input[name=who][value=new]").count():
        manager.locator("input[name=who][value=new]").check()
        send(manager, "main form.columns .actions button >> nth=0")
    manager.goto(contacts)
    expect(manager.locator("main")).to_contain_text(SISTER)
    check(manager)
    with service.owner() as owner:
        owner.execute(
            "with o as (insert into contacts_correspondent (kind, name, organisation, language, is_child, "
            "identity_how, identity_note, identity_verified_at, identity_verified_by, opened_at, opened_by) "
            "values ('lawyer', %s, '', 'sv', false, 'bar_register', '', now(), 1, now(), 1) returning id) "
            "insert into contacts_contact (client_id, correspondent_id, relation, known_as, channels, level, "
            "approved_at, approved_by, grounds, ended_code, ended_grounds, told) "
            "select %s, o.id, 'lawyer', %s, '{message}', 'privileged', now(), 1, 'Ombud', '', '', '' from o",
            [f"{LAWYER} {person.family_name}", person.id, f"{LAWYER} {person.family_name}"],
        )


def _write_to(page: Page, base: str, name: str, text: str) -> None:
    page.goto(f"{base}/my/messages/new")
    page.get_by_role("link", name=name).first.click()
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile(r"/my/messages/[0-9a-f-]{36}"))
    expect(page.locator(".talk .own .words").last).to_have_text(text)


def _writes_to_three(own: Page, manager: Page, municipality: Page, service: Service, person: Person) -> None:
    """The case worker answers; the sister's letter is held and let through; the lawyer's is nobody's."""
    base = service.base
    _write_to(own, base, MUNICIPALITY, "När kan jag börja?")
    _write_to(own, base, SISTER, "Hälsa mamma.")
    expect(own.locator(".talk .own").last).to_contain_text("Staff read it first")
    _write_to(own, base, LAWYER, TO_THE_LAWYER)
    expect(own.locator("main")).to_contain_text("Only you two can read this.")
    check(own)
    municipality.goto(f"{base}/partner/messages")
    municipality.locator("main a", has_text=person.family_name).first.click()
    expect(municipality.locator(".talk .words").last).to_have_text("När kan jag börja?")
    municipality.fill("textarea[name=text]", "På måndag efter frigivningen.")
    send(municipality, "form[data-write] .actions button")
    expect(municipality.locator(".talk .own .words").last).to_have_text("På måndag efter frigivningen.")
    check(municipality)
    manager.goto(f"{base}/staff/messages/review")
    queue = manager.locator("main table")
    assert LAWYER not in queue.inner_text()
    queue.locator("tr", has_text=person.family_name).locator("button").first.click()
    expect(manager.locator("main .words").first).to_have_text("Hälsa mamma.")
    manager.locator("button[value=pass]").click()
    manager.wait_for_url("**/review?done=passed")
    for page in (f"/staff/clients/{person.id}/messages", f"/staff/clients/{person.id}"):
        manager.goto(base + page)
        assert TO_THE_LAWYER not in manager.content()


def _says_yes_and_no(own: Page, municipality: Page, service: Service, person: Person) -> None:
    """What rests on consent opens with a yes and closes with a no, at once."""
    with service.owner() as owner:
        row = owner.execute(
            "select id from organisations_partnerorganisation where name = %s", [MUNICIPALITY]
        ).fetchone()
    assert row is not None
    plan = f"{service.base}/partner/people/{person.id}/plan/write"
    area = municipality.locator("select[name=area] option[value=family]")
    for answer, there in (("yes", 1), ("no", 0)):
        own.goto(f"{service.base}/my/partners")
        form = f"#o{row[0]} form:has(input[value=PLAN_FAMILY])"
        send(own, f"{form} button[value={answer}]")
        municipality.goto(plan)
        expect(area).to_have_count(there)
    check(own)


def _is_transferred(
    manager: Page,
    governor: Page,
    staff_page: Callable[[str], Page],
    service: Service,
    person: Person,
    there: int,
) -> Page:
    """The preview names the plan; a named person decides; the other end confirms."""
    manager.goto(f"{service.base}/staff/clients/{person.id}/transfers/new?to={there}")
    expect(manager.locator("main")).to_contain_text(re.compile("plan", re.IGNORECASE))
    manager.locator("select[name=reason]").select_option("court")
    manager.fill("textarea[name=grounds]", course.WHY)
    planned = clock.now() + timedelta(days=3)
    for part in ("day", "month", "year"):
        manager.fill(f"input[name=planned_{part}]", str(getattr(planned, part)))
    manager.locator("form.card[method=post] .actions button.ds-button").first.click()
    manager.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}$"))
    transfer = manager.url
    governor.goto(transfer)
    governor.fill("form[action$='/decide'] textarea", "Förslaget är rimligt.")
    governor.locator("form[action$='/decide'] button.ds-button").click()
    expect(governor.locator("form[action$='/begin']")).to_be_visible()
    manager.goto(transfer)
    manager.locator("select[name=room]").select_option(str(service.free_room(there)))
    manager.locator("form[action$='/begin'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=begun"))
    receiving = staff_page(staff_of(service, there, "unit_manager"))
    receiving.goto(transfer)
    receiving.locator("form[action$='/arrive'] button.ds-button").click()
    expect(receiving.get_by_role("status").first).to_be_visible()
    return receiving


def _everything_stands(own: Page, municipality: Page, service: Service, person: Person) -> None:
    """Plan, word, signatures and conversations are where they were, at both doors."""
    own.goto(f"{service.base}/my/plan")
    for words in (OWN_GOAL, JOB, MUNICIPALITY, "Bra att jag slipper börja om."):
        expect(own.locator("main")).to_contain_text(words)
    own.goto(f"{service.base}/my/messages")
    for words in (MUNICIPALITY, SISTER, LAWYER):
        expect(own.locator("main")).to_contain_text(words)
    municipality.goto(f"{service.base}/partner/people/{person.id}/plan")
    expect(municipality.locator("main")).to_contain_text(JOB)
    municipality.goto(f"{service.base}/partner/people/{person.id}")
    expect(municipality.locator("main")).to_contain_text("Göteborg")
    own.goto(f"{service.base}/my/course")
    expect(own.locator("main")).to_contain_text("You are here")
    check(own)


def _release_is_prepared(planner: Page, municipality: Page, service: Service, person: Person) -> None:
    """Staff hand the day over; the municipality sees it in its inbox with a clock, and does its part."""
    planner.goto(f"{service.base}/staff/clients/{person.id}/course")
    expect(planner.locator("main")).to_be_visible()
    planner.goto(f"{service.base}/staff/clients/{person.id}/partners")
    _choose(planner, "hand_to", MUNICIPALITY)
    planner.locator("select[name=kind]").select_option("release_notice")
    send(planner, "form:has(select[name=hand_to]):has(select[name=kind]) .actions button >> nth=0")
    municipality.goto(f"{service.base}/partner/")
    line = municipality.locator(".handovers a", has_text=person.family_name).first
    line.click()
    for step in ("acknowledge", "act"):
        form = municipality.locator(f"form[action$='/{step}'] button")
        with municipality.expect_navigation():
            form.click()


def _reads_who_saw_what(own: Page, service: Service) -> None:
    own.goto(f"{service.base}/my/partners/told")
    expect(own.locator("main")).to_contain_text(MUNICIPALITY)
    check(own)
    own.goto(f"{service.base}/my/readers")
    expect(own.locator("main")).to_contain_text("Handläggare")
    own.goto(f"{service.base}/my/readers/thread")
    told = own.locator("main").inner_text()
    assert MUNICIPALITY in told
    assert TO_THE_LAWYER not in told


def _probation_meets_the_plan_as_it_stood(
    receiving: Page,
    staff_page: Callable[[str], Page],
    municipality: Page,
    service: Service,
    person: Person,
) -> None:
    receiving.goto(f"{service.base}/staff/clients/{person.id}/place")
    office = service.number(
        "select establishment_id from organisations_staffmember where username = 'probation'"
    )
    receiving.locator("select[name=office]").select_option(str(office))
    receiving.locator("form[action$='/release'] button.ds-button").click()
    receiving.locator("button[name=step][value=save]").click()
    receiving.wait_for_url(re.compile("done=released"))
    officer = staff_page("probation")
    officer.goto(f"{service.base}/staff/clients/{person.id}/plan")
    for words in (OWN_GOAL, JOB, "Bra att jag slipper börja om."):
        expect(officer.locator("main")).to_contain_text(words)
    municipality.goto(f"{service.base}/partner/people/{person.id}/plan")
    expect(municipality.locator("main")).to_contain_text(JOB)
