"""What a move, a release, a restriction, a ban and a merge do: said before, done, told after."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from redthread.custody import public as custody
from redthread.foundation import course
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, MessageRefusedError
from redthread.messages.reactions import REACTIONS
from redthread.people import public as people
from tests.factories.moves import transfer
from tests.factories.world import Acting, AsOwner, Member, client, grant, refresh, staff
from tests.messages.arrange import NOW, House, ban, begin, contact, correspondent, do, read, write


@pytest.fixture
def threads(house: House, acting: Acting, as_owner: AsOwner) -> dict[str, Any]:
    """Amir writes with his unit, the manager by name, a teacher, his sister and his lawyer."""
    cast = house.cast
    with as_owner():
        teacher = staff(
            "Tove Berg", "teacher", "client", cast.amir.client_id, house.world.establishments["hall"]
        )
        refresh(teacher.actor_id)
    found: dict[str, Any] = {"tutor": teacher}
    for member, name, kind in (
        (cast.manager, "manager", AddresseeKind.STAFF),
        (teacher, "teacher", AddresseeKind.TEACHER),
    ):
        with acting(member) as actor:
            found[name] = begin(actor, cast.amir.client_id, kind, whom=member.actor_id)
            write(actor, found[name], f"From the {name}")
    with acting(cast.amir) as amir:
        found["unit"] = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        found["sister"] = begin(amir, cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
        found["lawyer"] = begin(amir, cast.amir.client_id, AddresseeKind.PRIVILEGED, whom=house.ids["lawyer"])
        for name in ("unit", "sister", "lawyer"):
            write(amir, found[name], f"To the {name}")
    return found


def _effects(event: course.PersonEvent, actor: Any) -> dict[str, course.Effect]:
    return {e.code: e for e in REACTIONS[type(event)].preview(event, actor=actor, at=NOW)}


def test_a_transfer_takes_the_roles_along_and_keeps_the_teacher(
    house: House, threads: dict[str, Any], acting: Acting, as_owner: AsOwner
) -> None:
    cast, world = house.cast, house.world
    with as_owner():
        boss = staff("Karl Boss", "governor", "establishment", world.establishments["hall"], None)
        grant(boss.actor_id, "unit_manager", "establishment", world.establishments["kumla"])
        refresh(boss.actor_id)
    with acting(boss, focus=cast.amir.client_id) as actor:
        moved = transfer(actor, cast.amir.client_id, world.rooms["A202"], NOW + timedelta(days=1))
        assert moved is not None
    with acting(cast.officer_elsewhere) as officer:
        assert read(officer, threads["unit"]) == ["To the unit"]
        write(officer, threads["unit"], "Welcome here")
    with acting(cast.officer):
        assert messages.find_conversation(conversation_id=threads["unit"]) is None
    with acting(cast.manager):
        assert messages.find_conversation(conversation_id=threads["manager"]) is None
    with acting(threads["tutor"]) as teacher:
        assert read(teacher, threads["teacher"]) == ["From the teacher"]
        write(teacher, threads["teacher"], "See you on the screen")
    with acting(cast.amir) as amir:
        assert read(amir, threads["manager"]) == ["From the manager"]
        with pytest.raises(MessageRefusedError):
            write(amir, threads["manager"])
        write(amir, threads["sister"], "I am in Kumla now")


def test_a_transfer_is_said_before_without_a_word_of_what_was_written(
    house: House, threads: dict[str, Any], acting: Acting
) -> None:
    cast, world = house.cast, house.world
    event = course.ClientTransferred(
        client_id=cast.amir.client_id,
        info_class=1,  # type: ignore[arg-type]
        from_establishment_id=world.establishments["hall"],
        to_establishment_id=world.establishments["kumla"],
        to_unit_id=world.units["kumla-A"],
        to_room_id=world.rooms["A202"],
        place="Kumla",
    )
    with acting(cast.governor) as governor:
        found = _effects(event, governor)
    assert set(found) == {
        "messages.follows",
        "messages.teacher_stays",
        "messages.staff_ends",
        "messages.outside_stays",
    }
    assert found["messages.outside_stays"].count == 2
    with override("en"):
        assert course.tell_client(found["messages.staff_ends"]) == (
            "Petra Holm does not work where you are now. Write to your unit instead."
        )


def test_a_release_ends_what_belongs_to_the_place(
    house: House, threads: dict[str, Any], acting: Acting
) -> None:
    cast = house.cast
    event = course.ClientReleased(
        client_id=cast.amir.client_id,
        info_class=1,  # type: ignore[arg-type]
        establishment_id=house.world.establishments["hall"],
    )
    with acting(cast.governor, focus=cast.amir.client_id) as governor:
        done = REACTIONS[course.ClientReleased].apply(event, actor=governor, at=NOW)
    assert {e.code: e.count for e in done} == {"messages.place_ends": 3, "messages.outside_stays": 2}
    with acting(cast.amir) as amir:
        for name in ("unit", "manager", "teacher"):
            with pytest.raises(MessageRefusedError):
                write(amir, threads[name])
        write(amir, threads["sister"], "I am free")
    with acting(house.sister) as sister:
        messages.end_conversation(actor=sister, conversation_id=threads["sister"], at=NOW, leaves=True)
    with acting(cast.amir) as amir:
        assert read(amir, threads["sister"]) == ["To the sister", "I am free"]


def test_a_restriction_is_told_by_the_number_of_conversations(
    house: House, threads: dict[str, Any], acting: Acting
) -> None:
    for channel, told in (("electronic", {"messages.closed"}), ("visits", set())):
        event = course.RestrictionChanged(
            client_id=house.cast.amir.client_id,
            info_class=1,  # type: ignore[arg-type]
            channel=channel,
            is_closed=True,
        )
        with acting(house.cast.manager) as manager:
            assert set(_effects(event, manager)) == told


def test_a_ban_ends_the_conversation_and_what_was_not_seen_is_not_passed_on(
    house: House, threads: dict[str, Any], acting: Acting, as_owner: AsOwner
) -> None:
    cast = house.cast
    with acting(house.sister) as sister:
        write(sister, threads["sister"], "You will regret this")
    event = course.ContactBarred(
        client_id=cast.amir.client_id,
        info_class=1,  # type: ignore[arg-type]
        contact_id=1,
        correspondent_id=house.ids["sister"],
    )
    with acting(cast.manager) as manager:  # nothing is barred yet: calling it does nothing
        assert REACTIONS[course.ContactBarred].apply(event, actor=manager, at=NOW) == []
    with as_owner():
        ban(cast.amir.client_id, house.ids["sister"])
    with acting(cast.manager) as manager:
        done = REACTIONS[course.ContactBarred].apply(event, actor=manager, at=NOW)
    assert [e.code for e in done] == ["messages.contact_ended"]
    with acting(cast.amir) as amir:
        assert read(amir, threads["sister"]) == ["To the sister", None]


def test_an_adult_writes_for_the_child_whose_contact_it_is(
    house: House, acting: Acting, as_owner: AsOwner
) -> None:
    cast = house.cast
    with as_owner():
        _none, child = correspondent("Ella", "child")
        do(
            "update contacts_correspondent set actor_id = null, is_child = true, responsible_id = %s "
            "where id = %s",
            [house.ids["sister"], child],
        )
        contact(cast.amir.client_id, child, "trusted")
    with acting(house.sister) as sister:
        t = begin(sister, cast.amir.client_id, AddresseeKind.RELATIVE, whom=child)
        write(sister, t, "A drawing from Ella")
    with acting(cast.amir) as amir:
        assert read(amir, t) == ["A drawing from Ella"]


@pytest.fixture
def twin(house: House, as_owner: AsOwner) -> Member:
    """Amir under another number, who has left since."""
    with as_owner():
        found = client("Ameer", "Rahmany", "ar", house.world, "C203")
        do("select access.refresh_all()", [])
    return found


def test_two_records_of_one_person_have_one_conversation_with_the_unit(
    house: House, twin: Member, threads: dict[str, Any], acting: Acting, as_owner: AsOwner
) -> None:
    cast = house.cast
    with acting(twin) as other:
        t = begin(other, twin.client_id, AddresseeKind.UNIT, code="unit")
        write(other, t, "From the other record")
    with acting(cast.governor), as_owner():  # rooms are counted for staff alone
        do(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s",
            [twin.client_id],
        )
        do("delete from access.client_place where client_id = %s", [twin.client_id])
        do("select access.refresh_all()", [])
    with acting(cast.governor) as governor:
        merge = people.merge_clients(
            actor=governor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            grounds="Fingerprints of 12 November.",
            at=NOW,
        )
    with acting(cast.amir) as amir:
        assert read(amir, t) == ["From the other record"]
        with pytest.raises(MessageRefusedError):
            write(amir, t)
        write(amir, threads["unit"], "One person")
    with acting(cast.governor) as governor:
        people.undo_merge(actor=governor, merge_id=merge.id, because="It was somebody else.", at=NOW)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select client_id, closed_at from messages_conversation where id = %s", [t])
        assert cursor.fetchone() == (twin.client_id, None)


def test_the_place_of_a_conversation_is_that_of_the_person(
    house: House, threads: dict[str, Any], acting: Acting
) -> None:
    """Only the mover moves it, and only to where the person is held."""
    cast, world = house.cast, house.world
    with acting(cast.officer), connection.cursor() as cursor, pytest.raises(Exception, match="missing"):
        cursor.execute(
            "select messages.follow(%s, %s, %s)",
            [cast.amir.client_id, world.establishments["kumla"], world.units["kumla-A"]],
        )


def test_a_move_in_the_house_moves_the_units_conversation(
    house: House, threads: dict[str, Any], acting: Acting
) -> None:
    cast, world = house.cast, house.world
    with acting(cast.governor, focus=cast.amir.client_id) as governor:
        custody.move_client(
            actor=governor, client_id=cast.amir.client_id, room_id=world.rooms["D202"], at=NOW
        )
    with acting(cast.manager):
        found = messages.find_conversation(conversation_id=threads["unit"])
        assert found is not None
        assert found.unit_id == world.units["hall-D"]
    with acting(cast.officer):
        assert messages.find_conversation(conversation_id=threads["unit"]) is None
