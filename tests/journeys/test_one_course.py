"""One person's whole course: received with restrictions, sentenced, moved, lent to a court, released.

Each try is about a new person, so that a try that broke off half way leaves nothing in the next one's way.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from redthread.foundation import clock
from tests.journeys.one_person import (
    HERE,
    KEPT,
    TOLD,
    Person,
    pay_in,
    somebody_released_long_ago,
    staff_of,
)
from tests.journeys.steps import ask
from tests.journeys.test_sentence import fill_day
from tests.support.browser import TABLET, enrol_tablet
from tests.support.checks import Watch, check
from tests.support.service import Service

pytestmark = pytest.mark.journey

PIN, OWN_PIN = "8642", "7391"
THERE = "select id from estate_establishment where code = 'haktet-goteborg'"
COURT = "Svea hovrätt"
WHY = "Rättegången hålls där."


def test_one_person_goes_the_whole_way(
    browser: Browser, staff_page: Callable[[str], Page], service: Service
) -> None:
    manager, governor = staff_page("manager"), staff_page("governor")
    there = service.number(THERE)
    person = somebody_released_long_ago(service)
    _is_received_from_a_court(manager, service, person)
    _is_restricted(manager, service, person)
    cell = browser.new_context(viewport=TABLET)
    watch = Watch(cell)
    own = _signs_in(cell, service, person, HERE, PIN)
    _reads_what_is_closed(own, service)
    _is_sentenced(governor, service, person)
    _is_free_to_call_again(manager, own, service, person)
    _gets_the_last_place(manager, governor, service, person)
    requests = _has_a_week(manager, own, service, person)
    watch.calm()
    cell.close()

    transfer = _is_transferred(manager, governor, service, person, there)
    receiving = staff_page(staff_of(service, there, "unit_manager"))
    receiving.goto(service.base + transfer)
    receiving.locator("form[action$='/arrive'] button.ds-button").click()
    expect(receiving.get_by_role("status").first).to_be_visible()
    cell = browser.new_context(viewport=TABLET)
    own = _signs_in(cell, service, person, there, OWN_PIN)
    _finds_everything_again(own, service, person, there, requests)
    _is_lent_to_a_court_and_back(receiving, service, person)
    _reads_it_all(own, service)
    cell.close()
    _is_told_to_staff_in_their_measure(receiving, staff_page, service, person, there)
    _is_released(receiving, service, person)
    _is_met_by_probation(receiving, staff_page("probation"), service, person)


def _is_received_from_a_court(manager: Page, service: Service, person: Person) -> None:
    """The court wrote the name a little differently; the reception finds who it is."""
    manager.goto(f"{service.base}/staff/arrivals/new")
    typed = {"given_name": "Rolv", "family_name": person.family_name, "source": COURT}
    for name, value in (typed | {"born_day": "2", "born_month": "6", "born_year": "1981"}).items():
        manager.fill(f"input[name={name}]", value)
    manager.locator("main form.card button.ds-button").first.click()
    manager.wait_for_url(re.compile(r"/staff/arrivals/[0-9a-f-]{36}$"))
    known = manager.locator(".match", has_text=person.number)
    expect(known).to_have_count(1)
    known.locator("input").check()
    manager.locator("select[name=room]").select_option(str(service.free_room(HERE)))
    manager.fill("input[name=pin]", PIN)
    manager.locator("main form.stack .actions button.ds-button").first.click()
    manager.wait_for_url(re.compile(rf"/staff/clients/{person.id}/place\?done=received"))


def _is_restricted(manager: Page, service: Service, person: Person) -> None:
    manager.goto(f"{service.base}/staff/clients/{person.id}/restrictions")
    for channel in ("phone", "visits"):
        manager.locator(f"input[name=channels][value={channel}]").check()
    manager.fill("input[name=number]", "AM-77-26")
    manager.fill("input[name=decided_by]", "Kammaråklagare Berg")
    manager.fill("textarea[name=told_reason]", "Utredningen är inte klar.")
    manager.locator("form.card button.ds-button").last.click()
    manager.wait_for_url(re.compile("done=entered"))
    check(manager)


def _signs_in(cell: BrowserContext, service: Service, person: Person, place: int, pin: str) -> Page:
    """Sign the person in on a new tablet of the place; the reception's PIN is good once."""
    enrol_tablet(cell, service.base, service.code_at(place))
    page = cell.new_page()
    page.goto(f"{service.base}/my/sign-in")
    page.fill("input[name=number]", person.number)
    page.fill("input[name=pin]", pin)
    page.press("input[name=pin]", "Enter")
    if pin == PIN:
        page.wait_for_url("**/my/first-pin")
        for field in ("pin", "again"):
            page.fill(f"input[name={field}]", OWN_PIN)
        page.press("input[name=again]", "Enter")
    page.wait_for_url(f"{service.base}/my/")
    return page


