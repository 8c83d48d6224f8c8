"""The board: who is where at a glance, each in their measure; drawn as a plan and told as a table."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from redthread.doors.staff.board import board_urls
from redthread.estate.public import LivingType, OutReason, Room, RoomUse, Unit, take_out_of_use
from tests.doors.staff.conftest import AGENT, TUESDAY, Seat, text_of
from tests.factories.world import Acting, AsOwner, Cast, Member, World

pytestmark = pytest.mark.django_db


def room_of(html: str, code: str) -> str:
    """Return a room of the plan, as markup."""
    rooms = html.split("</ul></section>", maxsplit=1)[0].split('<li class="plan-room ')[1:]
    return next(room for room in rooms if f"<b>{code}</b>" in room)


def row_of(html: str, code: str) -> str:
    """Return a room's row of the table, as words."""
    found = re.search(
        rf'<tr><th scope="row">{code}(?: <span class="soft">[^<]*</span>)?</th>.*?</tr>', html, re.DOTALL
    )
    assert found is not None, code
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(0)).split())


def out(as_owner: AsOwner, world: World, who: Member, reason: str, back: Any) -> None:
    """Let somebody be out since this morning."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into custody_absence (client_id, establishment_id, info_class, reason, place, period, "
            "expected_back_at, by_actor_id) values (%s, %s, 4, %s, '', tstzrange(%s, null), %s, 1)",
            [who.client_id, world.establishments["hall"], reason, TUESDAY - timedelta(hours=2), back],
        )


def test_the_plan_shows_who_is_in_which_room(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """Names, the language, who is out and when they come back; and the table says the same."""
    out(as_owner, world, cast.jonas, "court", TUESDAY + timedelta(hours=5))
    html = seat(cast.officer).get(f"/staff/board/{world.units['hall-C']}").content.decode()
    for text in (room_of(html, "C201"), row_of(html, "C201")):
        assert "Rahmani, Amir" in text
        assert "Arabic" in text
    for text in (room_of(html, "C202"), row_of(html, "C202")):
        assert "Lund, Jonas" in text
        assert "at court" in text
        assert "15:00" in text
    assert "2 of 5 places taken" in html
    assert f'href="/staff/clients/{cast.amir.client_id}"' in room_of(html, "C201")
    assert "1 free place" in room_of(html, "C203")
    assert "2 free places" in row_of(html, "C204")


def test_who_should_have_been_back_is_said_with_a_sign(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """A late return is a triangle and words."""
    out(as_owner, world, cast.jonas, "hospital", TUESDAY - timedelta(hours=1))
    html = seat(cast.officer).get(f"/staff/board/{world.units['hall-C']}").content.decode()
    assert "should be back" in room_of(html, "C202")
    assert "#late" in room_of(html, "C202")


def test_another_units_people_are_counted_not_named(
    seat: Callable[[Member], Seat], cast: Cast, world: World
) -> None:
    """An officer of unit C sees that a place on D is taken, and not by whom."""
    html = seat(cast.officer).get(f"/staff/board/{world.units['hall-D']}").content.decode()
    assert "Leila" not in html
    assert "1 person outside your reach" in room_of(html, "D201")
    assert "1/1" in room_of(html, "D201")


def test_closed_out_of_use_over_and_other_rooms_say_so_in_words(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner, acting: Acting
) -> None:
    """Each has a pattern of its own, and says it."""
    with as_owner():
        Room.objects.filter(id=world.rooms["C202"]).update(capacity=0)
        Room.objects.filter(id=world.rooms["C203"]).update(is_open=False)
        Room.objects.filter(id=world.rooms["D202"]).update(use=RoomUse.CLASSROOM, capacity=8, name="Sal 1")
        Unit.objects.filter(id=world.units["hall-C"]).update(types=[LivingType.REMAND])
    with acting(cast.governor) as actor:
        for room, since in (
            (world.rooms["C204"], TUESDAY),
            (world.rooms["C201"], TUESDAY + timedelta(days=2)),
        ):
            take_out_of_use(
                actor=actor, room_id=room, reason=OutReason.REPAIR, words="the door", since=since,
                until=TUESDAY + timedelta(days=9), at=TUESDAY,
            )  # fmt: skip
    page = seat(cast.manager)
    html = page.get(f"/staff/board/{world.units['hall-C']}").content.decode()
    assert "is-over" in room_of(html, "C202")
    assert "1 too many" in row_of(html, "C202")
    assert "is-closed" in room_of(html, "C203")
    assert "closed: takes nobody new" in row_of(html, "C203")
    # Closed and out of use have each a sign of their own, beside the words and the pattern.
    assert "#withdraw" in room_of(html, "C203")
    assert "#pause" in room_of(html, "C204")
    assert "#withdraw" not in room_of(html, "C204")
    assert "is-out" in room_of(html, "C204")
    assert "out of use until" in row_of(html, "C204")
    assert "Repair, the door" in row_of(html, "C204")
    assert "out of use from" in row_of(html, "C201")
    assert "Remand" in html
    classroom = page.get(f"/staff/board/{world.units['hall-D']}").content.decode()
    assert "is-other" in room_of(classroom, "D202")
    assert "Sal 1" in row_of(classroom, "D202")


def test_a_unit_over_two_floors_is_drawn_as_two_plans_with_their_names(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """The upper one first; the table says the floor beside the number; one floor alone is not named."""
    address = f"/staff/board/{world.units['hall-C']}"
    before = seat(cast.officer).get(address).content.decode()
    assert "Ground floor" not in before
    with as_owner():
        Room.objects.filter(id__in=[world.rooms["C203"], world.rooms["C204"]]).update(storey=1)
    html = seat(cast.officer).get(address).content.decode()
    upper, lower = html.split('<h3 class="storey">')[1:]
    assert upper.startswith("Floor 1</h3>")
    assert "<b>C203</b>" in upper
    assert "<b>C201</b>" not in upper
    assert lower.startswith("Ground floor</h3>")
    assert "<b>C201</b>" in lower.partition("</section>")[0]
    assert "Floor 1" in row_of(html, "C203")
    found = seat(cast.officer).get(f"{address}?q=floor+1").content.decode()
    assert "is-dim" in room_of(found, "C201")
    assert "is-dim" not in room_of(found, "C204")


def test_the_filter_dims_the_plan_and_narrows_the_table(
    seat: Callable[[Member], Seat], cast: Cast, world: World
) -> None:
    """By state and by words; what is typed is not kept."""
    page = seat(cast.manager)
    at = f"/staff/board/{world.units['hall-C']}"
    html = page.get(at, data={"show": "free"}).content.decode()
    assert "is-dim" in room_of(html, "C201")
    assert "is-dim" not in room_of(html, "C203")
    assert len(re.findall(r'<th scope="row">', html)) == 2
    html = page.get(at, data={"q": "arab"}).content.decode()
    assert re.findall(r'<th scope="row">(\w+)', html) == ["C201"]
    assert "No room is like this." in page.read(at, data={"q": "nobody at all"})


def test_the_establishment_is_shown_in_tiles(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """Each unit with its places, its house above, and the whole in one line."""
    out(as_owner, world, cast.leila, "leave", None)
    with as_owner():
        house = Unit.objects.create(establishment_id=world.establishments["hall"], code="H", name="Hus 1")
        Unit.objects.filter(id=world.units["hall-D"]).update(parent=house)
        Room.objects.filter(id=world.rooms["D203"]).update(is_open=False)
    text = seat(cast.officer).read("/staff/board")
    assert "3 of 10 places taken" in text
    assert "Hus 1" in text
    assert "1 of 5 places taken 3 free 1 out now 1 place not in use" in text
    assert "Leila" not in text


def test_a_free_place_leads_to_who_moves_in(seat: Callable[[Member], Seat], cast: Cast, world: World) -> None:
    """The people of the unit first, others by name; the person's page has the room chosen."""
    page = seat(cast.manager)
    html = page.get(f"/staff/board/{world.units['hall-C']}").content.decode()
    room = world.rooms["C203"]
    assert f'href="/staff/board/move?room={room}"' in room_of(html, "C203")
    html = page.get(f"/staff/board/move?room={room}").content.decode()
    assert f'href="/staff/clients/{cast.amir.client_id}/place?room={room}"' in html
    assert "Leila" not in html
    found = page.get(f"/staff/board/move?room={room}&q=haddad").content.decode()
    assert f"/staff/clients/{cast.leila.client_id}/place?room={room}" in found
    assert page.get("/staff/board/move?room=0").status_code == 404
    assert seat(cast.officer).get(f"/staff/board/move?room={room}").status_code == 403
    plain = seat(cast.officer).get(f"/staff/board/{world.units['hall-C']}").content.decode()
    assert "board/move" not in plain


