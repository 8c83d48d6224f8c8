"""What two people wrote has an end: after the course, or after one of them took it out of the service."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from redthread.foundation.session import acting_as_system
from redthread.jurisdiction.messages import load_message_rules
from redthread.jurisdiction.pack import Basis
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, ConversationNotFoundError
from redthread.messages.queries.keeping import pack_codes
from redthread.messages.services import keeping
from tests.factories.world import PACKS, Acting, AsOwner
from tests.messages.arrange import NOW, House, begin, do, read, value, write

TABLES = ("conversation", "message", "body", "attachment", "controlcopy", "look")


@pytest.fixture
def written(house: House, acting: Acting) -> dict[str, UUID]:
    """Amir wrote to the sister, the reviewed friend and the lawyer; staff read what the friend got."""
    found = {}
    with acting(house.cast.amir) as amir:
        for who, kind in (("sister", "relative"), ("friend", "relative"), ("lawyer", "privileged")):
            found[who] = begin(amir, house.cast.amir.client_id, AddresseeKind(kind), whom=house.ids[who])
            said = write(amir, found[who], f"To the {who}")
            found[f"to {who}"] = said.message_id
    with acting(house.cast.manager, focus=house.cast.amir.client_id) as manager:
        messages.look_at_message(actor=manager, message_id=found["to friend"], at=NOW)
    return found


def stay_ends(house: House, as_owner: AsOwner, at: datetime) -> None:
    with as_owner():
        do(
            "delete from custody_stay where client_id = %s",
            [house.cast.amir.client_id],
        )
        do(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period) "
            "select %s, u.establishment_id, u.id, r.id, tstzrange(%s::timestamptz - interval '1 year', %s) "
            "from estate_room r join estate_unit u on u.id = r.unit_id where u.establishment_id = %s "
            "and not exists (select 1 from custody_stay s where s.room_id = r.id) limit 1",
            [house.cast.amir.client_id, at, at, house.world.establishments["hall"]],
        )


def forget(at: datetime, pack: str = "se") -> int:
    """Do what the job does at night."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system("messages") as job:
        gone = keeping.forget_conversations(actor=job, pack=pack, at=at)
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    return gone


def left(as_owner: AsOwner) -> int:
    with as_owner():
        return sum(value(f"select count(*) from messages_{table}", []) for table in TABLES)


@pytest.mark.parametrize("pack", ["generic", "se", "dk", "be"])
def test_every_pack_says_how_long_with_its_source(pack: str) -> None:
    keep = load_message_rules(PACKS / pack).keep
    assert keep.months > 0
    assert keep.provenance.source
    assert keep.provenance.basis == (Basis.SECONDARY if pack == "se" else Basis.OWN)
    assert pack in pack_codes()


def test_while_somebody_is_held_nothing_is_destroyed(
    house: House, written: dict[str, UUID], as_owner: AsOwner
) -> None:
    stay_ends(house, as_owner, NOW)
    with as_owner():
        do("update custody_stay set period = tstzrange(lower(period), null)", [])
    before = left(as_owner)
    assert forget(NOW + timedelta(days=10_000)) == 0
    assert left(as_owner) == before


def test_after_the_course_and_the_packs_months_everything_goes_for_both(
    house: House, written: dict[str, UUID], acting: Acting, as_owner: AsOwner
) -> None:
    months = load_message_rules(PACKS / "se").keep.months
    ends = NOW + timedelta(hours=1)  # long ago by now: the thread takes nothing from the future
    stay_ends(house, as_owner, ends.replace(year=ends.year - months // 12))
    with acting(house.cast.amir) as amir:
        found = messages.find_keeping(client_id=amir.client_id or 0)
        assert found is not None
        assert (found.months, found.until) == (months, ends)
    assert forget(ends - timedelta(days=1)) == 0
    assert forget(ends, pack="dk") == 0
    assert forget(ends) == 3
    assert left(as_owner) == 0
    assert forget(ends) == 0
    with as_owner():
        assert value("select count(*) from thread.entry where kind = 'messages.forgotten'", []) == 1
        assert value("select count(*) from thread.entry where kind = 'messages.looked'", []) == 1
        assert value("select count(*) from thread.verify()", []) == 0
        assert value("select count(*) from notices_notice where about like 'conversation:%%'", []) == 0


def test_supervision_goes_on_with_the_course(
    house: House, written: dict[str, UUID], as_owner: AsOwner
) -> None:
    stay_ends(house, as_owner, NOW)
    with as_owner():
        do(
            "insert into custody_supervision (client_id, establishment_id, period) "
            "values (%s, %s, tstzrange(%s, null))",
            [house.cast.amir.client_id, house.world.establishments["hall"], NOW],
        )
    assert forget(NOW + timedelta(days=10_000)) == 0


def test_a_conversation_that_left_goes_first_and_the_others_stay(
    house: House, written: dict[str, UUID], acting: Acting, as_owner: AsOwner
) -> None:
    stay_ends(house, as_owner, NOW - timedelta(days=1))
    days = load_message_rules(PACKS / "se").keep.left_days
    with acting(house.cast.amir) as amir:
        messages.end_conversation(actor=amir, conversation_id=written["sister"], at=NOW, leaves=True)
        gone = messages.find_conversation(conversation_id=written["sister"])
        kept = messages.find_keeping(client_id=amir.client_id or 0)
        assert gone is not None
        assert kept is not None
        assert messages.kept_until(gone, kept) == NOW + timedelta(days=days)
        assert read(amir, written["sister"]) == ["To the sister"]
    assert forget(NOW + timedelta(days=days, seconds=-1)) == 0
    assert forget(NOW + timedelta(days=days)) == 1
    with acting(house.cast.amir) as amir:
        assert messages.find_conversation(conversation_id=written["sister"]) is None
        assert read(amir, written["lawyer"]) == ["To the lawyer"]


def test_the_client_takes_family_along_after_release_and_nobody_else_ever(
    house: House, written: dict[str, UUID], acting: Acting, as_owner: AsOwner
) -> None:
    stay_ends(house, as_owner, NOW)
    with as_owner():
        do("update custody_stay set period = tstzrange(lower(period), null)", [])
    with acting(house.cast.amir) as amir:
        for who in ("sister", "lawyer"):
            with pytest.raises(ConversationNotFoundError):
                messages.end_conversation(actor=amir, conversation_id=written[who], at=NOW, leaves=True)
    stay_ends(house, as_owner, NOW)
    with acting(house.cast.amir) as amir:
        messages.end_conversation(actor=amir, conversation_id=written["sister"], at=NOW, leaves=True)
        with pytest.raises(ConversationNotFoundError):
            messages.end_conversation(actor=amir, conversation_id=written["lawyer"], at=NOW, leaves=True)


@pytest.mark.parametrize("who", ["sister", "officer_elsewhere", "leila"])
def test_since_when_somebodys_course_is_over_is_told_to_nobody_else(
    house: House, acting: Acting, as_owner: AsOwner, who: str
) -> None:
    stay_ends(house, as_owner, NOW)
    with acting(getattr(house, who, None) or getattr(house.cast, who)):
        assert messages.find_keeping(client_id=house.cast.amir.client_id) is None