def _reads_what_is_closed(own: Page, service: Service) -> None:
    own.locator("main a[href='/my/restrictions']").click()
    expect(own.locator("main")).to_contain_text("Kammaråklagare Berg")
    expect(own.locator("main")).to_contain_text("Utredningen är inte klar.")
    check(own)
    own.goto(f"{service.base}/my/day")
    expect(own.locator("main a[href='/my/restrictions']")).to_be_visible()
    answer = own.goto(f"{service.base}/my/ask/phone")
    assert answer is not None
    assert own.locator("main form.form").count() == 0  # the channel is closed, and the page says so


def _is_sentenced(governor: Page, service: Service, person: Person) -> None:
    sentence = f"{service.base}/staff/clients/{person.id}/sentence"
    governor.goto(sentence)
    status = governor.locator("form[action$='/status']").last
    status.evaluate("form => form.closest('details').open = true")
    status.locator("select[name=status]").select_option("remand")
    status.locator("button.ds-button").click()
    governor.wait_for_url(re.compile("done=1"))
    governor.goto(f"{sentence}/edit")
    governor.locator('[name="part-0-case"]').fill("Göta hovrätt B 77-26")
    fill_day(governor, "part-0-judged", 1)
    fill_day(governor, "part-0-final", 0)
    governor.locator('[name="part-0-years"]').fill("2")
    fill_day(governor, "starts", 0)
    governor.locator("button[name=do][value=preview]").click()
    expect(governor.locator(".sentence-dates time").first).to_be_visible()
    governor.locator("button[name=do][value=keep]").click()
    governor.wait_for_url(re.compile(r"/sentence\?"))
    expect(governor.locator(".sentence-dates summary time").first).to_be_visible()
    check(governor)


def _is_free_to_call_again(manager: Page, own: Page, service: Service, person: Person) -> None:
    """The court lifts what the prosecutor closed: both channels, each by the new decision."""
    for left in (1, 0):
        manager.goto(f"{service.base}/staff/clients/{person.id}/restrictions")
        lift = manager.locator("form[action$='/lift']").first
        lift.evaluate("form => form.closest('details').open = true")
        lift.locator("input[type=text], input:not([type])").first.fill("B 77-26")
        lift.locator("button.ds-button").click()
        manager.wait_for_url(re.compile("done=lifted"))
        expect(manager.locator("form[action$='/lift']")).to_have_count(left)
    own.goto(f"{service.base}/my/sentence")
    expect(own.locator("main")).to_contain_text("You are released")
    own.goto(f"{service.base}/my/")
    expect(own.locator("main a[href='/my/restrictions']")).to_have_count(0)


def _gets_the_last_place(manager: Page, governor: Page, service: Service, person: Person) -> None:
    """Two officers want the same last place at once: one gets it, the other a clear sentence."""
    room = service.free_room(HERE)
    other = service.number(
        "select s.client_id from custody_stay s where upper_inf(s.period) and s.establishment_id = 1 "
        f"and s.client_id <> {person.id} and not exists (select 1 from custody_transfer t "
        "where t.client_id = s.client_id) and not exists (select 1 from custody_keepapart k "
        "where s.client_id in (k.client_id, k.other_id)) order by s.client_id desc limit 1"
    )
    for page, client_id in ((manager, person.id), (governor, other)):
        page.goto(f"{service.base}/staff/clients/{client_id}/place")
        page.locator("form[action$='/move'] select[name=room]").select_option(str(room))
        page.locator("form[action$='/move'] button.ds-button").click()
        expect(page.locator("button[name=step][value=save]")).to_be_visible()
    for page in (manager, governor):
        page.locator("button[name=step][value=save]").click()
        page.wait_for_load_state("load")
    assert "done=moved" in manager.url
    expect(governor.locator(".notice.error, [role=alert]").first).to_be_visible()
    check(governor)


