"""A person is sentenced: staff see the dates before they keep them, and the person reads the same steps."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.service import Service

pytestmark = pytest.mark.journey

NAME = "Daniel Kovač"


def client_id(service: Service, name: str) -> int:
    """Return the id of somebody of the cast."""
    with service.owner() as owner:
        row = owner.execute(
            "select id from people_client where number = %s", [service.numbers[name]]
        ).fetchone()
    assert row is not None
    return int(row[0])


def put_in_remand(service: Service, who: int) -> None:
    """Take back what the demonstration says of a person: they came from a court and wait."""
    with service.owner() as owner, owner.transaction():
        owner.execute("reset role")
        owner.execute("set local session_replication_role = replica")  # past the triggers
        for table in ("sentenceinterruption", "sentencepart", "sentence", "legalstatus"):
            owner.execute(f"delete from custody_{table} where client_id = %s", [who])
        owner.execute(
            "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, "
            "recorded_by, withdrawn_reason) values (gen_random_uuid(), %s, 'remand', "
            "tstzrange(now() - interval '300 days', null), '', now(), 1001, '')",
            [who],
        )


def fill_day(page: Page, name: str, days_ago: int) -> None:
    """Fill a date of three fields."""
    day = page.evaluate(
        "ago => { const d = new Date(Date.now() - ago * 864e5);"
        " return [d.getDate(), d.getMonth() + 1, d.getFullYear()].map(String) }",
        days_ago,
    )
    for part, value in zip(("day", "month", "year"), day, strict=True):
        page.locator(f'[name="{name}_{part}"]').fill(value)


def test_a_sentence_is_recorded_with_a_preview_corrected_and_read_by_the_person(
    staff_page: Callable[[str], Page], client_page: Callable[[str], Page], service: Service
) -> None:
    who = client_id(service, NAME)
    put_in_remand(service, who)
    staff = staff_page(governor(service))
    staff.goto(f"{service.base}/staff/clients/{who}")
    staff.locator(f'a[href$="/clients/{who}/sentence"]').click()
    expect(staff.locator("main")).to_contain_text("I häkte")
    staff.locator(f'a[href$="/clients/{who}/sentence/edit"]').click()
    staff.locator('[name="part-0-case"]').fill("Göta hovrätt B 77-26")
    fill_day(staff, "part-0-judged", 60)
    fill_day(staff, "part-0-final", 39)
    staff.locator('[name="part-0-years"]').fill("3")
    fill_day(staff, "starts", 38)
    staff.locator('[name="remand"]').fill("200")
    staff.locator("button[name=do][value=preview]").click()
    expect(staff.locator("main")).to_contain_text("Inget är sparat än.")
    staff.locator("button[name=do][value=keep]").click()
    expect(staff.locator("main")).to_contain_text("Avtjänar ett straff")
    first = staff.locator(".sentence-dates summary time").first.get_attribute("datetime")
    assert first
    staff.locator(".sentence-dates summary").first.click()
    expect(staff.locator("main")).to_contain_text("Straffet på 3 år är 1095 dagar.")

    person = client_page(NAME)
    person.goto(f"{service.base}/my/sentence")
    expect(person.locator("main")).to_contain_text("You are released")
    assert first in person.content()

    staff.locator(f'a[href$="/clients/{who}/sentence/edit"]').click()
    staff.locator('[name="remand"]').fill("210")
    staff.locator('[name="reason"]').fill("Ten more days in remand")
    staff.locator("button[name=do][value=keep]").click()
    expect(staff.locator("main")).to_contain_text("Tidigare uppgifter (1)")
    person.reload()
    expect(person.locator("main")).to_contain_text("Ten more days in remand")
    assert re.search("You were already inside for 210 days before", person.content())


def governor(service: Service) -> str:
    """Return the user name of the governor where the person of this story lives."""
    with service.owner() as owner:
        row = owner.execute(
            "select m.username from organisations_staffmember m join access.reach_grant g on "
            "g.actor_id = m.actor_id where g.role_code = 'governor' and m.establishment_id = "
            "(select establishment_id from custody_stay s join people_client c on c.id = s.client_id "
            "where c.number = %s and upper_inf(s.period)) limit 1",
            [service.numbers[NAME]],
        ).fetchone()
    assert row is not None
    return str(row[0])
