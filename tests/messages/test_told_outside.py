"""Who is outside is told by mail that something came: once, in fixed words, never where nothing passes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redthread.foundation import course
from redthread.foundation.session import acting_as_system
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, BlockReason, MessageState
from redthread.messages.reactions import REACTIONS
from redthread.messages.services import keeping
from redthread.notices.public import Mail, NoticeKind, subject_of, text_of
from redthread.project import outside
from tests.factories import partners
from tests.factories.world import Acting, AsOwner, Member
from tests.messages.arrange import NOW, House, ban, begin, do, restrict, value, write
from tests.notices.arrange import Basket, send_all, use

FAMILY = ("sister", "friend", "lawyer")
_HOURS = count(0, 12)
"""Each example of a property half a day after the one before."""


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """After each test mails leave as the project says again."""
    yield
    outside.connect()


@pytest.fixture
def house(house: House, as_owner: AsOwner) -> House:
    """Give the house, with keys for everybody outside, and the sister reads Arabic."""
    with as_owner():
        for who in FAMILY:
            actor_id = getattr(house, who).actor_id
            do("insert into access.login_name values ('family', %s, %s)", [f"{who}@home.example", actor_id])
            do(
                "insert into access.credential (actor_id, kind, secret) values (%s, 'password', 'x')",
                [actor_id],
            )
        do("update access.actor set language = 'ar' where id = %s", [house.sister.actor_id])
    return house


def sent(*, at: datetime = NOW + timedelta(hours=12)) -> list[Mail]:
    """Send what is due and return it."""
    basket = Basket()
    use(basket)
    send_all(at=at)
    return basket.mails


def tell(
    house: House, acting: Acting, whom: str, text: str = "Hello", kind: str = "relative"
) -> MessageState:
    """Let Amir write to somebody outside."""
    with acting(house.cast.amir) as amir:
        t = begin(amir, house.cast.amir.client_id, AddresseeKind(kind), whom=house.ids[whom])
        return write(amir, t, text).state


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(text=st.text(alphabet=st.characters(categories=["L", "N", "P"]), min_size=8, max_size=40))
def test_whatever_is_written_the_mail_says_the_same(house: House, acting: Acting, text: str) -> None:
    """No word of a message, no name and no number of anybody has a way into the mail."""
    hours = next(_HOURS)
    with acting(house.cast.amir) as amir:
        t = begin(amir, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
        write(amir, t, f"{text} Amir Rahmani {house.cast.amir.client_id}", at=NOW + timedelta(hours=hours))
    (mail,) = sent(at=NOW + timedelta(hours=hours, minutes=1))
    assert mail.subject == subject_of(NoticeKind.MESSAGE, "ar")
    assert mail.text == text_of(NoticeKind.MESSAGE, "ar", f"{outside.outgoing().address}/family/")
    with acting(house.sister):
        assert messages.mark_seen(conversation_id=t, at=NOW + timedelta(hours=hours, minutes=2)) == 1


def test_everybody_outside_is_told_in_their_language_at_their_door_and_nothing_else(
    house: House, acting: Acting, as_owner: AsOwner
) -> None:
    with as_owner():
        place = partners.organisation("vannas", "Vännäs kommun")
        partners.member("Ulla Berg", place)
        partners.member("Karin Holm", place, "coordinator")
        do(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, phase) values (%s, %s, %s, 0, 'plan', 'law', 'serving')",
            [place, house.cast.amir.client_id, 1 | 1 << 18],
        )
        do("select access.refresh_client(%s)", [house.cast.amir.client_id])
    house.ids["vannas"] = place
    tell(house, acting, "sister", "Secretword")
    tell(house, acting, "lawyer", "Secretword", "privileged")
    tell(house, acting, "vannas", "Secretword", "partner")
    mails = {m.address: m for m in sent()}
    wanted = {
        "sister@home.example": ("ar", "family"),
        "lawyer@home.example": ("en", "family"),
        "desk@vannas.example": ("sv", "partner"),
        "karin.holm@x.example": ("sv", "partner"),
    }
    assert set(mails) == set(wanted)
    here = outside.outgoing().address
    for address, (language, door) in wanted.items():
        mail = mails[address]
        assert mail.subject == subject_of(NoticeKind.MESSAGE, language)
        assert mail.text == text_of(NoticeKind.MESSAGE, language, f"{here}/{door}/")
        for word in ("Amir", "Rahmani", "Secretword", "Sister", "Lawyer", "Anstalten"):
            assert word not in mail.subject + mail.text + mail.message_id


def test_one_mail_for_all_that_waits_and_another_after_it_was_seen(house: House, acting: Acting) -> None:
    for _n in range(3):
        tell(house, acting, "sister")
    assert len(sent()) == 1
    tell(house, acting, "sister")
    assert sent() == []  # it waits for the sister still, and she was told
    with acting(house.sister) as sister:
        t = begin(sister, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
        messages.mark_seen(conversation_id=t, at=NOW + timedelta(hours=1))
        write(sister, t, "Thank you")
    assert sent() == []  # the client is told at his own door
    with acting(house.cast.amir) as amir:
        write(amir, t, at=NOW + timedelta(hours=2))
    assert len(sent()) == 1


@pytest.mark.parametrize("passes", [True, False])
def test_what_is_held_is_told_once_it_passes_and_never_when_it_is_blocked(
    house: House, acting: Acting, passes: bool
) -> None:
    cast, message_id = house.cast, uuid4()
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        assert write(amir, t, message_id=message_id).state is MessageState.HELD
    assert sent() == []
    with acting(cast.manager, focus=cast.amir.client_id) as manager:
        messages.look_at_message(actor=manager, message_id=message_id, at=NOW)
        if passes:
            messages.pass_message(actor=manager, message_id=message_id, at=NOW + timedelta(hours=1))
        else:
            messages.block_message(
                actor=manager, message_id=message_id, reason=BlockReason.SAFETY, at=NOW + timedelta(hours=1)
            )
    assert [m.address for m in sent()] == (["friend@home.example"] if passes else [])


@pytest.mark.parametrize("how", ["ban", "cut", "left", "ended"])
def test_who_was_barred_cut_off_or_left_meanwhile_is_told_nothing(
    house: House, acting: Acting, as_owner: AsOwner, how: str
) -> None:
    cast, message_id = house.cast, uuid4()
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(amir, t, message_id=message_id)
    with as_owner():
        _close(house, how)
    with acting(cast.manager, focus=cast.amir.client_id) as manager:
        messages.look_at_message(actor=manager, message_id=message_id, at=NOW)
        messages.pass_message(actor=manager, message_id=message_id, at=NOW)
    assert sent() == []


def _lift(house: House, as_owner: AsOwner, how: str, at: datetime) -> None:
    """Let every restriction end at an instant: lifted, withdrawn, or by the day that was decided."""
    ends = "period = tstzrange(lower(period), %s)"
    change = "withdrawn_at = %s, withdrawn_by = 1, withdrawn_reason = 'wrong person'"
    with as_owner():
        do(
            f"update custody_restriction set {change if how == 'withdrawn' else ends} where client_id = %s",
            [at, house.cast.amir.client_id],
        )


@pytest.mark.parametrize("how", ["lifted", "withdrawn", "over"])
@pytest.mark.parametrize("was_held", [True, False])
def test_what_a_restriction_hid_is_told_when_it_can_be_read(
    house: House, acting: Acting, as_owner: AsOwner, how: str, was_held: bool
) -> None:
    """Once, by whoever lifts it or by the job; told before, or passed while nobody could read it."""
    cast, who, message_id = house.cast, "friend" if was_held else "sister", uuid4()
    ended = NOW + timedelta(hours=3)
    with acting(cast.amir) as amir:
        t = begin(amir, cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids[who])
        write(amir, t, message_id=message_id)
    assert len(sent(at=NOW + timedelta(minutes=1))) == (0 if was_held else 1)
    with as_owner():
        restrict(cast.amir.client_id)
    if was_held:
        with acting(cast.manager, focus=cast.amir.client_id) as manager:
            messages.look_at_message(actor=manager, message_id=message_id, at=NOW)
            messages.pass_message(actor=manager, message_id=message_id, at=NOW + timedelta(hours=1))
    assert tell_reopened(NOW + timedelta(hours=2)) == 0
    assert sent(at=NOW + timedelta(hours=2)) == []
    _lift(house, as_owner, how, ended)
    if how == "over":
        assert tell_reopened(ended) == 1
    else:
        with acting(cast.manager, focus=cast.amir.client_id) as manager:
            event = course.RestrictionChanged(
                client_id=cast.amir.client_id,
                info_class=1,  # type: ignore[arg-type]
                channel="electronic",
                is_closed=False,
            )
            REACTIONS[type(event)].apply(event, actor=manager, at=ended)
    assert [m.address for m in sent(at=ended)] == [f"{who}@home.example"]
    tell_reopened(ended + timedelta(minutes=5))
    assert sent(at=ended + timedelta(minutes=5)) == []


def test_nothing_is_told_while_another_restriction_still_cuts(
    house: House, acting: Acting, as_owner: AsOwner
) -> None:
    tell(house, acting, "sister")
    sent()
    with as_owner():
        restrict(house.cast.amir.client_id, "electronic")
    _lift(house, as_owner, "lifted", NOW + timedelta(hours=1))
    with as_owner():
        restrict(house.cast.amir.client_id, "letters")
    tell_reopened(NOW + timedelta(hours=2))
    assert sent() == []
    _lift(house, as_owner, "lifted", NOW + timedelta(hours=13))
    tell_reopened(NOW + timedelta(hours=13))
    assert len(sent(at=NOW + timedelta(hours=13))) == 1


def test_a_restriction_that_does_not_close_messages_is_told_to_nobody(
    house: House, acting: Acting, as_owner: AsOwner
) -> None:
    tell(house, acting, "sister")
    assert len(sent(at=NOW + timedelta(minutes=1))) == 1
    with as_owner():
        restrict(house.cast.amir.client_id, "visits", closes=["visit"])
    with acting(house.cast.amir) as amir:
        t = begin(amir, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
        write(amir, t)
    _lift(house, as_owner, "lifted", NOW + timedelta(hours=1))
    tell_reopened(NOW + timedelta(hours=1))
    assert sent() == []


def test_a_mail_that_still_waits_is_dropped_when_the_conversation_ends(house: House, acting: Acting) -> None:
    tell(house, acting, "sister")
    with acting(house.sister) as sister:
        t = begin(sister, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
        messages.end_conversation(actor=sister, conversation_id=t, at=NOW, leaves=True)
    assert sent() == []


def test_who_has_no_keys_or_no_address_is_not_told(house: House, acting: Acting, as_owner: AsOwner) -> None:
    with as_owner():
        do("delete from access.credential where actor_id = %s", [house.sister.actor_id])
        do("update access.login_name set name = 'letter 7' where actor_id = %s", [house.lawyer.actor_id])
    tell(house, acting, "sister")
    tell(house, acting, "lawyer", kind="privileged")
    assert sent() == []


@pytest.mark.parametrize("who", ["client", "staff", "relative"])
def test_nobody_calls_for_a_mail_or_reads_an_address(house: House, acting: Acting, who: str) -> None:
    people: dict[str, Member] = {
        "client": house.cast.amir,
        "staff": house.cast.manager,
        "relative": house.sister,
    }
    with acting(people[who]), pytest.raises(Exception, match="permission denied"):
        do("select messages.announce(%s, %s)", [uuid4(), NOW])


def tell_reopened(at: datetime) -> int:
    """Do what the job does every few minutes."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system("messages"):
        found = keeping.tell_reopened(client_id=None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    return found


def _close(house: House, how: str) -> None:
    client_id, friend = house.cast.amir.client_id, house.ids["friend"]
    if how == "ban":
        ban(client_id, friend)
    elif how == "cut":
        restrict(client_id)
    elif how == "left":
        do("update contacts_correspondent set left_at = %s where id = %s", [NOW, friend])
    else:
        do("update access.actor set is_active = false where id = %s", [house.friend.actor_id])
    assert value("select count(*) from notices_notice", []) == 0