def _has_a_week(manager: Page, own: Page, service: Service, person: Person) -> dict[str, str]:
    """A key worker, work every morning, a visit, money and two requests; one morning is behind already."""
    place = f"{service.base}/staff/clients/{person.id}/place"
    manager.goto(place)
    choice = manager.locator("select[name=key_worker] option").nth(1).get_attribute("value")
    manager.locator("select[name=key_worker]").select_option(choice)
    manager.locator("form[action$='/key-worker'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=key-worker"))
    pay_in(service, person, HERE)
    today = clock.now().date()
    for kind, start, days in (
        ("work", "08:30", "every"),
        ("visit", "13:00", "once"),
        ("court", "15:00", "once"),
    ):
        manager.goto(f"{service.base}/staff/timetable/bookings/new?client={person.id}&day={today}")
        manager.select_option("select[name=kind]", kind)
        day = today + timedelta(days={"work": 1, "visit": 3, "court": 6}[kind])
        manager.fill("form.stack input[name=day]", str(day))
        manager.fill("form.stack input[name=start]", start)
        manager.fill("form.stack input[name=minutes]", "60")
        if days == "every":
            manager.locator("input[name=repeats]").evaluate("box => box.closest('details').open = true")
            manager.locator("input[name=repeats]").check()
            for name in ("MO", "TU", "WE", "TH", "FR"):
                manager.locator(f"input[name=days][value={name}]").check()
            manager.fill("form.stack input[name=until]", str(today + timedelta(days=8)))
        with manager.expect_navigation():
            manager.locator("main form.stack > .actions button").first.click()
        assert "done=made" in manager.url, manager.locator("main").inner_text()
    _one_morning_is_over(manager, service, person)
    requests = {
        "stays": ask(own, service.base, "management", {"about": "other", "text": "Lampan är trasig."}),
        "follows": ask(own, service.base, "nurse", {"about": "pain", "how_bad": "4", "text": "Det gör ont."}),
    }
    own.goto(f"{service.base}/my/day")
    expect(own.locator("main")).to_contain_text(re.compile("08[:.]30"))
    check(own)
    own.goto(f"{service.base}/my/account")
    expect(own.locator("main")).to_contain_text("125")
    return requests


def _one_morning_is_over(manager: Page, service: Service, person: Person) -> None:
    """Move the clock past the first morning, in the database alone, and note that the work took place."""
    with service.owner() as owner:
        row = owner.execute(
            "update timetable_booking set period = tstzrange(now() - interval '2 hours', "
            "now() - interval '1 hour') where id = (select b.id from timetable_booking b "
            "join timetable_bookingclient c on c.booking_id = b.id where c.client_id = %s "
            "and b.kind = 'work' order by lower(b.period) limit 1) returning id",
            [person.id],
        ).fetchone()
    assert row is not None
    manager.goto(f"{service.base}/staff/timetable/bookings/{row[0]}")
    manager.locator("form[action$='/took-place'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=noted"))


def _is_transferred(manager: Page, governor: Page, service: Service, person: Person, there: int) -> str:
    """Preview, proposal, decision by another person, journey; return the path of its page."""
    manager.goto(f"{service.base}/staff/clients/{person.id}/transfers/new?to={there}")
    for tone in ("ends", "follows", "stays"):
        expect(manager.locator(f".impact.{tone}")).to_be_visible()
    manager.locator("select[name=reason]").select_option("court")
    manager.fill("textarea[name=grounds]", WHY)
    planned = clock.now() + timedelta(days=3)
    for part in ("day", "month", "year"):
        manager.fill(f"input[name=planned_{part}]", str(getattr(planned, part)))
    manager.locator("form.card[method=post] .actions button.ds-button").first.click()
    manager.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}$"))
    transfer = manager.url.removeprefix(service.base)
    governor.goto(service.base + transfer)
    governor.fill("form[action$='/decide'] textarea", "Förslaget är rimligt.")
    governor.locator("form[action$='/decide'] button.ds-button").click()
    expect(governor.locator("form[action$='/begin']")).to_be_visible()
    manager.goto(service.base + transfer)
    manager.locator("select[name=room]").select_option(str(service.free_room(there)))
    manager.locator("form[action$='/begin'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=begun"))
    manager.goto(f"{service.base}/staff/clients/{person.id}")
    expect(manager.locator("main")).to_contain_text(
        person.family_name
    )  # one request is still theirs to answer
    for gone in ("AM-77-26", "Göteborg"):
        assert gone not in manager.locator("main").inner_text()
    return transfer


