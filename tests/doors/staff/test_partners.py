"""Partners at the staff door: who may see what, what was handed over, whom to call, who works there."""

from datetime import timedelta

import pytest

from redthread.foundation.classes import InformationClass as C
from redthread.organisations.public import PartnerMember
from redthread.sharing.public import HandoverKind, create_handover, list_partner_links
from tests.doors.staff.conftest import TUESDAY


@pytest.fixture
def page(cast):
    return f"/staff/clients/{cast.amir.client_id}/partners"


def test_who_may_see_what_and_why_stands_on_one_page(seat, cast, page):
    text = seat(cast.manager).read(page)
    assert "Umeå kommun" in text
    assert "Plan: home" in text
    assert "waits for consent:" in text
    assert "The law" in text


def test_an_organisation_is_let_in_narrowed_and_ended(seat, acting, cast, world, page):
    manager, lund = seat(cast.manager), world.partners["lund"]
    answer = manager.post(f"{page}/add", {"organisation": lund, "reason": "moves there"}, of=page)
    assert answer.status_code == 302
    assert "Lunds kommun" in manager.read(page)
    kept = ["PHASE", "LOCATION", "STAFF_CONTACT"]
    answer = manager.post(
        f"{page}/{lund}/narrow", {f"keep-{lund}": kept, f"narrow-{lund}": "less is enough"}, of=page
    )
    assert answer.status_code == 302
    with acting(cast.manager, focus=cast.amir.client_id):
        links = {link.organisation_id: link for link in list_partner_links(client_id=cast.amir.client_id)}
    assert links[lund].without & C.PLAN_MONEY
    assert not links[lund].without & C.LOCATION
    assert "less is enough" in manager.read(page)
    assert manager.post(f"{page}/{lund}/end", {f"stop-{lund}": ""}, of=page).status_code == 422
    assert manager.post(f"{page}/{lund}/end", {f"stop-{lund}": "moved on"}, of=page).status_code == 302
    with acting(cast.manager, focus=cast.amir.client_id):
        assert {link.organisation_id for link in list_partner_links(client_id=cast.amir.client_id)} == {
            world.partners["umea"]
        }


def test_more_is_given_by_hand_with_what_it_rests_on(seat, cast, world, page):
    governor = seat(cast.governor)
    umea = world.partners["umea"]
    form = {
        "more_to": umea,
        "classes": ["LEAVE_DATES"],
        "purpose": "decision",
        "basis": "order",
        "source": "FR 12-26",
    }
    assert governor.post(f"{page}/more", form, of=page).status_code == 422, "no reason"
    assert governor.post(f"{page}/more", form | {"more_why": "ordered"}, of=page).status_code == 302
    assert "FR 12-26" in governor.read(page)
    assert 'value="CONDITIONS"' not in governor.read(page), "nothing is kept of it: not offered"
    health = form | {"classes": ["HEALTH"], "more_why": "ordered"}
    assert "You cannot share this" in governor.post(f"{page}/more", health, of=page).content.decode()
    assert governor.post(f"{page}/more", {"more_to": "x"}, of=page).status_code == 422


def test_something_is_handed_over_and_who_does_not_answer_is_called(seat, acting, cast, world, page):
    manager, umea = seat(cast.manager), world.partners["umea"]
    assert manager.post(f"{page}/hand", {"hand_to": umea, "kind": "question"}, of=page).status_code == 302
    assert "A question to you" in manager.read(page)
    assert "Everybody answered in time" in manager.read("/staff/partners")
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        late = create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=umea,
            kind=HandoverKind.PLAN,
            info=C.PLAN_WORK,
            at=TUESDAY - timedelta(days=20),
        )
    office = manager.read("/staff/partners")
    assert "090-16 10 00" in office
    step = f"/staff/partners/handovers/{late.id}/step"
    assert manager.post(step, {"step": "nonsense"}, of="/staff/partners").status_code == 404
    assert manager.post(step, {"step": "acted"}, of="/staff/partners").status_code == 302
    assert "Everybody answered in time" in manager.read("/staff/partners")


def test_the_pages_are_not_there_for_others(seat, cast, page):
    officer = seat(cast.officer)
    for path in (page, "/staff/partners"):
        assert officer.get(path).status_code == 404
    assert seat(cast.manager).get(f"/staff/clients/{cast.marek.client_id}/partners").status_code == 404
    assert seat(cast.manager).get("/staff/partners/999999").status_code == 404
    assert (
        seat(cast.manager).post("/staff/partners/register", {"name": "X", "kind": "ngo"}, of=page).status_code
        == 404
    )


def test_the_administrator_registers_an_organisation_and_reads_no_client(seat, cast, world):
    administrator = seat(cast.administrator)
    text = administrator.read("/staff/partners")
    assert "Nobody answered" in text
    form = {
        "name": "Vindelns kommun",
        "kind": "municipality",
        "territories": "2404",
        "language": "sv",
        "desk_email": "kommun@vindeln.example",
        "phones": "Växeln, 0933-140 00, 8-16\n\nEva Lind · 0933-140 11",
    }
    new = "/staff/partners/new"
    bad = administrator.post("/staff/partners/register", form | {"desk_email": "nothing"}, of=new)
    assert bad.status_code == 422
    assert "Vindelns kommun" in bad.content.decode(), "what was typed stays"
    assert administrator.post("/staff/partners/register", form, of=new).status_code == 302
    assert "Vindelns kommun" in administrator.read("/staff/partners")
    again = administrator.post("/staff/partners/register", form, of=new)
    assert again.status_code == 409
    page = f"/staff/partners/{world.partners['umea']}"
    assert "Mona Öberg" in administrator.read(page)


def test_whoever_left_is_out_at_once(seat, as_owner, cast, world):
    administrator, page = seat(cast.administrator), f"/staff/partners/{world.partners['umea']}"
    with as_owner():
        member = PartnerMember.objects.get(actor_id=cast.caseworker.actor_id)
    end = f"/staff/partners/members/{member.id}/end"
    assert administrator.post(end, {f"left-{member.id}": ""}, of=page).status_code == 422
    assert administrator.post(end, {f"left-{member.id}": "new work"}, of=page).status_code == 302
    assert "new work" in administrator.read(page)
    assert administrator.post("/staff/partners/members/999999/end", {}, of=page).status_code == 404
