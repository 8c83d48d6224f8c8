"""A plan is made by three: the person begins, the municipality goes on, nobody starts anything twice."""

import secrets
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESK
from tests.support.checks import check
from tests.support.service import Service

pytestmark = pytest.mark.journey

NAME = "Jonas Lundgren"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Chromium of the municipality"
PRACTICE = "Praktik i plåtverkstaden"
FILE = f"insats;område;från;till\n{PRACTICE};arbete;2026-08-03;2027-05-30\n"


@pytest.fixture
def person(service: Service) -> int:
    """Jonas, whose plan is empty today."""
    with service.owner() as owner, owner.transaction():
        owner.execute("reset role")
        owner.execute("set local session_replication_role = replica")  # past the triggers
        row = owner.execute(
            "select id from people_client where number = %s", [service.numbers[NAME]]
        ).fetchone()
        assert row is not None
        for table in (
            "signature",
            "clientword",
            "remark",
            "doubleeffort",
            "action",
            "goal",
            "planversion",
            "plan",
        ):
            owner.execute(f"delete from plans_{table} where client_id = %s", [row[0]])
    return int(row[0])


@pytest.fixture
def partner(browser: Browser, service: Service, person: int) -> Iterator[Page]:
    """A case worker of a municipality that may read and write home and work of Jonas' plan."""
    token, classes = secrets.token_urlsafe(32), 64 | 128
    with service.owner() as owner:
        (house,) = owner.execute(
            "insert into organisations_partnerorganisation (code, name, kind, pack, territories, language, "
            "is_active) values (%s, 'Gnesta kommun', 'municipality', 'se', '{}', 'sv', true) returning id",
            [f"journey-{token[:8]}"],
        ).fetchone() or (0,)
        (actor,) = owner.execute(
            "insert into access.actor (kind, name, title, language, organisation_id) "
            "values ('partner', 'Eva Falk', 'Handläggare', 'sv', %s) returning id",
            [house],
        ).fetchone() or (0,)
        owner.execute(
            "insert into organisations_partnermember (actor_id, organisation_id, given_name, family_name, "
            "email, title, role, class_limit, began_at, ended_why, oidc_issuer, oidc_subject) values "
            "(%s, %s, 'Eva', 'Falk', 'eva@gnesta.example', '', 'caseworker', -1, now(), '', '', '')",
            [actor, house],
        )
        owner.execute(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, phase) values (%s, %s, %s, %s, 'plan', 'law', 'serving')",
            [house, person, classes | 3, classes],
        )
        owner.execute("select access.refresh_client(%s)", [person])
        owner.execute(
            "select access.open_session(%s, 'partner', %s, %s, null, 3600, 43200, 'journey', '127.0.0.1')",
            [actor, token, f"browser:{AGENT}"],
        )
    context = browser.new_context(viewport=DESK, user_agent=AGENT)
    context.add_cookies([{"name": "rt_session", "value": token, "url": f"{service.base}/partner/"}])
    yield context.new_page()
    context.close()
    with service.owner() as owner:
        owner.execute("delete from access.partner_grant where organisation_id = %s", [house])
        owner.execute("select access.refresh_client(%s)", [person])


def send(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def test_three_make_one_plan_and_nobody_starts_again(
    client_page: Callable[[str], Page],
    staff_page: Callable[[str], Page],
    partner: Page,
    person: int,
    service: Service,
) -> None:
    agreed = f"select count(*) from thread.entry where client_id = {person} and kind = 'plans.agreed'"
    before = service.number(agreed)  # of the plans that the demonstration tells of
    jonas = client_page(NAME)
    jonas.goto(f"{service.base}/my/plan")
    jonas.locator("select[name=area]").select_option("work")
    jonas.locator("textarea[name=text]").first.fill("Jag vill bli plåtslagare")
    send(jonas, "form[data-keep=plan-goal] button")
    expect(jonas.locator(".plan-goal.client").first).to_contain_text("Jag vill bli plåtslagare")
    check(jonas)

    plan = f"{service.base}/partner/people/{person}/plan"
    partner.goto(f"{plan}/bring")
    partner.locator("input[type=file]").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": FILE.encode("latin-1")}
    )
    send(partner, "button[value=look]")
    expect(partner.locator("main")).to_contain_text(PRACTICE)
    partner.locator("input[name=sure]").check()
    send(partner, "button[value=keep]")
    expect(partner.locator("main")).to_contain_text("Fortsätter under straffet")
    check(partner)

    officer = staff_page("planner")
    officer.goto(f"{service.base}/staff/clients/{person}/plan/write?area=work")
    officer.locator("textarea[name=words]").fill("Arbete i verkstaden")
    send(officer, "main form .actions button")
    expect(officer.locator("[role=alert]").first).to_contain_text("Gnesta kommun")
    check(officer)
    officer.locator("input[name=reply][value=continue]").check()
    send(officer, "main form .actions button")
    expect(officer.locator(".plan-action .what")).to_have_count(1)
    expect(officer.locator(".plan-action .what")).to_contain_text(PRACTICE)
    expect(officer.locator(".plan-action .double")).to_contain_text("Arbete i verkstaden")

    jonas.goto(f"{service.base}/my/plan")
    expect(jonas.locator("main")).to_contain_text("Gnesta kommun")
    jonas.locator("input[name=answer][value=agrees]").check()
    jonas.locator("#my-word textarea").fill("Bra att jag slipper börja om.")
    send(jonas, "form[data-keep=plan-word] button")
    for page, address in ((partner, plan), (officer, f"{service.base}/staff/clients/{person}/plan")):
        page.goto(address)
        expect(page.locator("#word")).to_contain_text("Bra att jag slipper börja om.")
        send(page, '#word form[action$="/sign"] button')
    jonas.goto(f"{service.base}/my/plan")
    for name in ("Eva Falk", "Gnesta kommun", "Kriminalvården"):
        expect(jonas.locator("#my-word")).to_contain_text(name)
    assert service.number(agreed) == before + 1


def test_what_was_typed_when_the_grant_ended_is_given_back(
    partner: Page, person: int, service: Service
) -> None:
    plan = f"{service.base}/partner/people/{person}/plan"
    partner.goto(f"{plan}/write?area=home")
    partner.locator("textarea[name=words]").fill("Träningslägenhet i Gnesta från mars")
    with service.owner() as owner:
        owner.execute("update access.partner_grant set valid_until = now() where client_id = %s", [person])
        owner.execute("select access.refresh_client(%s)", [person])
    send(partner, "main form .actions button")
    expect(partner.locator("main textarea")).to_have_value("Träningslägenhet i Gnesta från mars")
    expect(partner.locator("main")).not_to_contain_text("Lundgren")
    check(partner)
    answer = partner.goto(plan)
    assert answer is not None
    assert answer.status == 404
