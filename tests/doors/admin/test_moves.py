"""Arrivals, places and transfers at the staff door: shown before they are made, refused in a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from redthread.custody.public import find_open_transfer, find_place
from tests.doors.admin.conftest import Clerk
from tests.factories.requests import Desk
from tests.factories.world import Acting, AsOwner, Cast, Member, World, staff

Office = Callable[[Member], Clerk]
TOMORROW = datetime.now(UTC) + timedelta(days=1)
DAY = {
    "planned_day": str(TOMORROW.day),
    "planned_month": str(TOMORROW.month),
    "planned_year": str(TOMORROW.year),
    "planned_time": "9.30",
}


@pytest.fixture
def manager_elsewhere(as_owner: AsOwner, world: World) -> Member:
    """The unit manager of Kumla."""
    with as_owner(), connection.cursor() as cursor:
        kumla = world.establishments["kumla"]
        member = staff("Ulla Berg", "unit_manager", "establishment", kumla, kumla)
        cursor.execute("select access.refresh_actor(%s)", [member.actor_id])
    return member


def page_of(who: Member) -> str:
    return f"/staff/clients/{who.client_id}/place"


def test_a_transfer_from_proposal_to_arrival(
    office: Office, cast: Cast, world: World, desk: Desk, manager_elsewhere: Member, acting: Acting
) -> None:
    """Seen before with all it does, decided by the governor, begun, and confirmed at the other end."""
    desk.ask(cast.amir)
    desk.ask(cast.amir, "nurse")
    new = f"/staff/clients/{cast.amir.client_id}/transfers/new"
    kumla = str(world.establishments["kumla"])
    manager = office(cast.manager)
    manager.see(f"{new}?to={kumla}")
    assert "Stays with the place of now" in manager.page
    assert "Request to the management" in manager.page
    assert "A private matter" in manager.page, "a manager learns of the nurse's matter no more than that"
    filled = manager.form() | {"reason": "closer", "grounds": "His children live in Örebro."} | DAY
    manager.send(new, filled, of=f"{new}?to={kumla}")
    with acting(cast.manager):
        journey = find_open_transfer(client_id=cast.amir.client_id)
    assert journey is not None
    page = f"/staff/clients/{cast.amir.client_id}/transfers/{journey.id}"
    manager.see(page)
    assert "is approved" not in manager.page, "a manager does not decide"
    governor = office(cast.governor)
    governor.send(f"{page}/decide", {"outcome": "yes", "grounds": " "}, of=page, status=422)
    assert "Write why." in governor.page
    governor.send(f"{page}/decide", {"outcome": "yes", "grounds": "There is a place."}, of=page)
    manager.send(f"{page}/begin", {"room": str(world.rooms["A201"])}, of=page, status=409)
    assert "is full" in manager.page
    manager.send(f"{page}/begin", {"room": str(world.rooms["A202"])}, of=page)
    assert "The journey has begun." in manager.page
    manager.see(page, status=404)
    there = office(manager_elsewhere)
    there.see("/staff/moves")
    assert "Rahmani, Amir" in there.page
    there.send(f"{page}/arrive", {}, of=page)
    assert "Arrived. The client has the receipt." in there.page
    there.send(f"{page}/arrive", {}, of=page_of(cast.amir), status=409)
    assert "stands elsewhere by now" in there.page


def test_a_transfer_without_place_reason_or_day_is_not_proposed(
    office: Office, cast: Cast, world: World
) -> None:
    new = f"/staff/clients/{cast.amir.client_id}/transfers/new"
    there = f"{new}?to={world.establishments['kumla']}"
    clerk = office(cast.manager)
    clerk.see(there)
    form = clerk.form() | {"reason": "closer", "grounds": "Family."} | DAY
    for wrong, words in (
        ({"to": "999999"}, "Choose a place."),
        ({"reason": "revenge"}, "Choose a reason."),
        ({"planned_day": "31", "planned_month": "2"}, "does not exist"),
        ({"planned_time": "late"}, "hours and minutes"),
        ({"planned_year": "2019"}, "lies in the past"),
        ({"planned_day": "", "planned_month": "", "planned_year": ""}, "Write the day of the journey."),
    ):
        clerk.send(new, form | wrong, of=there, status=422)
        assert words in clerk.page
        assert "Family." in clerk.page or wrong == {"to": "999999"}, "what was typed is still there"


def test_a_move_inside_the_house_is_made_after_one_look(
    office: Office, cast: Cast, world: World, acting: Acting
) -> None:
    clerk, page = office(cast.manager), page_of(cast.amir)
    clerk.send(f"{page}/move", {"room": str(world.rooms["C203"])}, of=page, status=200)
    assert "What this does" in clerk.page
    with acting(cast.manager):
        assert find_place(client_id=cast.amir.client_id).room == "C201"  # type: ignore[union-attr]
    clerk.send(f"{page}/move", clerk.form() | {"step": "save"}, of=page)
    assert "Moved." in clerk.page
    clerk.send(f"{page}/move", {"room": str(world.rooms["C202"]), "step": "save"}, of=page, status=409)
    assert "is full" in clerk.page
    clerk.send(f"{page}/move", {"room": str(world.rooms["A202"]), "step": "save"}, of=page, status=422)
    assert "Choose a room." in clerk.page, "a room elsewhere is not a choice here"


def test_out_to_court_and_back(office: Office, cast: Cast) -> None:
    clerk, page = office(cast.manager), page_of(cast.amir)
    out = {"reason": "court", "where": "Södertälje tingsrätt"}
    clerk.send(f"{page}/out", out, of=page, status=200)
    clerk.send(f"{page}/out", clerk.form() | out | {"step": "save"}, of=page)
    assert "is expected back" in clerk.page
    clerk.see("/staff/moves")
    assert "Södertälje tingsrätt" in clerk.page
    clerk.send(f"{page}/back", {}, of=page)
    assert "the person is back" in clerk.page
    clerk.send(f"{page}/back", {}, of=page, status=409)
    assert "is not out" in clerk.page


def test_a_key_worker_is_given(office: Office, cast: Cast) -> None:
    clerk, page = office(cast.manager), page_of(cast.amir)
    clerk.see(page)
    assert "Karin Lund" in clerk.page
    clerk.send(f"{page}/key-worker", {"key_worker": str(cast.officer.actor_id)}, of=page)
    assert "The client sees it." in clerk.page
    clerk.send(
        f"{page}/key-worker", {"key_worker": str(cast.officer_elsewhere.actor_id)}, of=page, status=422
    )
    assert "does not work where the client is held" in clerk.page


def test_release_asks_first(office: Office, cast: Cast) -> None:
    clerk, page = office(cast.governor), page_of(cast.jonas)
    clerk.send(f"{page}/release", {}, of=page, status=200)
    assert "tablets here let them in no more" in clerk.page
    clerk.send(f"{page}/release", clerk.form() | {"step": "save"}, of=page)
    assert "Released." in clerk.page
    clerk.see(page, status=404)


def test_somebody_is_announced_matched_and_received(office: Office, cast: Cast, world: World) -> None:
    clerk = office(cast.manager)
    clerk.see("/staff/arrivals/new")
    papers = clerk.form() | {
        "given_name": "Marek",
        "family_name": "Nowak",
        "gender": "m",
        "source": "Södertälje tingsrätt",
    }
    clerk.send("/staff/arrivals/new", papers | {"family_name": ""}, of="/staff/arrivals/new", status=422)
    clerk.send("/staff/arrivals/new", papers, of="/staff/arrivals/new")
    assert "held at Anstalten Kumla" in clerk.page
    page = clerk.browser.path if hasattr(clerk.browser, "path") else ""
    clerk.see("/staff/moves")
    page = clerk.page.split('href="/staff/arrivals/')[2 if "arrivals/new" in clerk.page else 1].split('"')[0]
    page = f"/staff/arrivals/{page}"
    room = {"room": str(world.rooms["C203"])}
    clerk.send(page, room, of=page, status=422)
    assert "one of the people shown" in clerk.page
    clerk.send(page, room | {"known": str(cast.marek.client_id)}, of=page, status=409)
    clerk.send(page, room | {"known": str(cast.leila.client_id)}, of=page, status=422)
    clerk.send(page, room | {"known": "", "number": "", "born_day": "1"}, of=page, status=422)
    born = {"born_day": "2", "born_month": "4", "born_year": "1991"}
    clerk.send(page, room | born | {"known": "", "number": "N-50001", "pin": "8162"}, of=page)
    assert "Received. They live here now." in clerk.page
    clerk.see(page, status=404)


def test_keys_are_given_within_reach(office: Office, cast: Cast) -> None:
    clerk = office(cast.officer)
    page = f"/staff/clients/{cast.amir.client_id}/keys"
    clerk.send(page, {"pin": "8162"}, of=page)
    assert "The PIN works from now on." in clerk.page
    clerk.send(page, {"card": "04A2B9C1"}, of=page)
    assert "The card works from now on" in clerk.page
    clerk.send(page, {"pin": "12"}, of=page, status=422)
    clerk.see(f"/staff/clients/{cast.marek.client_id}/keys", status=404)


def test_who_may_not_place_people_sees_no_page(office: Office, cast: Cast) -> None:
    for member in (cast.officer, cast.nurse, cast.administrator):
        clerk = office(member)
        for path in ("/staff/moves", "/staff/arrivals/new", page_of(cast.amir)):
            clerk.see(path, status=404)
