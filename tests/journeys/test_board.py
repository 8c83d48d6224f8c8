"""The board in a real browser: a person found at a glance, a room out of use, a plan drawn, a certificate."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.support.checks import check, fits, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey


def test_an_officer_reads_the_plan_and_finds_a_person(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    """From the tiles to the unit, from the name to the person's page; nobody is found by colour alone."""
    page = staff_page("officer")
    page.goto(f"{service.base}/staff/board")
    check(page)
    page.locator("a.unit-tile").first.click()
    expect(page.locator(".plan-room").first).to_be_visible()
    check(page)
    fits(page)
    picture(page, "board-unit")
    page.locator(".plan-room a", has_text="Rahmani").click()
    expect(page).to_have_url(re.compile(r"/staff/clients/\d+"))


def test_the_plan_is_read_on_a_phone_and_from_right_to_left(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    """A narrow screen shows the rooms below each other, and nothing beside the screen."""
    page = staff_page("manager")
    page.goto(f"{service.base}/staff/board")
    page.locator("a.unit-tile").first.click()
    page.set_viewport_size({"width": 375, "height": 740})
    page.reload()
    fits(page)
    check(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.set_viewport_size({"width": 1280, "height": 800})
    left = page.locator(".plan-room").nth(0).bounding_box()
    right = page.locator(".plan-room").nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"], "walls do not turn round with the script"


def test_a_governor_takes_a_room_out_of_use_and_the_board_says_so(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    """Shown before it is done; on the board at once, in words; and back again."""
    page = staff_page("governor")
    page.goto(f"{service.base}/staff/office/estate")
    check(page)
    page.locator(".room-list summary").first.click()
    link = page.locator(".room-rows a").nth(6)
    code = link.locator("b").inner_text()
    link.click()
    check(page)
    room = page.url
    page.locator("details.act summary").first.click()
    page.locator("select[name=reason]").select_option("water")
    page.locator("input[name=words]").fill("pipe")
    page.locator("form[action$='/out'] button.ds-button").click()
    page.locator("button[name=step]").click()
    try:
        expect(page.locator("form.line").last).to_contain_text("pipe")
        page.goto(f"{service.base}/staff/board")
        page.locator("a.unit-tile").first.click()
        drawn = page.locator(".plan-room.is-out", has_text=code)
        expect(drawn).to_contain_text("pipe")
    finally:
        page.goto(room)
        page.locator("form.line button").last.click()
    expect(page.locator("form.line")).to_have_count(0)


def test_the_plan_is_drawn_with_the_arrow_keys(staff_page: Callable[[str], Page], service: Service) -> None:
    """Arrows move the room in focus, with Shift they size it; what is saved is what was drawn."""
    page = staff_page("governor")
    page.goto(f"{service.base}/staff/office/estate")
    page.locator("a[href$='/plan'], a[href*='/plan?']").first.click()
    check(page)
    room = page.locator("[data-room]").first
    number = room.get_attribute("data-room")
    top = page.locator(f"input[name=y-{number}]")
    before = int(top.input_value())
    room.focus()
    for _ in range(25):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert int(top.input_value()) == before + 25
    page.locator("button[name=step][value=save]").click()
    expect(page).to_have_url(re.compile("done=saved"))
    assert int(page.locator(f"input[name=y-{number}]").input_value()) == before + 25
    page.locator("button[name=step][value=forget]").click()
    expect(page).to_have_url(re.compile("done=saved"))
    assert int(page.locator(f"input[name=y-{number}]").input_value()) == before


def test_a_certificate_is_asked_for_by_one_and_given_by_another(
    staff_page: Callable[[str], Page], service: Service
) -> None:
    """The manager asks, the governor reads what it does and approves; both names stand in the history."""
    manager = staff_page("manager")
    manager.goto(f"{service.base}/staff/office/certificates")
    check(manager)
    grounds = f"Measured by the house inspector, {datetime.now(UTC):%H%M%S%f}"
    room = service.number(
        "select r.id from estate_room r join estate_unit u on u.id = r.unit_id where u.establishment_id = 1 "
        "and r.use = 'living' and r.capacity = 1 and r.area >= 8 and r.partition = 'full' and r.is_open "
        "and not exists (select 1 from estate_capacitycertificate c where c.room_id = r.id) "
        "order by r.id desc limit 1"
    )
    manager.locator("select[name=room]").select_option(str(room))
    manager.locator("input[name=capacity]").fill("2")
    manager.locator("textarea[name=grounds]").fill(grounds)
    manager.locator("aside button.ds-button").click()
    manager.locator("button[name=step]").click()
    governor = staff_page("governor")
    governor.goto(f"{service.base}/staff/office/certificates")
    waiting = governor.locator("section.card", has_text=grounds).first
    expect(waiting).to_contain_text("Petra Holm")
    waiting.locator("button[value=approve]").click()
    governor.locator("button[name=step]").click()
    expect(governor.locator("ol.history").first).to_contain_text("Lars Björk")
    picture(governor, "board-certificates")
    check(governor)
