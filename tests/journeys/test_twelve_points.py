"""A Danish release, prepared by the twelve points: each done by the one who owns it.

The service is Danish, so it is started for this story alone. Where weeks must pass, they are taken away from
every day that is kept about the person; everything that is done is done on a page.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from redthread.demo.named import NAMED
from tests.journeys import test_one_course as course
from tests.journeys.one_person import HERE, Person, somebody_released_long_ago
from tests.journeys.test_plan import send
from tests.journeys.test_sentence import fill_day
from tests.journeys.test_timetable import next_tuesday
from tests.support.browser import PHONE, TABLET
from tests.support.checks import check, picture
from tests.support.heard import hold
from tests.support.service import Service, running_service

pytestmark = pytest.mark.journey

CASE_WORKER = NAMED["DK"].partners[1][2]
MUNICIPALITY = "Københavns Kommune"
OWN_GOAL = "Jeg vil have min egen lejlighed"
FLAT = "Udslusningsbolig på Amager"
AGREES = "Godt, at jeg ikke skal begynde forfra."
STILL = "Det går, som vi aftalte."
RISK, RIGHTS = "Talt sammen; kommunen var med på telefon.", "Rettigheder og pligter gennemgået."
PAROLE = "Prøveløsladelse med tilsyn; vilkår gennemgået."
CARD = "Kortet ligger i mappen."
HOME = "Bolig: kommunen. Papirer: kontaktperson."
_WEEKS_PASS = """
set local session_replication_role = replica;
update custody_stay set period = tstzrange(lower(period) - '{d}d'::interval, upper(period) - '{d}d'::interval)
  where client_id = {id};
update custody_legalstatus set period = tstzrange(lower(period) - '{d}d'::interval,
  upper(period) - '{d}d'::interval) where client_id = {id};
update journey_course set started_at = started_at - '{d}d'::interval,
  opened_at = opened_at - '{d}d'::interval, phase_since = phase_since - '{d}d'::interval
  where client_id = {id};
update journey_coursephase set entered_at = entered_at - '{d}d'::interval,
  left_at = left_at - '{d}d'::interval where client_id = {id};
update journey_coursetask set opened_at = opened_at - '{d}d'::interval, due_at = due_at - '{d}d'::interval,
  done_at = done_at - '{d}d'::interval, counted_from = counted_from - '{d}d'::interval where client_id = {id};
insert into journey.stale values ({id}, now()) on conflict do nothing;
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """Return a Danish service of its own."""
    with running_service("denmark", country="DK") as found:
        yield found


def test_a_release_is_prepared_by_the_twelve_points(
    browser: Browser,
    staff_page: Callable[[str], Page],
    partner_page: Callable[[str], Page],
    service: Service,
) -> None:
    manager, governor, planner = staff_page("manager"), staff_page("governor"), staff_page("planner")
    municipality = partner_page(CASE_WORKER)
    person = somebody_released_long_ago(service)
    course._is_received_from_a_court(manager, service, person)

    _hand_over(planner, service, person, "intake_notice", "Bor i København")
    _answer(municipality, service, person)
    _stand(planner, service, person, 1)
    _is_sentenced(governor, service, person)
    key_worker = _key_worker_is_named(manager, service, person)
    _stand(planner, service, person, 2)
    _is_done(planner, service, person, 3, RIGHTS)
    _is_done(planner, service, person, 4, RISK)
    _stand(planner, service, person, 4)
    cell = browser.new_context(viewport=TABLET)
    own = course._signs_in(cell, service, person, HERE, course.PIN)
    _plan_is_agreed(own, planner, service, person)
    _stand(planner, service, person, 5)

    _weeks_pass(service, person, 40)
    _is_first_thing_done(manager, service, person)
    _hand_over(planner, service, person, "release_notice")
    _answer(municipality, service, person)
    _stand(planner, service, person, 6)
    _municipality_finds_a_home(municipality, service, person)
    _form_is_sent(planner, service, person, 7, HOME)
    _meets(planner, service, person)
    _is_done(governor, service, person, 9, PAROLE)
    _is_done(staff_page(key_worker), service, person, 10, CARD)
    _stand(planner, service, person, 10)
    _the_person_reads_it(own, service)
    _all_of_it_at_a_glance(planner, municipality, service, person)
    cell.close()

    _is_released(manager, service, person)
    probation = staff_page("probation")
    _plan_goes_on_outside(probation, service, person)
    _stand(probation, service, person, 11)
    _hand_over(probation, service, person, "plan")
    _municipality_says_what_it_took_over(municipality, service, person)
    _stand(probation, service, person, 12)


def _stand(page: Page, service: Service, person: Person, done: int) -> None:
    """So many points are done, the first ones."""
    page.goto(f"{service.base}/staff/clients/{person.id}/course")
    expect(page.locator(".points > li")).to_have_count(12)
    numbers = page.locator(".points > li.done .knot").all_inner_texts()
    assert numbers == [str(n) for n in range(1, done + 1)]