def _finds_everything_again(
    own: Page, service: Service, person: Person, there: int, requests: dict[str, str]
) -> None:
    """The receipt says it, and it is so: requests, money, court date, key worker, work offered again."""
    own.goto(f"{service.base}/my/happened")
    receipt = own.locator("main section.card").nth(1)
    expect(receipt).to_contain_text(WHY)
    assert receipt.locator("li").count() >= 5
    check(own)
    for request_id in requests.values():
        answer = own.goto(f"{service.base}/my/requests/{request_id}")
        assert answer is not None
        assert answer.status == 200
    own.goto(f"{service.base}/my/account")
    expect(own.locator("main")).to_contain_text("125")
    with service.owner() as owner:
        places = owner.execute(
            "select id, establishment_id from requests_clientrequest where client_id = %s", [person.id]
        ).fetchall()
        ahead = owner.execute(
            "select b.kind, b.establishment_id, b.status from timetable_booking b "
            "join timetable_bookingclient c on c.booking_id = b.id where c.client_id = %s "
            "and c.left_at is null and b.status in ('planned', 'offered')",
            [person.id],
        ).fetchall()
        worker = owner.execute(
            "select count(*) from custody_keyworker where client_id = %s and upper_inf(period)", [person.id]
        ).fetchone()
    assert {str(i): p for i, p in places} == {requests["stays"]: HERE, requests["follows"]: there}
    assert ("court", there, "planned") in ahead or ("court", HERE, "planned") in ahead
    assert not [row for row in ahead if row[0] == "work" and row[1:] == (HERE, "planned")]
    assert worker == (0,)  # the one of the old place was told off; the receipt says a new one comes


def _is_lent_to_a_court_and_back(receiving: Page, service: Service, person: Person) -> None:
    receiving.goto(f"{service.base}/staff/clients/{person.id}/place")
    receiving.locator("select[name=reason]").select_option("court")
    receiving.fill("input[name=where]", COURT)
    receiving.locator("form[action$='/out'] button.ds-button").click()
    receiving.locator("button[name=step][value=save]").click()
    receiving.wait_for_url(re.compile("done=out"))
    receiving.locator("form[action$='/back'] button.ds-button").click()
    receiving.wait_for_url(re.compile("done=back"))


def _reads_it_all(own: Page, service: Service) -> None:
    """The person's own thread has every step of it, and nothing of the decisions about others."""
    own.goto(f"{service.base}/my/readers/thread")
    told = own.locator("main").inner_text()
    check(own)
    for words in TOLD:
        assert words in told, words


def _is_told_to_staff_in_their_measure(
    receiving: Page, staff_page: Callable[[str], Page], service: Service, person: Person, there: int
) -> None:
    """The manager reads the restriction and no money; the kiosk reads money and no restriction."""
    page = f"{service.base}/staff/clients/{person.id}"
    clerk = staff_page(staff_of(service, there, "kiosk_clerk"))
    for staff, reads, reads_not in ((receiving, "AM-77-26", "125"), (clerk, "125", "AM-77-26")):
        staff.goto(page)
        told = staff.locator("main").inner_text()
        assert reads in told
        for word in (reads_not, "Det gör ont."):
            assert word not in told


def _is_released(receiving: Page, service: Service, person: Person) -> None:
    receiving.goto(f"{service.base}/staff/clients/{person.id}/place")
    office = service.number(
        "select id from estate_establishment where kind = 'probation' order by id limit 1"
    )
    receiving.locator("select[name=office]").select_option(str(office))
    receiving.locator("form[action$='/release'] button.ds-button").click()
    receiving.locator("button[name=step][value=save]").click()
    receiving.wait_for_url(re.compile("done=released"))
    with service.owner() as owner:
        rows = owner.execute(
            "select kind from thread.entry where client_id = %s order by seq", [person.id]
        ).fetchall()
    told = [kind for (kind,) in rows]
    rest = iter(told)
    assert all(kind in rest for kind in KEPT), told
    assert service.command("thread", "verify").returncode == 0


def _is_met_by_probation(receiving: Page, officer: Page, service: Service, person: Person) -> None:
    """Whoever supervises reads the thread from the same instant on; the prison does not any more."""
    page = f"{service.base}/staff/clients/{person.id}"
    officer.goto(f"{service.base}/staff/search?q={person.family_name}")
    expect(officer.locator("main")).to_contain_text(person.number)
    check(officer)
    officer.goto(page)
    expect(officer.locator("main")).to_contain_text(person.family_name)
    check(officer)
    gone = receiving.goto(page)
    assert gone is not None
    assert gone.status == 404
