"""A municipality that never answers: the clock, the reminder, the phone list, the dead letter."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from redthread.notices.public import Mail
from redthread.sharing.jobs import escalate_late
from tests.doors.partner.conftest import SignedIn
from tests.doors.signin.browser import Tablet
from tests.factories import partners
from tests.factories.world import AsOwner, Cast, Member, World, open_session
from tests.signin.arrange import Keys

Outbox = Callable[[], list[Mail]]
OFFICE = "/staff/partners"
AGENT = "Mozilla/5.0 (X11; Linux) Firefox/140.0"
"""What the tests' browsers call themselves."""


@pytest.fixture
def seated(as_owner: AsOwner) -> Callable[[Member], Tablet]:
    """Give what opens the browser of a member of staff or of a client."""

    def sit(who: Member) -> Tablet:
        made = Tablet()
        with as_owner():
            made.browser.cookies["rt_session"] = open_session(who, binding=f"browser:{AGENT}")
        return made

    return sit


@pytest.fixture
def days_pass(keys: Keys) -> Callable[[int], None]:
    """Give what lets days pass for everything that was handed over, and the job run then."""

    def go(days: int) -> None:
        steps = (
            "delivered",
            "fetched",
            "acknowledged",
            "escalated",
            "fetch_due",
            "acknowledge_due",
            "act_due",
        )
        columns = ["created_at", "due_at", *(f"{step}_at" for step in steps)]
        moved = ", ".join(f"{c} = {c} - interval '{days} days'" for c in columns)
        keys.do(f"update sharing_handover set {moved}")
        with connection.cursor() as cursor:
            cursor.execute("set role rt_job")
        escalate_late(0)
        with connection.cursor() as cursor:
            cursor.execute("set role rt_web")

    return go


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#39;", "'").split())


def kinds(keys: Keys, who: Member) -> list[str]:
    """Return what somebody's thread holds of sharing, in order."""
    found = keys.value(
        "select array_agg(kind order by seq) from thread.entry where client_id = %s "
        "and kind like 'sharing.%%'",
        who.client_id,
    )
    return list(found)


def test_from_the_first_reminder_to_the_phone_and_the_next_clock(
    seated: Callable[[Member], Tablet],
    days_pass: Callable[[int], None],
    signed_in: SignedIn,
    outbox: Outbox,
    cast: Cast,
    world: World,
    keys: Keys,
) -> None:
    manager = seated(cast.manager)
    page = f"/staff/clients/{cast.amir.client_id}/partners"
    handed = {"hand_to": world.partners["umea"], "kind": "intake_notice"}
    assert manager.post(f"{page}/hand", handed, of=page).status_code == 302
    told = outbox()
    assert {m.address for m in told} == {"desk@umea.example", "ulf.nyman@x.example"}
    assert not any("Amir" in m.text or "Rahmani" in m.text or "intake" in m.text.lower() for m in told)
    days_pass(1)
    assert "Everybody answered in time." in words(manager.get(OFFICE)), "its time is not up"
    assert not outbox()
    days_pass(14)
    reminded = outbox()
    assert {m.address for m in reminded} == {"desk@umea.example", "ulf.nyman@x.example"}
    office = words(manager.get(OFFICE))
    for said in ("Umeå kommun", "Amir Rahmani", "Växeln", "090-16 10 00", "They confirmed by phone"):
        assert said in office
    assert "is late. When nobody answers, the service phones you." in words(
        signed_in(cast.caseworker).get("/partner/")
    )
    days_pass(1)
    assert not outbox(), "reminded once a step, not every day"
    one = keys.value("select id from sharing_handover")
    # The switchboard answered: they have it. The next clock runs, and nobody does anything again.
    assert (
        manager.post(f"{OFFICE}/handovers/{one}/step", {"step": "acknowledged"}, of=OFFICE).status_code == 302
    )
    assert "Everybody answered in time." in words(manager.get(OFFICE))
    days_pass(40)
    assert outbox()
    assert "They have done it" in words(manager.get(OFFICE))
    assert kinds(keys, cast.amir) == [
        "sharing.handover_created",
        "sharing.escalated",
        "sharing.acknowledged",
        "sharing.escalated",
    ]
    # The client reads that it was sent and has not been answered.
    assert keys.value("select count(*) from sharing_handover where due_at < now()") == 1


def test_when_everybody_there_has_left_it_is_a_dead_letter_until_somebody_comes(
    seated: Callable[[Member], Tablet],
    days_pass: Callable[[int], None],
    signed_in: SignedIn,
    outbox: Outbox,
    as_owner: AsOwner,
    cast: Cast,
    world: World,
    keys: Keys,
) -> None:
    manager, administrator = seated(cast.manager), seated(cast.administrator)
    for who in (cast.caseworker, cast.coordinator):
        member = keys.value("select id from organisations_partnermember where actor_id = %s", who.actor_id)
        end = f"{OFFICE}/members/{member}/end"
        of = f"{OFFICE}/{world.partners['umea']}"
        assert administrator.post(end, {f"left-{member}": "changed employer"}, of=of).status_code == 302
    outbox()
    page = f"/staff/clients/{cast.amir.client_id}/partners"
    handed = {"hand_to": world.partners["umea"], "kind": "question"}
    assert manager.post(f"{page}/hand", handed, of=page).status_code == 302
    assert not outbox(), "nobody is told of what nobody can open"
    office = words(manager.get(OFFICE))
    assert "Nobody works at this organisation yet" in office
    assert "090-16 10 00" in office
    one = keys.value("select id from sharing_handover")
    again = f"{OFFICE}/handovers/{one}/replay"
    assert manager.post(again, of=OFFICE)["Location"].endswith("done=dead")
    days_pass(30)
    assert "Hand over again" in words(manager.get(OFFICE)), "time alone delivers nothing"
    assert not outbox()
    with as_owner():
        newcomer = partners.member("Nora Ny", world.partners["umea"], "coordinator")
    days_pass(0)
    assert {m.address for m in outbox()} == {"desk@umea.example", "nora.ny@x.example"}
    assert "Hand over again" not in words(manager.get(OFFICE))
    hers = signed_in(newcomer)
    assert "A question to you" in words(hers.get("/partner/"))
    path = f"/partner/handovers/{one}"
    assert hers.get(path).status_code == 200
    assert hers.post(f"{path}/act", of=path).status_code == 302
    assert "Everybody answered in time." in words(manager.get(OFFICE))
    assert [kind for kind in kinds(keys, cast.amir) if "escalated" not in kind] == [
        "sharing.handover_created",
        "sharing.replayed",
        "sharing.fetched",
        "sharing.acted",
    ]