def test_who_reads_no_people_has_no_board(seat: Callable[[Member], Seat], cast: Cast, world: World) -> None:
    """The administrator sets rooms up and sees nobody in them; elsewhere is not there."""
    assert seat(cast.administrator).get("/staff/board").status_code == 403
    assert seat(cast.administrator).get(f"/staff/board/{world.units['hall-C']}").status_code == 403
    assert seat(cast.officer_elsewhere).get(f"/staff/board/{world.units['hall-C']}").status_code == 404


def test_looking_at_a_board_is_noted(
    seat: Callable[[Member], Seat], cast: Cast, world: World, as_owner: AsOwner
) -> None:
    """One line in the log of looks, with how many were shown."""
    seat(cast.officer).get(f"/staff/board/{world.units['hall-C']}")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select detail from access.read_audit where route = 'staff:board-unit'")
        assert cursor.fetchall() == [("C: 2",)]


@pytest.mark.parametrize(("address", "statements"), [("/staff/board", 9), ("/staff/board/{unit}", 9)])
def test_the_board_asks_few_questions_however_many_rooms(
    seat: Callable[[Member], Seat],
    cast: Cast,
    world: World,
    as_owner: AsOwner,
    django_assert_max_num_queries: Any,
    address: str,
    statements: int,
) -> None:
    """As many with forty rooms as with four."""
    page = seat(cast.manager)
    path = address.format(unit=world.units["hall-C"])
    page.get(path)
    with as_owner():
        Room.objects.bulk_create(
            Room(unit_id=world.units["hall-C"], code=f"C{n}", capacity=1) for n in range(300, 340)
        )
    with django_assert_max_num_queries(statements + 2):
        assert page.get(path).status_code == 200


def test_every_address_of_the_board_refuses_a_stranger(world: World) -> None:
    """A stranger is sent to the door."""
    for pattern in board_urls:
        address = reverse(f"staff:{pattern.name}", args=[7] if pattern.pattern.converters else None)
        answer = Browser(headers={"user-agent": AGENT}).get(address)
        assert (answer.status_code, "/staff/sign-in" in answer["location"]) == (302, True)
        assert "Unit" not in text_of(answer)
