"""One person, from the court to supervision: announced, matched, received, moved, told, released."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from redthread.foundation import clock
from tests.journeys.one_person import Person, somebody_released_long_ago
from tests.support.browser import TABLET, enrol_tablet
from tests.support.checks import check, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey

OTHER = "select id from estate_establishment where code = 'haktet-goteborg'"
PIN, OWN_PIN = "8642", "7391"


def test_a_person_goes_all_the_way_and_nothing_is_lost(
    browser: Browser, staff_page: Callable[[str], Page], service: Service
) -> None:
    there = service.number(OTHER)
    manager = staff_page("manager")
    person = somebody_released_long_ago(service)
    client_id, number = person.id, person.number
    _comes_from_a_court(manager, service, person)
    _gets_a_key_worker_and_goes_to_court(manager, service, client_id)
    transfer = _is_proposed(manager, service, client_id, there)
    _is_decided(staff_page("governor"), service, transfer)
    manager.goto(service.base + transfer)
    _choose_free_room(manager, service, there)
    manager.locator("form[action$='/begin'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=begun"))
    assert _status(manager, f"{service.base}/staff/clients/{client_id}") == 404

    receiving = staff_page(_manager_of(service, there))
    receiving.goto(f"{service.base}/staff/moves")
    check(receiving)
    receiving.goto(service.base + transfer)
    receiving.locator("form[action$='/arrive'] button.ds-button").click()
    expect(receiving.get_by_role("status").first).to_be_visible()

    _reads_the_receipt_in_arabic(browser, service, there, number)
    _is_released_under_supervision(receiving, service, client_id)


def _comes_from_a_court(manager: Page, service: Service, person: Person) -> None:
    """Announce somebody who was here before, find them among those known, and take them in."""
    manager.goto(f"{service.base}/staff/arrivals/new")
    check(manager)
    for name, value in {
        "given_name": "Rolv",
        "family_name": person.family_name,
        "born_day": "2",
        "born_month": "6",
        "born_year": "1981",
        "source": "Svea hovrätt",
    }.items():
        manager.fill(f"input[name={name}]", value)
    manager.locator("main form.card button.ds-button").first.click()
    manager.wait_for_url(re.compile(r"/staff/arrivals/[0-9a-f-]{36}$"))
    known = manager.locator(".match", has_text=person.number)
    expect(known).to_have_count(1)
    check(manager)
    picture(manager, "moves-match")
    known.locator("input").check()
    manager.locator("select[name=came]").select_option("recall")
    _choose_free_room(manager, service, 1)
    manager.fill("input[name=pin]", PIN)
    manager.locator("main form.stack .actions button.ds-button").first.click()
    manager.wait_for_url(re.compile(rf"/staff/clients/{person.id}/place\?done=received"))


def _gets_a_key_worker_and_goes_to_court(manager: Page, service: Service, client_id: int) -> None:
    check(manager)
    choices = manager.locator("select[name=key_worker] option")
    manager.locator("select[name=key_worker]").select_option(str(choices.nth(1).get_attribute("value")))
    manager.locator("form[action$='/key-worker'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=key-worker"))
    manager.locator("select[name=reason]").select_option("court")
    manager.fill("input[name=where]", "Svea hovrätt")
    manager.locator("form[action$='/out'] button.ds-button").click()
    expect(manager.locator("button[name=step][value=save]")).to_be_visible()
    check(manager)
    manager.locator("button[name=step][value=save]").click()
    manager.wait_for_url(re.compile("done=out"))
    manager.locator("form[action$='/back'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=back"))


def _is_proposed(manager: Page, service: Service, client_id: int, there: int) -> str:
    """See what a transfer would do, and propose it; return the path of its page."""
    manager.goto(f"{service.base}/staff/clients/{client_id}/transfers/new?to={there}")
    expect(manager.locator(".impact").first).to_be_visible()
    check(manager)
    manager.locator("select[name=reason]").select_option("court")
    manager.fill("textarea[name=grounds]", "Rättegången hålls där.")
    planned = clock.now() + timedelta(days=3)
    for part in ("day", "month", "year"):
        manager.fill(f"input[name=planned_{part}]", str(getattr(planned, part)))
    manager.locator("form.card[method=post] .actions button.ds-button").first.click()
    manager.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}$"))
    check(manager)
    assert manager.locator("form[action$='/decide']").count() == 0  # whoever proposes does not decide
    return manager.url.removeprefix(service.base)


def _is_decided(governor: Page, service: Service, transfer: str) -> None:
    governor.goto(service.base + transfer)
    governor.fill("form[action$='/decide'] textarea", "Förslaget är rimligt.")
    governor.locator("form[action$='/decide'] button.ds-button").click()
    expect(governor.locator("form[action$='/begin']")).to_be_visible()
    check(governor)
    picture(governor, "moves-transfer")


def _reads_the_receipt_in_arabic(browser: Browser, service: Service, there: int, number: str) -> None:
    """Sign in on a tablet of the new place, and read where, why and what followed, by keyboard."""
    tablet = browser.new_context(viewport=TABLET)
    enrol_tablet(tablet, service.base, service.code_at(there))
    page = tablet.new_page()
    page.goto(f"{service.base}/my/sign-in")
    page.fill("input[name=number]", number)
    page.fill("input[name=pin]", PIN)
    page.press("input[name=pin]", "Enter")
    page.wait_for_url("**/my/first-pin")
    for field in ("pin", "again"):  # the one from the reception is good once
        page.fill(f"input[name={field}]", OWN_PIN)
    page.press("input[name=again]", "Enter")
    page.wait_for_url(f"{service.base}/my/")
    page.goto(f"{service.base}/my/language")
    page.get_by_role("button", name="العربية").click()
    page.goto(f"{service.base}/my/")
    expect(page.locator("html[dir=rtl][lang=ar]")).to_have_count(1)
    check(page)
    way = page.locator("main a[href='/my/happened']").first
    way.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/happened")
    receipt = page.locator("main section.card").nth(1)
    expect(receipt).to_contain_text("Rättegången hålls där.")
    expect(receipt.locator("li")).not_to_have_count(0)
    check(page)
    picture(page, "moves-receipt-arabic")
    tablet.close()


def _is_released_under_supervision(receiving: Page, service: Service, client_id: int) -> None:
    receiving.goto(f"{service.base}/staff/clients/{client_id}/place")
    check(receiving)
    office = service.number(
        "select id from estate_establishment where kind = 'probation' order by id limit 1"
    )
    receiving.locator("select[name=office]").select_option(str(office))
    receiving.locator("form[action$='/release'] button.ds-button").click()
    receiving.locator("button[name=step][value=save]").click()
    receiving.wait_for_url(re.compile("done=released"))
    with service.owner() as owner:
        kinds = owner.execute(
            "select kind from thread.entry where client_id = %s order by seq", [client_id]
        ).fetchall()
    told = [kind for (kind,) in kinds]
    wanted = ["custody.received", "custody.matched", "custody.key_worker_assigned"]
    wanted += ["custody.out", "custody.returned", "custody.transfer_proposed", "custody.transfer_decided"]
    wanted += ["custody.transferred", "custody.arrived", "custody.released"]
    wanted += ["custody.supervision_started"]
    rest = iter(told)
    assert all(kind in rest for kind in wanted), told
    assert service.command("thread", "verify").returncode == 0


def test_what_a_transfer_would_do_is_shown_for_somebody_with_much_that_is_open(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    page = staff_page("manager")
    with service.owner() as owner:
        row = owner.execute(
            "select id from people_client where number = %s", [service.numbers["Amir Rahmani"]]
        ).fetchone()
    assert row is not None
    page.goto(f"{service.base}/staff/clients/{row[0]}/transfers/new?to={service.number(OTHER)}")
    for tone in ("ends", "follows"):
        expect(page.locator(f".impact.{tone}")).to_be_visible()
    check(page)
    picture(page, "moves-preview")


def test_two_managers_want_the_last_place_and_one_is_told(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    with service.owner() as owner:
        rows = owner.execute(
            "select s.client_id from custody_stay s where upper_inf(s.period) and s.establishment_id = 1 "
            "and not exists (select 1 from custody_transfer t where t.client_id = s.client_id) "
            "and not exists (select 1 from custody_keepapart k "
            "where s.client_id in (k.client_id, k.other_id)) "
            "and not exists (select 1 from people_client c where c.id = s.client_id and c.number = any (%s)) "
            "order by s.client_id limit 2",
            [list(service.numbers.values())],  # the rooms of the cast belong to other stories
        ).fetchall()
    one, other = (row[0] for row in rows)
    first, second = staff_page("manager"), staff_page("governor")
    pages = ((first, one), (second, other))
    room = service.free_room(1)
    for page, client_id in pages:
        page.goto(f"{service.base}/staff/clients/{client_id}/place")
        page.locator("form[action$='/move'] select[name=room]").select_option(str(room))
        page.locator("form[action$='/move'] button.ds-button").click()
        expect(page.locator("button[name=step][value=save]")).to_be_visible()
    for page, _client in pages:
        page.locator("button[name=step][value=save]").click()
        page.wait_for_load_state("load")
    assert "done=moved" in first.url
    refused = second.locator("[role=alert], .notice.error").first
    expect(refused).to_contain_text("1")
    check(second)


def _manager_of(service: Service, place: int) -> str:
    with service.owner() as owner:
        row = owner.execute(
            "select m.username from organisations_staffmember m join access.reach_grant g "
            "on g.actor_id = m.actor_id and g.role_code = 'unit_manager' where m.establishment_id = %s "
            "order by m.id limit 1",
            [place],
        ).fetchone()
    assert row is not None
    return str(row[0])


def _choose_free_room(page: Page, service: Service, place: int) -> None:
    page.locator("select[name=room]").select_option(str(service.free_room(place)))


def _status(page: Page, url: str) -> int:
    answer = page.goto(url)
    assert answer is not None
    return answer.status
