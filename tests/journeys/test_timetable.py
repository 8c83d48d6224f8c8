"""A week of bookings: a clash with its way out, moved by keyboard and by pointer; the client sees it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.checks import check, picture
from tests.support.service import Service

pytestmark = pytest.mark.journey
AMIR = "Amir Rahmani"


@pytest.fixture
def amir(service: Service) -> int:
    """Amir's id, with nothing planned for him yet."""
    with service.owner() as owner:
        row = owner.execute(
            "select id from people_client where number = %s", [service.numbers[AMIR]]
        ).fetchone()
        assert row is not None
        owner.execute("delete from timetable_bookingclient where client_id = %s", [row[0]])
    return int(row[0])


def next_tuesday() -> date:
    """Return a Tuesday within the coming week, when nothing is over yet."""
    today = date.today()  # noqa: DTZ011 - the browser's week is the house's
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


def book(page: Page, service: Service, client_id: int, *, kind: str, start: str, minutes: int) -> None:
    """Fill in the form of a booking and send it."""
    page.goto(f"{service.base}/staff/timetable/bookings/new?client={client_id}&day={next_tuesday()}")
    page.select_option("select[name=kind]", kind)
    page.fill("input[name=start]", start)
    page.fill("input[name=minutes]", str(minutes))
    with page.expect_navigation():
        page.locator("main form.stack > .actions button").first.click()


def block(page: Page, title: str) -> Locator:
    return page.locator(".tt-b[data-move]").filter(has_text=title)


def test_a_booking_clashes_finds_a_way_out_is_moved_and_seen(
    client_page: Callable[[str], Page], staff_page: Callable[[str], Page], service: Service, amir: int
) -> None:
    manager = staff_page("manager")
    book(manager, service, amir, kind="work", start="09:00", minutes=180)
    expect(manager.locator("main .notice")).to_contain_text("Bokat")
    check(manager)

    book(manager, service, amir, kind="appointment", start="10:00", minutes=45)
    expect(manager.locator("main table tbody tr")).to_contain_text("Arbete")
    check(manager)
    picture(manager, "timetable-clash")
    with manager.expect_navigation():
        manager.locator("button[name=slot]").nth(1).click()
    expect(manager.locator("main .notice")).to_contain_text("Bokat")

    week = f"{service.base}/staff/timetable/clients/{amir}?day={next_tuesday()}"
    manager.goto(week)
    check(manager)
    picture(manager, "timetable-week")
    work = block(manager, "Arbete")
    expect(work).to_have_attribute("data-start", f"{next_tuesday()}T09:00")
    work.focus()
    manager.keyboard.press("Space")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        manager.keyboard.press(key)
    expect(manager.locator("#tt-told")).to_contain_text("09:30")
    with manager.expect_navigation():
        manager.keyboard.press("Space")
    expect(manager.locator("main .notice")).to_contain_text("Flyttat")
    expect(block(manager, "Arbete")).to_have_attribute(
        "data-start", f"{next_tuesday() + timedelta(days=1)}T09:30"
    )

    block(manager, "Arbete").scroll_into_view_if_needed()
    box = block(manager, "Arbete").bounding_box()
    column = manager.locator(f'.tt-day[data-day="{next_tuesday() + timedelta(days=2)}"]').bounding_box()
    assert box is not None
    assert column is not None
    manager.mouse.move(box["x"] + 20, box["y"] + 8)
    manager.mouse.down()
    manager.mouse.move(column["x"] + 40, box["y"] + 8 + box["height"] / 12, steps=6)
    with manager.expect_navigation():
        manager.mouse.up()
    moved = block(manager, "Arbete").get_attribute("data-start")
    assert moved == f"{next_tuesday() + timedelta(days=2)}T09:45", moved

    client = client_page(AMIR)
    client.goto(f"{service.base}/my/day")
    expect(client.locator("main")).to_contain_text(re.compile(r"09[:.]45"))
    check(client)
    client.get_by_text(re.compile(r"09[:.]45")).first.scroll_into_view_if_needed()
    picture(client, "client-day")


def test_the_lists_of_a_day_are_there_to_print(staff_page: Callable[[str], Page], service: Service) -> None:
    manager = staff_page("manager")
    day = f"day={next_tuesday()}"
    for page in ("", "/movements", "/unlock", "/rooms", "/mine", "/offers", "/bookings/new", "/calendar"):
        manager.goto(f"{service.base}/staff/timetable{page}?{day}&unit=")
        check(manager)
        if page in {"", "/unlock"}:
            picture(manager, f"timetable{page.replace('/', '-')}")
    manager.goto(f"{service.base}/staff/timetable/movements?{day}&unit=")
    manager.emulate_media(media="print")
    expect(manager.locator("nav.side")).not_to_be_visible()
    expect(manager.locator("table.tt-print tbody tr").first).to_be_visible()
