"""Arrivals and moves: what a move does is read before it happens, and only by who may place people."""

from collections.abc import Callable

from redthread.custody.public import find_place
from redthread.people.public import Client
from tests.doors.admin.conftest import Clerk
from tests.factories.requests import Desk
from tests.factories.world import Acting, AsOwner, Cast, Member, World

CLIENTS = "/staff/office/clients"


def _new(world: World, **other: str) -> dict[str, str]:
    typed = {
        "given_name": "Dana",
        "family_name": "Novak",
        "number": "k26777001",
        "gender": "f",
        "born_day": "3",
        "born_month": "5",
        "born_year": "1991",
        "language": "ar",
        "room": str(world.rooms["D203"]),
        "pin": "7391",
    }
    return typed | other


def test_somebody_is_received_into_a_room_with_a_pin(
    office: Callable[[Member], Clerk], cast: Cast, world: World, acting: Acting
) -> None:
    """One page, one transaction: a course, a place, a way to sign in."""
    clerk = office(cast.manager)
    clerk.send(f"{CLIENTS}/arrive", _new(world))
    assert "Received. They live here now." in clerk.page
    assert "K26777001" in clerk.page
    with acting(cast.manager):
        client = Client.objects.get(number="K26777001")
        place = find_place(client_id=client.id)
        assert place is not None
        assert place.room == "D203"


def test_nothing_is_half_done_when_the_room_is_full(
    office: Callable[[Member], Clerk], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """No course without a place; what was typed is still there."""
    clerk = office(cast.manager)
    clerk.send(f"{CLIENTS}/arrive", _new(world, room=str(world.rooms["C201"])), status=409)
    assert "is full" in clerk.page
    assert 'value="Novak"' in clerk.page
    with as_owner():
        assert not Client.objects.filter(number="K26777001").exists()


def test_what_cannot_be_is_refused_in_a_sentence(
    office: Callable[[Member], Clerk], cast: Cast, world: World
) -> None:
    """A day of birth that is none, no room, a room elsewhere, letters as PIN."""
    clerk = office(cast.manager)
    wrong = {
        "The day of birth": {"born_month": "13"},
        "Choose a room.": {"room": ""},
        "Number, name and gender": {"given_name": " "},
    }
    for words, other in wrong.items():
        clerk.send(f"{CLIENTS}/arrive", _new(world, **other), status=422)
        assert words in clerk.page
    clerk.send(f"{CLIENTS}/arrive", _new(world, room=str(world.rooms["A202"])), status=422)
    clerk.send(f"{CLIENTS}/arrive", _new(world, pin="abcd"), status=422)


def test_a_transfer_shows_what_becomes_of_each_request(
    office: Callable[[Member], Clerk], cast: Cast, world: World, desk: Desk, acting: Acting
) -> None:
    """The first press moves nobody; after the second the client is out of reach here."""
    desk.ask(cast.amir)
    clerk = office(cast.governor)
    page = f"{CLIENTS}/{cast.amir.client_id}"
    there = {"there": str(world.establishments["kumla"]), "room": str(world.rooms["A202"])}
    clerk.send(f"{page}/move", there, of=page, status=200)
    assert "only what the requests that stay here need" in clerk.page
    assert "1 request is open." in clerk.page
    assert "Request to the management" in clerk.page
    with acting(cast.governor):
        assert find_place(client_id=cast.amir.client_id or 0) is not None
    clerk.send(f"{page}/move", clerk.form() | {"step": "save"}, of=page)
    assert "The new establishment has them now." in clerk.page
    # A request to the management stays with the house that was asked: the name is known, the room is not.
    assert "A202" not in clerk.see(page)
    clerk.send(f"{page}/move", there | {"step": "save"}, of=page, status=409)


def test_a_transfer_without_requests_ends_the_reach(
    office: Callable[[Member], Clerk], cast: Cast, world: World
) -> None:
    """Nothing was left behind: the person is gone for this house."""
    clerk = office(cast.governor)
    page = f"{CLIENTS}/{cast.jonas.client_id}"
    there = {"there": str(world.establishments["kumla"]), "room": str(world.rooms["A202"])}
    clerk.send(f"{page}/move", there, of=page, status=200)
    assert "You will not reach this person any more." in clerk.page
    clerk.send(f"{page}/move", clerk.form() | {"step": "save"}, of=page)
    clerk.see(page, status=404)


def test_a_move_inside_the_house_is_made_after_one_look(
    office: Callable[[Member], Clerk], cast: Cast, world: World
) -> None:
    """And a full room says so."""
    clerk = office(cast.governor)
    page = f"{CLIENTS}/{cast.amir.client_id}"
    here = {"there": str(world.establishments["hall"])}
    clerk.send(f"{page}/move", here | {"room": str(world.rooms["C203"])}, of=page, status=200)
    assert "C203" in clerk.page
    clerk.send(f"{page}/move", clerk.form() | {"step": "save"}, of=page)
    assert "Moved." in clerk.page
    clerk.send(f"{page}/move", here | {"room": str(world.rooms["C202"]), "step": "save"}, of=page, status=409)
    assert "is full" in clerk.page


def test_release_asks_first(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """The first press releases nobody."""
    clerk = office(cast.governor)
    page = f"{CLIENTS}/{cast.jonas.client_id}"
    clerk.send(f"{page}/release", {}, of=page, status=200)
    assert "They can no longer sign in" in clerk.page
    clerk.send(f"{page}/release", {"step": "save"}, of=page)
    assert "Released." in clerk.page


def test_keys_are_given_within_reach(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """A PIN, a card; neither to somebody held elsewhere."""
    clerk = office(cast.governor)
    page = f"{CLIENTS}/{cast.amir.client_id}"
    clerk.send(f"{page}/keys", {"pin": "8162"}, of=page)
    assert "The PIN works from now on." in clerk.page
    clerk.send(f"{page}/keys", {"card": "04A2B9C1"}, of=page)
    assert "The card works from now on" in clerk.page
    clerk.send(f"{page}/keys", {"pin": "12"}, of=page, status=422)
    clerk.send(f"{CLIENTS}/{cast.marek.client_id}/keys", {"pin": "8162"}, of=page, status=404)


def test_who_may_not_place_people_sees_no_page(office: Callable[[Member], Clerk], cast: Cast) -> None:
    """An officer, a nurse and the administrator are turned away."""
    for member in (cast.officer, cast.nurse, cast.administrator):
        clerk = office(member)
        clerk.see(CLIENTS, status=404)
        clerk.see(f"{CLIENTS}/arrive", status=404)