def _is_done(page: Page, service: Service, person: Person, point: int, note: str) -> None:
    """Open a point, read its guide, and say with a note that it is done."""
    page.goto(f"{service.base}/staff/clients/{person.id}/course")
    with page.expect_navigation():
        page.locator(f'.points a[href^="?point={point}#"]').click()
    page.locator("#point input[name=note]").fill(note)
    send(page, '#point form[action$="/done"] button')
    expect(page.locator("#point")).to_contain_text(note)
    expect(page.locator(".points > li.chosen.done .knot")).to_have_text(str(point))


def _form_is_sent(page: Page, service: Service, person: Person, point: int, who: str) -> None:
    """Open a point, fill in its form, which completes it, and read the answers."""
    page.goto(f"{service.base}/staff/clients/{person.id}/course?point={point}#points")
    send(page, '#point a[href$="/form"]')
    check(page)
    for line in page.locator("main form fieldset").all():
        line.locator("input[type=radio]").first.check()
    page.locator("input[name=home][value=in_hand]").check()
    send(page, "main .actions button[name=_do]")
    page.locator('input[name="home-who"]').fill(who)
    send(page, "main .actions button[name=_do]")
    page.goto(f"{service.base}/staff/clients/{person.id}/course?point={point}#points")
    expect(page.locator(".points > li.chosen.done .knot")).to_have_text(str(point))
    send(page, '#point a[href$="/form"]')
    expect(page.locator("main dl")).to_contain_text(who)


def _hand_over(page: Page, service: Service, person: Person, kind: str, why: str = "") -> None:
    """Hand something over to the municipality; ``why``: it is let in first."""
    page.goto(f"{service.base}/staff/clients/{person.id}/partners")
    if why:
        _choose(page, "organisation", MUNICIPALITY)
        page.fill("input[name=reason]", why)
        send(page, "form:has(select[name=organisation]) .actions button")
    _choose(page, "hand_to", MUNICIPALITY)
    page.locator("select[name=kind]").select_option(kind)
    send(page, "form:has(select[name=hand_to]):has(select[name=kind]) .actions button >> nth=0")


def _choose(page: Page, name: str, words: str) -> None:
    option = page.locator(f"select[name={name}] option", has_text=words).first.get_attribute("value")
    page.locator(f"select[name={name}]").select_option(option)


def _answer(page: Page, service: Service, person: Person) -> None:
    """Open the newest handover from the inbox, acknowledge it and say that it is done."""
    page.goto(f"{service.base}/partner/")
    page.locator(".handovers a", has_text=person.family_name).first.click()
    page.wait_for_url(re.compile(r"/partner/handovers/"))
    for step in ("acknowledge", "act"):
        send(page, f"form[action$='/{step}'] button")


def _is_sentenced(governor: Page, service: Service, person: Person) -> None:
    """A year from today: eight months inside, if nothing changes."""
    governor.goto(f"{service.base}/staff/clients/{person.id}/sentence/edit")
    governor.locator('[name="part-0-case"]').fill("Retten i Odense SS 77-26")
    fill_day(governor, "part-0-judged", 1)
    fill_day(governor, "part-0-final", 0)
    governor.locator('[name="part-0-years"]').fill("1")
    fill_day(governor, "starts", 0)
    governor.locator("button[name=do][value=preview]").click()
    expect(governor.locator(".sentence-dates time").first).to_be_visible()
    governor.locator("button[name=do][value=keep]").click()
    governor.wait_for_url(re.compile(r"/sentence\?"))


def _key_worker_is_named(manager: Page, service: Service, person: Person) -> str:
    """Return the user name of who was named."""
    manager.goto(f"{service.base}/staff/clients/{person.id}/place")
    choice = manager.locator("select[name=key_worker] option").nth(1).get_attribute("value")
    manager.locator("select[name=key_worker]").select_option(choice)
    manager.locator("form[action$='/key-worker'] button.ds-button").click()
    manager.wait_for_url(re.compile("done=key-worker"))
    with service.owner() as owner:
        row = owner.execute(
            "select m.username from custody_keyworker k join organisations_staffmember m "
            "on m.actor_id = k.staff_actor_id where k.client_id = %s order by k.id desc limit 1",
            [person.id],
        ).fetchone()
    assert row is not None
    return str(row[0])


def _plan_is_agreed(own: Page, planner: Page, service: Service, person: Person) -> None:
    """The person's own goal comes first; they agree in their own words, and the service signs."""
    own.goto(f"{service.base}/my/plan")
    own.locator("select[name=area]").select_option("home")
    own.locator("textarea[name=text]").first.fill(OWN_GOAL)
    send(own, "form[data-keep=plan-goal] button")
    own.locator("input[name=answer][value=agrees]").check()
    own.locator("#my-word textarea").fill(AGREES)
    send(own, "form[data-keep=plan-word] button")
    planner.goto(f"{service.base}/staff/clients/{person.id}/plan")
    expect(planner.locator("#word")).to_contain_text(AGREES)
    send(planner, '#word form[action$="/sign"] button')


def _weeks_pass(service: Service, person: Person, days: int) -> None:
    with service.owner() as owner, owner.transaction():
        owner.execute("reset role")
        owner.execute(_WEEKS_PASS.format(d=days, id=person.id).encode())


