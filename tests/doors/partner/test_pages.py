"""A partner sees what was granted and nothing else: absent, not forbidden, and each answer is noted."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.html import escape

from redthread.foundation.classes import InformationClass as C
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverKind
from redthread.timetable import public as timetable
from tests.doors.partner.conftest import SignedIn
from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast, World
from tests.signin.arrange import Keys
from tests.timetable.arrange import Plan, arrange_rooms


@pytest.fixture
def handover(cast: Cast, world: World, acting: Any) -> str:
    """A notice of intake about Amir, handed to Umeå."""
    with acting(cast.administrator, focus=cast.amir.client_id):
        pass
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        made = sharing.create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            kind=HandoverKind.INTAKE_NOTICE,
            info=C.IDENTITY | C.PHASE,
            at=datetime.now(UTC) - timedelta(hours=1),
        )
    return str(made.id)


def disclosed(keys: Keys, what: str) -> int:
    return int(keys.value("select count(*) from sharing_disclosure where what = %s", what))


def test_the_inbox_shows_what_waits_and_what_to_do_next(
    signed_in: SignedIn, cast: Cast, keys: Keys, handover: str
) -> None:
    browser = signed_in(cast.caseworker)
    page = browser.get("/partner/").content.decode()
    assert "Amir Rahmani" in page
    assert "Somebody has come to us" in page
    assert "Open it" in page
    assert disclosed(keys, "partner:inbox") == 1
    assert browser.get("/partner/?show=done").status_code == 200


def test_a_handover_is_opened_confirmed_and_done(
    signed_in: SignedIn, cast: Cast, keys: Keys, handover: str
) -> None:
    browser, path = signed_in(cast.caseworker), f"/partner/handovers/{handover}"
    page = browser.get(path).content.decode()
    assert "We have received it" in page
    assert keys.value("select fetched_at from sharing_handover where id = %s", handover)
    done = browser.post(f"{path}/acknowledge", of=path)
    assert done["Location"] == f"{path}?done=acknowledged"
    assert "It is done" in browser.get(path).content.decode()
    browser.post(f"{path}/act", of=path)
    assert keys.value("select acted_at from sharing_handover where id = %s", handover)
    assert "Amir Rahmani" in browser.get("/partner/?show=done").content.decode()
    assert "Nothing waits for you" in browser.get("/partner/").content.decode()


def test_nobody_elses_handover_exists(signed_in: SignedIn, cast: Cast, keys: Keys, handover: str) -> None:
    browser = signed_in(cast.caseworker_elsewhere)
    unknown, others = f"/partner/handovers/{uuid4()}", f"/partner/handovers/{handover}"
    pages = {browser.get(path).content for path in (unknown, others)}
    assert {browser.get(path).status_code for path in (unknown, others)} == {404}
    assert len(pages) == 1
    for act in ("acknowledge", "act"):
        assert browser.post(f"{others}/{act}", of="/partner/organisation").status_code == 404
    assert keys.value("select fetched_at from sharing_handover where id = %s", handover) is None


def test_people_are_those_whom_the_organisation_works_with(
    signed_in: SignedIn, cast: Cast, keys: Keys
) -> None:
    browser = signed_in(cast.caseworker)
    page = browser.get("/partner/people").content.decode()
    assert "Amir Rahmani" in page
    assert not {"Marek", "Jonas", "Leila"} & set(page.replace("<", " ").split())
    for search in ("marek", "nowak", "%", "_", "\\", "P00", "' or 1=1 --"):
        page = browser.browser.get("/partner/people", {"q": search}).content.decode()
        assert "Nowak" not in page.replace(escape(search), "")
    assert "Amir Rahmani" in browser.browser.get("/partner/people", {"q": "rahm"}).content.decode()
    assert disclosed(keys, "partner:people") >= 2
    assert (
        keys.value("select count(*) from sharing_disclosure where client_id <> %s", cast.amir.client_id) == 0
    )


def test_a_person_out_of_reach_is_not_there_and_leaves_no_trace(
    signed_in: SignedIn, cast: Cast, keys: Keys
) -> None:
    browser = signed_in(cast.caseworker)
    paths = [f"/partner/people/{n}" for n in (cast.marek.client_id, cast.jonas.client_id, 99999999)]
    answers = [browser.get(path) for path in paths]
    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1
    assert disclosed(keys, "partner:person") == 0


def test_a_person_is_shown_in_the_granted_classes_only(signed_in: SignedIn, cast: Cast, keys: Keys) -> None:
    path, browser = f"/partner/people/{cast.amir.client_id}", signed_in(cast.caseworker)
    page = browser.get(path).content.decode()
    assert "Amir Rahmani" in page
    for word in ("What you may see, and why", "Where on the way", "Serving", "Anstalten Hall"):
        assert word in page
    assert disclosed(keys, "partner:person") == 1
    keys.do(
        "update access.partner_grant set read_mask = 1, write_mask = 0 where client_id = %s",
        cast.amir.client_id,
    )
    keys.do("select access.refresh_partners(array[%s::bigint])", cast.amir.client_id)
    narrowed = browser.get(path).content.decode()
    assert "Amir Rahmani" in narrowed
    for word in ("Anstalten", "Where on the way", "Released", "Your contact"):
        assert word not in narrowed
    keys.do("update access.partner_grant set valid_until = now() where client_id = %s", cast.amir.client_id)
    keys.do("select access.refresh_partners(array[%s::bigint])", cast.amir.client_id)
    assert browser.get(path).status_code == 404
    assert "Amir" not in browser.get("/partner/people").content.decode()


def test_a_coordinator_invites_a_colleague_who_comes_in_by_the_link(
    signed_in: SignedIn, cast: Cast, keys: Keys, stranger: Tablet, outbox: Any
) -> None:
    browser = signed_in(cast.coordinator)
    form = {
        "given": "Nora",
        "family": "Ny",
        "email": "nora.ny@umea.example",
        "role": "caseworker",
        "language": "sv",
    }
    assert browser.post("/partner/organisation/invite", form | {"email": "nora"}).status_code == 422
    done = browser.post("/partner/organisation/invite", form | {"limit": ["2", "64"]})
    assert done["Location"] == "/partner/organisation?done=invited"
    assert "Nora Ny" in browser.get("/partner/organisation").content.decode()
    again = browser.post("/partner/organisation/invite", form)
    assert again.status_code == 422
    (mail,) = outbox()
    link = next(line for line in mail.text.splitlines() if "/partner/invitation/" in line)
    assert mail.address == "nora.ny@umea.example"
    assert "Nora" not in mail.text
    path = link[link.index("/partner/") :]
    assert "Nora Ny" in stranger.get(path).content.decode()
    assert stranger.post(path)["Location"] == "/partner/sign-in/new-password"
    step = stranger.post(
        "/partner/sign-in/new-password",
        {"password": "wooden ferry lantern oats", "again": "wooden ferry lantern oats"},
    )
    assert step["Location"] == "/partner/sign-in/set-up"
    assert Tablet().get(path).status_code == 404


def test_a_case_worker_manages_nobody(signed_in: SignedIn, cast: Cast, keys: Keys) -> None:
    browser = signed_in(cast.caseworker)
    member = keys.value(
        "select id from organisations_partnermember where actor_id = %s", cast.coordinator.actor_id
    )
    for path in ("invite", f"members/{member}", f"members/{member}/end"):
        assert browser.get(f"/partner/organisation/{path}").status_code == 404
    assert "Invite a colleague" not in browser.get("/partner/organisation").content.decode()


def test_a_coordinator_manages_nobody_elsewhere(signed_in: SignedIn, cast: Cast, keys: Keys) -> None:
    browser = signed_in(cast.coordinator)
    member = keys.value(
        "select id from organisations_partnermember where actor_id = %s", cast.caseworker_elsewhere.actor_id
    )
    for path in (f"members/{member}", f"members/{member}/end"):
        assert browser.get(f"/partner/organisation/{path}").status_code == 404
        assert browser.post(f"/partner/organisation/{path}", of="/partner/organisation").status_code == 404


def test_who_changed_employer_is_out_at_once(signed_in: SignedIn, cast: Cast, keys: Keys) -> None:
    hers, browser = signed_in(cast.caseworker), signed_in(cast.coordinator)
    member = keys.value(
        "select id from organisations_partnermember where actor_id = %s", cast.caseworker.actor_id
    )
    path = f"/partner/organisation/members/{member}/end"
    assert hers.get("/partner/people").status_code == 200
    browser.post(path, {"why": "changed employer"})
    assert hers.get("/partner/people").status_code == 302
    assert (
        hers.post(
            "/partner/sign-in", {"name": f"m{cast.caseworker.actor_id}@x.example", "password": "x"}
        ).status_code
        == 403
    )
    assert browser.get(path).status_code == 404


def test_the_words_are_found_without_accents(signed_in: SignedIn, cast: Cast) -> None:
    browser = signed_in(cast.caseworker)
    assert browser.get("/partner/booklet").status_code == 200
    assert browser.get("/partner/booklet/nothing").status_code == 404
    assert browser.get("/partner/news").status_code == 200
    browser.post("/partner/language", {"language": "sv"})
    page = browser.browser.get("/partner/glossary", {"q": "haktad"}).content.decode()
    assert "häktad" in page
    page = browser.browser.get("/partner/glossary", {"q": "zzzz"}).content.decode()
    assert "<dl" not in page


def test_doors_do_not_open_each_other(signed_in: SignedIn, cast: Cast, keys: Keys) -> None:
    browser = signed_in(cast.caseworker)
    token = browser.cookie("rt_session")
    other = Tablet()
    other.browser.cookies["rt_session"] = token
    for path in ("/staff/keys", "/my/pin", "/family/"):
        assert other.get(path).status_code in {302, 404}
    name = keys.password(cast.officer, "karin")
    assert (
        Tablet().post("/partner/sign-in", {"name": name, "password": "plum river anvil seven"}).status_code
        == 403
    )


def test_own_keys_sessions_and_language_are_at_this_door_too(signed_in: SignedIn, cast: Cast) -> None:
    browser = signed_in(cast.caseworker)
    for path in ("keys", "keys/password", "sessions", "language"):
        page = browser.get(f"/partner/{path}")
        assert page.status_code == 200
        assert "/staff/" not in page.content.decode().replace("/static/staff/", "")
    browser.post("/partner/sign-out", of="/partner/keys")
    assert browser.get("/partner/").status_code == 302


def test_meetings_are_shown_where_appointments_were_granted_and_visits_never(
    signed_in: SignedIn, cast: Cast, world: World, acting: Any, as_owner: Any, keys: Keys
) -> None:
    plan, soon = Plan(acting, world, as_owner), datetime.now(UTC) + timedelta(days=2)
    with as_owner():
        arrange_rooms(plan)
    with acting(cast.manager) as actor:
        for hours, kind, room in ((0, "meeting", "M1"), (3, "visit", "V1")):
            new = plan.new(kind, clients=(cast.amir,), room=room, start=soon + timedelta(hours=hours))
            timetable.make_booking(actor=actor, new=new, at=datetime.now(UTC))
    path, browser = f"/partner/people/{cast.amir.client_id}", signed_in(cast.caseworker)
    page = browser.get(path).content.decode()
    dates = page[page.index("Coming dates") :].split("</section>")[0]
    assert dates.count("<li>") == 1
    assert "isit" not in dates
    keys.do(
        "update access.partner_grant set read_mask = read_mask & ~16384, write_mask = 0 where client_id = %s",
        cast.amir.client_id,
    )
    keys.do("select access.refresh_partners(array[%s::bigint])", cast.amir.client_id)
    assert "Coming dates" not in browser.get(path).content.decode()
