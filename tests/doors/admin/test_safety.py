"""Restrictions, keep-apart and segregation at the staff door: shown, noted, refused in a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from redthread.custody import public as custody
from tests.doors.admin.conftest import Clerk
from tests.factories.world import Acting, Cast, Member, World

Office = Callable[[Member], Clerk]


def of(who: Member, page: str) -> str:
    return f"/staff/clients/{who.client_id}/{page}"


def test_a_decision_closes_the_channels_and_a_mistake_opens_them(
    office: Office, cast: Cast, acting: Acting
) -> None:
    page = of(cast.amir, "restrictions")
    clerk = office(cast.manager)
    clerk.see(page)
    assert "The lawyer" in clerk.page
    form = clerk.form() | {"number": "AM-7-26", "decided_by": "Prosecutor Ek", "told_reason": "Inquiry."}
    clerk.send(page, form, of=page, status=422)
    assert "Choose what is closed." in clerk.page
    assert "AM-7-26" in clerk.source, "what was typed is still there"
    clerk.send(page, form | {"channels": ["visits", "phone"]}, of=page)
    assert "The channels are closed" in clerk.page
    with acting(cast.amir):
        [phone, visits] = custody.list_restrictions_now(client_id=cast.amir.client_id, at=datetime.now(UTC))
    clerk.send(f"{page}/{visits.id}/lift", {f"decision-{visits.id}": "AM-7-26"}, of=page, status=422)
    assert "Enter that of the new decision." in clerk.page
    clerk.send(f"{page}/{visits.id}/lift", {f"decision-{visits.id}": "AM-9-26"}, of=page)
    clerk.send(f"{page}/{phone.id}/withdraw", {f"wrong-{phone.id}": "Meant for Lund."}, of=page)
    assert "Nothing is closed for this person." in clerk.page
    assert "Meant for Lund." in clerk.page
    assert "lifted by AM-9-26" in clerk.page


def test_keep_apart_is_opened_closed_and_placed_against(office: Office, cast: Cast, world: World) -> None:
    page = of(cast.amir, "keep-apart")
    clerk = office(cast.governor)
    clerk.see(page)
    other = of(cast.jonas, "place")
    filled = clerk.form() | {
        "number": "P000000",
        "level": "landing",
        "reason": "threat",
        "role": "victim",
        "other_role": "perpetrator",
    }
    clerk.send(page, filled, of=page, status=422)
    assert "There is nobody with this number." in clerk.page
    number = office(cast.manager).see(other).split('dir="ltr">')[1].split("<")[0]
    clerk.send(page, filled | {"number": number, "level": "moon"}, of=page, status=422)
    clerk.send(page, filled | {"number": number}, of=page)
    assert "Jonas Lund" in clerk.page
    move = of(cast.amir, "place/move")
    room = {"room": str(world.rooms["C203"])}
    manager = office(cast.manager)
    manager.send(move, room, of=of(cast.amir, "place"), status=200)
    assert "To be kept apart: Jonas Lund" in manager.page
    assert "against_reason" not in manager.source
    manager.send(move, room | {"step": "save"}, of=of(cast.amir, "place"), status=409)
    assert "ask somebody who may decide against it" in manager.page
    clerk.send(move, room, of=of(cast.amir, "place"), status=200)
    assert "against_reason" in clerk.source
    decided = room | {"step": "save", "against_reason": "One night."}
    clerk.send(move, decided, of=of(cast.amir, "place"))
    assert "Moved." in clerk.page
    assert "Kept apart from 1 person." in clerk.page
    office(cast.officer).see(page, status=404)


def test_a_segregation_is_decided_noted_and_reviewed(office: Office, cast: Cast) -> None:
    page = of(cast.amir, "segregation")
    clerk = office(cast.governor)
    clerk.see(page)
    filled = clerk.form() | {"ground": "safety", "reason": "Threats."}
    clerk.send(page, filled, of=page, status=422)
    assert "Reason, place and doctor" in clerk.page
    clerk.send(page, filled | {"doctor": "Dr Alm"}, of=page)
    assert "review due" in clerk.page
    officer = office(cast.officer)
    officer.see(page)
    assert "/review" not in officer.source
    action = officer.source.split('/note"')[0].rsplit('action="', 1)[1] + "/note"
    officer.send(action, {"kind": "contact", "minutes": "45"}, of=page)
    assert "Noted." in officer.page
    assert ">45" in officer.source
    officer.send(action, {"kind": "doctor"}, of=page, status=422)
    assert "Write who came." in officer.page
    clerk.see(page)
    ended = {"due": clerk.form()["due"], "outcome": "end", "grounds": "It is calm."}
    review = action.removesuffix("note") + "review"
    officer.send(review, ended, of=page, status=404)
    clerk.send(review, ended | {"due": "soon"}, of=page, status=422)
    clerk.send(review, ended, of=page)
    assert "It is calm." in clerk.page


def test_what_runs_late_is_on_the_governors_first_page(office: Office, cast: Cast, as_owner: object) -> None:
    clerk = office(cast.governor)
    clerk.see("/staff/")
    assert "Held apart" not in clerk.page
    page = of(cast.amir, "segregation")
    clerk.see(page)
    clerk.send(page, clerk.form() | {"ground": "inquiry", "reason": "A fight.", "doctor": "Dr Alm"}, of=page)
    with as_owner():  # type: ignore[operator]
        row = custody.Segregation.objects.get()
        begins = row.period.lower - timedelta(days=16)
        custody.Segregation.objects.filter(id=row.id).update(
            period=(begins, None), review_due_at=begins + timedelta(days=4)
        )
    clerk.see("/staff/")
    assert "Held apart: look at this today" in clerk.page
    assert "16 days · it had to end" in clerk.page