def _is_first_thing_done(manager: Page, service: Service, person: Person) -> None:
    """The manager ends what was left of the first weeks; the person is getting ready for release by now."""
    manager.goto(f"{service.base}/staff/clients/{person.id}/course")
    step = manager.locator("details.step", has=manager.locator("form[action$='/done']")).first
    step.locator("summary").first.click()
    send(manager, f'#{step.get_attribute("id")} form[action$="/done"] button')
    expect(manager.locator(".phase-line li.now")).to_have_text(re.compile("Forberede løsladelsen"))


def _municipality_finds_a_home(page: Page, service: Service, person: Person) -> None:
    """It writes its own action into the plan: a flat from the day of release."""
    page.goto(f"{service.base}/partner/people/{person.id}/plan/write?area=home")
    page.locator("textarea[name=words]").fill(FLAT)
    send(page, "main form .actions button >> nth=0")
    expect(page.locator("main")).to_contain_text(FLAT)


def _meets(planner: Page, service: Service, person: Person) -> None:
    """The release meeting is booked; when its day has come, it is noted that it took place."""
    planner.goto(f"{service.base}/staff/timetable/bookings/new?client={person.id}&day={next_tuesday()}")
    planner.select_option("select[name=kind]", "release_meeting")
    planner.fill("input[name=start]", "10:00")
    send(planner, "main form.stack > .actions button >> nth=0")
    booking = re.search(r"[0-9a-f-]{36}", planner.url)
    with service.owner() as owner, owner.transaction():
        owner.execute("reset role")
        owner.execute("set local session_replication_role = replica")
        row = owner.execute(
            "update timetable_booking b set period = tstzrange(now() - '2 h'::interval, now()) "
            "from timetable_bookingclient c where c.booking_id = b.id and c.client_id = %s returning b.id",
            [person.id],
        ).fetchone()
    assert row is not None
    assert booking is None or booking[0] == str(row[0])
    planner.goto(f"{service.base}/staff/timetable/bookings/{row[0]}")
    send(planner, "form[action$='/took-place'] button")


def _the_person_reads_it(own: Page, service: Service) -> None:
    """The same twelve in plain words: what was done, by whom, and what comes."""
    own.goto(f"{service.base}/my/course")
    steps = own.locator("#steps li")
    expect(steps).to_have_count(12)
    expect(own.locator("#steps li.done")).to_have_count(10)
    expect(steps.nth(7)).to_contain_text("Three months before")
    expect(steps.nth(8)).to_contain_text(" ".join(NAMED["DK"].staff["governor"]))
    expect(own.locator("#steps")).not_to_contain_text(CARD)
    check(own)
    own.locator("#steps").evaluate("card => card.scrollIntoView()")
    picture(own, "client-twelve-steps")
    hold(own)


def _all_of_it_at_a_glance(planner: Page, municipality: Page, service: Service, person: Person) -> None:
    planner.goto(f"{service.base}/staff/clients/{person.id}/course?point=8")
    check(planner)
    picture(planner, "staff-twelve-points")
    planner.set_viewport_size(PHONE)
    check(planner)
    hold(planner)
    municipality.goto(f"{service.base}/partner/people/{person.id}/guide?point=12")
    expect(municipality.locator(".points li.mine .knot")).to_have_text("12")
    check(municipality)
    picture(municipality, "partner-twelve-points")
    hold(municipality)


def _is_released(manager: Page, service: Service, person: Person) -> None:
    manager.goto(f"{service.base}/staff/clients/{person.id}/place")
    office = service.number(
        "select establishment_id from organisations_staffmember where username = 'probation'"
    )
    manager.locator("select[name=office]").select_option(str(office))
    manager.locator("form[action$='/release'] button.ds-button").click()
    manager.locator("button[name=step][value=save]").click()
    manager.wait_for_url(re.compile("done=released"))


def _plan_goes_on_outside(probation: Page, service: Service, person: Person) -> None:
    """Probation meets the plan as it stood, takes the person's word down, and signs beside it."""
    probation.goto(f"{service.base}/staff/clients/{person.id}/plan")
    for words in (OWN_GOAL, FLAT, MUNICIPALITY, AGREES):
        expect(probation.locator("main")).to_contain_text(words)
    form = probation.locator("form[action$='/word']")
    form.evaluate("form => form.closest('details').open = true")
    form.locator("input[name=answer][value=agrees]").check()
    form.locator("textarea").fill(STILL)
    send(probation, "form[action$='/word'] .actions button >> nth=0")
    send(probation, '#word form[action$="/sign"] button')


def _municipality_says_what_it_took_over(page: Page, service: Service, person: Person) -> None:
    """Its own point: from the picture to what was handed over, and back with the point done."""
    guide = f"{service.base}/partner/people/{person.id}/guide?point=12"
    page.goto(guide)
    with page.expect_navigation():
        page.locator("#point a[href*='/partner/handovers/']").click()
    send(page, "form[action$='/acknowledge'] button")
    page.goto(guide)
    expect(page.locator(".points li.chosen.done .knot")).to_have_text("12")
    check(page)
