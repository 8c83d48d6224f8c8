"""Clients come in on their tablets, and nobody else does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from django.db import connection

from redthread.foundation.session import SignedOutError, acting_as
from redthread.signin import public as signin
from tests.factories.world import Cast, Member
from tests.signin.arrange import PIN, Keys, long_ago

START = long_ago()


def come_in(device: str, number: str, pin: str = PIN, *, at: datetime = START) -> Any:
    return signin.sign_in_client(
        device_token=device,
        binding=f"device:{device}",
        number=number,
        pin=pin,
        agent="Chrome",
        address="192.0.2.9",
        at=at,
    )


def ident(member: Member) -> int:
    assert member.client_id is not None
    return member.client_id


def fail(device: str, number: str, times: int, *, at: datetime = START) -> None:
    for _ in range(times):
        with pytest.raises(signin.WrongKeyError):
            come_in(device, number, "0001", at=at)


def test_a_client_comes_in_with_number_and_pin(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    entry = come_in(device, number)
    with acting_as(token=entry.token, door="client", binding=f"device:{device}") as actor:
        assert (actor.client_id, actor.language) == (cast.amir.client_id, "ar")
        assert signin.count_own_wrong_tries() == 0
        assert len(signin.device_secret(actor=actor)) == 32


def test_a_card_does_as_well_as_the_number(keys: Keys, cast: Cast) -> None:
    device = keys.device(room="C201")
    keys.pin(cast.amir)
    keys.card(cast.amir, "DE-AD-99")
    assert come_in(device, " de-ad-99 ").person.client_id == cast.amir.client_id


def test_signing_in_stands_in_the_clients_own_thread(keys: Keys, cast: Cast) -> None:
    come_in(keys.device(room="C201"), keys.pin(cast.amir))
    assert keys.events("signin.signed_in") == [
        (cast.amir.client_id, cast.amir.actor_id, '{"by":"pin","place":"C201"}')
    ]
    assert keys.value("select count(*) from thread.verify()") == 0


def test_wrong_number_and_wrong_pin_get_the_same_sentence_and_one_hash_each(
    keys: Keys, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, number, elsewhere = keys.device(room="C201"), keys.pin(cast.amir), keys.pin(cast.marek)
    compared: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, given: str) -> bool:
        compared.append(stored)
        return verify(self, stored, given)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    sentences = set()
    for name, pin in ((number, "0001"), ("P999999", PIN), (elsewhere, PIN), ("", ""), ("'; --", "x")):
        with pytest.raises(signin.WrongKeyError) as refused:
            come_in(device, name, pin)
        sentences.add(str(refused.value.message))
    assert len(sentences) == 1
    assert len(compared) == 5
    # The same cost for those who do not exist: argon2 writes its parameters before the salt.
    assert len({stored.rsplit("$", 2)[0] for stored in compared}) == 1


def test_a_tablet_of_one_person_lets_in_nobody_else_and_needs_no_number(keys: Keys, cast: Cast) -> None:
    device, number, other = keys.device(member=cast.amir), keys.pin(cast.amir), keys.pin(cast.jonas)
    with pytest.raises(signin.WrongKeyError):
        come_in(device, other)
    assert come_in(device, number).person.client_id == cast.amir.client_id
    assert come_in(device, "").person.client_id == cast.amir.client_id


def test_a_tablet_of_a_room_serves_who_is_held_in_the_establishment(keys: Keys, cast: Cast) -> None:
    device = keys.device(room="C201")
    assert come_in(device, keys.pin(cast.leila)).person.client_id == cast.leila.client_id
    with pytest.raises(signin.WrongKeyError):
        come_in(device, keys.pin(cast.marek))


def test_an_unknown_browser_is_no_tablet(keys: Keys, cast: Cast) -> None:
    number = keys.pin(cast.amir)
    for token in ("", "guessed"):
        with pytest.raises(signin.UnknownDeviceError):
            come_in(token, number)


def test_after_five_wrong_tries_even_the_right_pin_waits(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    fail(device, number, 5)
    with pytest.raises(signin.MustWaitError) as refused:
        come_in(device, number, at=START + timedelta(seconds=10))
    assert refused.value.seconds == 20
    assert come_in(device, number, at=START + timedelta(seconds=31)).person.client_id == cast.amir.client_id


def test_tries_while_waiting_do_not_prolong_the_wait(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    fail(device, number, 5)
    for second in range(30):
        with pytest.raises(signin.MustWaitError):
            come_in(device, number, "0001", at=START + timedelta(seconds=second))
    assert come_in(device, number, at=START + timedelta(seconds=30))


def test_an_unknown_number_waits_like_a_known_one(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    other = keys.device(room="C202")
    fail(device, number, 5)
    fail(other, "P999999", 5)
    sentences = set()
    for tablet, name in ((device, number), (other, "P999999")):
        with pytest.raises(signin.MustWaitError) as refused:
            come_in(tablet, name, at=START + timedelta(seconds=10))
        sentences.add(str(refused.value.message))
    assert len(sentences) == 1


def test_brute_force_on_one_tablet_gets_fewer_than_three_hundred_tries_a_day(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    at, read, waits = START, 0, []
    while at < START + timedelta(hours=3):
        try:
            come_in(device, number, "0001", at=at)
        except signin.MustWaitError as wait:
            waits.append(wait.until - at)
            at = wait.until
        except signin.WrongKeyError:
            read += 1
    assert max(waits) <= timedelta(minutes=5)
    # Seven quick ones at the start, then one every five minutes: 288 a day.
    assert read <= 7 + 36 + 1


def test_walking_through_numbers_makes_the_tablet_wait(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    for n in range(5):
        fail(device, f"P99999{n}", 1)
    with pytest.raises(signin.MustWaitError):
        come_in(device, number, at=START + timedelta(seconds=10))


def test_a_cell_mate_cannot_lock_out_who_lives_with_the_tablet(keys: Keys, cast: Cast) -> None:
    device, mine, theirs = keys.device(room="C201"), keys.pin(cast.amir), keys.pin(cast.jonas)
    come_in(device, mine, at=START - timedelta(days=3))
    fail(device, theirs, 5)
    for n in range(3):
        fail(device, f"P99999{n}", 1, at=START + timedelta(minutes=10 * n + 10))
    # The tablet waits for strangers; who has come in here lately is only stopped by tries against themselves.
    assert come_in(device, mine, at=START + timedelta(minutes=30, seconds=1))


def test_tries_on_another_tablet_do_not_stop_me_on_mine(keys: Keys, cast: Cast) -> None:
    mine, other, number = keys.device(room="C201"), keys.device(room="C202"), keys.pin(cast.amir)
    come_in(mine, number, at=START - timedelta(days=1, hours=1))
    at = START
    for _ in range(20):
        fail(other, number, 1, at=at)
        at += timedelta(minutes=6)
    assert come_in(mine, number, at=at)


def test_staff_are_told_after_fifteen_wrong_tries_in_a_day_once(keys: Keys, cast: Cast, acting: Any) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    at = START
    for _ in range(17):
        fail(device, number, 1, at=at)
        at += timedelta(minutes=6)
    told = keys.events("signin.many_wrong_tries")
    assert [(client, payload) for client, _actor, payload in told] == [
        (cast.amir.client_id, '{"place":"C201","staff_actor_id":null,"tries":15}')
    ]
    with acting(cast.officer):
        assert [(w.client_id, w.tries) for w in signin.list_wrong_tries(at=at)] == [(cast.amir.client_id, 17)]
    with acting(cast.officer_elsewhere):
        assert signin.list_wrong_tries(at=at) == []


def test_the_person_learns_of_wrong_tries_when_they_come_in(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    come_in(device, number, at=START - timedelta(hours=2))
    fail(device, number, 3)
    entry = come_in(device, number, at=START + timedelta(minutes=1))
    assert entry.wrong_tries == 3
    with acting_as(token=entry.token, door="client", binding=f"device:{device}"):
        assert signin.count_own_wrong_tries() == 3


def test_a_session_does_not_open_on_another_tablet_or_door(keys: Keys, cast: Cast) -> None:
    device, other = keys.device(room="C201"), keys.device(room="C202")
    entry = come_in(device, keys.pin(cast.amir))
    for door, binding in (
        ("client", f"device:{other}"),
        ("client", "device:"),
        ("staff", f"device:{device}"),
    ):
        with pytest.raises(SignedOutError), acting_as(token=entry.token, door=door, binding=binding):
            pass


def test_who_signs_in_ends_the_session_of_who_was_there_before(keys: Keys, cast: Cast) -> None:
    device, first, second = keys.device(room="C201"), keys.pin(cast.amir), keys.pin(cast.jonas)
    before = come_in(device, first)
    come_in(device, second)
    with (
        pytest.raises(SignedOutError),
        acting_as(token=before.token, door="client", binding=f"device:{device}"),
    ):
        pass


def test_a_pin_from_staff_opens_nothing_until_it_is_changed(keys: Keys, cast: Cast) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir, must_change=True)
    half = come_in(device, number)
    assert isinstance(half, signin.FirstPin)
    assert keys.value("select count(*) from access.session") == 0
    same: dict[str, Any] = {
        "token": half.token,
        "device_token": device,
        "binding": f"device:{device}",
        "agent": "",
        "address": "",
        "at": START,
    }
    for pin, again, problem in (
        (PIN, PIN, signin.PinProblem.SAME_AS_BEFORE),
        ("1111", "1111", signin.PinProblem.TOO_EASY),
        ("7402", "7403", signin.PinProblem.NOT_TWICE),
    ):
        with pytest.raises(signin.PinRefusedError) as refused:
            signin.set_first_pin(pin=pin, again=again, **same)
        assert refused.value.problem is problem
    other = keys.device(room="C202")
    with pytest.raises(signin.HalfExpiredError):
        signin.set_first_pin(
            pin="7402", again="7402", **(same | {"device_token": other, "binding": f"device:{other}"})
        )
    entry = signin.set_first_pin(pin="7402", again="7402", **same)
    assert entry.person.client_id == cast.amir.client_id
    with pytest.raises(signin.HalfExpiredError):
        signin.set_first_pin(pin="8503", again="8503", **same)
    with pytest.raises(signin.WrongKeyError):
        come_in(device, number)
    assert isinstance(come_in(device, number, "7402"), signin.Entry)


def test_one_changes_ones_own_pin_and_is_out_elsewhere(keys: Keys, cast: Cast) -> None:
    here, there, number = keys.device(room="C201"), keys.device(room="C202"), keys.pin(cast.amir)
    elsewhere, entry = come_in(there, number), come_in(here, number)
    with acting_as(token=entry.token, door="client", binding=f"device:{here}") as actor:
        with pytest.raises(signin.WrongKeyError):
            signin.change_own_pin(actor=actor, current="0001", pin="7402", again="7402", at=START)
        signin.change_own_pin(actor=actor, current=PIN, pin="7402", again="7402", at=START)
    with acting_as(token=entry.token, door="client", binding=f"device:{here}"):
        pass
    with (
        pytest.raises(SignedOutError),
        acting_as(token=elsewhere.token, door="client", binding=f"device:{there}"),
    ):
        pass
    assert [(c, a) for c, a, _p in keys.events("signin.key_changed")] == [
        (cast.amir.client_id, cast.amir.actor_id)
    ]


def test_staff_give_a_new_pin_which_ends_sessions_and_forgives(keys: Keys, cast: Cast, acting: Any) -> None:
    device, number = keys.device(room="C201"), keys.pin(cast.amir)
    entry = come_in(device, number)
    at = START
    fail(device, number, 5, at=at)
    with acting(cast.officer) as officer:
        signin.give_client_pin(actor=officer, client_id=ident(cast.amir), pin="5050", at=at)
        signin.give_client_card(actor=officer, client_id=ident(cast.amir), card="77 31", at=at)
        with pytest.raises(signin.PinRefusedError):
            signin.give_client_pin(actor=officer, client_id=ident(cast.amir), pin="abc", at=at)
    with (
        pytest.raises(SignedOutError),
        acting_as(token=entry.token, door="client", binding=f"device:{device}"),
    ):
        pass
    assert isinstance(come_in(device, "7731", "5050", at=at), signin.FirstPin)
    assert [(c, a) for c, a, _p in keys.events("signin.client_key_given")] == [
        (cast.amir.client_id, cast.officer.actor_id)
    ] * 2


def test_staff_give_no_pin_to_those_out_of_their_reach(keys: Keys, cast: Cast, acting: Any) -> None:
    with acting(cast.officer) as officer, pytest.raises(signin.ClientOutOfReachError):
        signin.give_client_pin(actor=officer, client_id=ident(cast.marek), pin="5050", at=START)


def test_two_people_never_share_a_card(keys: Keys, cast: Cast, acting: Any) -> None:
    keys.card(cast.jonas, "7731")
    with acting(cast.officer) as officer, pytest.raises(signin.CardTakenError):
        signin.give_client_card(actor=officer, client_id=ident(cast.amir), card="7731", at=START)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from access.credential",
        "select * from access.attempt",
        "select * from access.login_name",
        "select * from access.device_key",
        "select * from access.half_session",
        "select access.enrol_device('x', 'y', now())",
        "select access.find_device('x')",
        "select access.close_sessions(1, null, null, 'x')",
        "select access.note_sign_in(1, 0, 0, 'signin.signed_in', '{}', now())",
        "insert into access.proof values (gen_random_uuid(), now())",
    ],
)
def test_the_web_role_reaches_no_keys(world: Any, sql: str) -> None:
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(sql)
