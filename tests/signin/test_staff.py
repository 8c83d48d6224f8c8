"""Staff come in with two things, and nothing tells a stranger who works here."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher

from redthread.foundation.session import SignedOutError, acting_as
from redthread.signin import public as signin
from tests.factories.world import Cast
from tests.signin.arrange import PASSWORD, SEED, Keys, long_ago, office

START = long_ago()
NEW = "wooden ferry lantern oats"


def code(at: Any = START, seed: str = SEED) -> str:
    return pyotp.TOTP(seed).at(int(at.timestamp()))


def first(name: str, password: str = PASSWORD, *, at: Any = START, **where: Any) -> signin.HalfWay:
    return signin.sign_in_by_password(name=name, password=password, origin=office(**where), at=at)


def come_in(name: str, *, at: Any = START, **where: Any) -> signin.Entry:
    return signin.prove_code(
        token=first(name, at=at, **where).token, code=code(at), origin=office(**where), at=at
    )


def test_password_and_code_let_somebody_in(keys: Keys, cast: Cast) -> None:
    entry = come_in(keys.password(cast.officer, "karin"))
    with acting_as(token=entry.token, door="staff", binding="browser:Firefox") as actor:
        assert actor.id == cast.officer.actor_id
    assert [(c, a) for c, a, _p in keys.events("signin.signed_in")] == [(0, cast.officer.actor_id)]


def test_the_password_alone_opens_nothing(keys: Keys, cast: Cast) -> None:
    half = first(keys.password(cast.officer, "karin"))
    assert half.step is signin.Step.SECOND
    with pytest.raises(SignedOutError), acting_as(token=half.token, door="staff", binding="browser:Firefox"):
        pass


def test_a_stranger_learns_nothing_from_words_or_work(
    keys: Keys, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, client_number = keys.password(cast.officer, "karin"), keys.pin(cast.amir)
    hashes: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, given: str) -> bool:
        hashes.append(stored)
        return verify(self, stored, given)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    sentences = set()
    for who, password in (
        (name, "wrong"),
        ("nobody", PASSWORD),
        (client_number, "4917"),
        ("", ""),
        (name, "x" * 9999),
    ):
        with pytest.raises(signin.WrongKeyError) as refused:
            first(who, password)
        sentences.add(str(refused.value.message))
    assert len(sentences) == 1
    assert len(hashes) == 5


def test_a_code_works_once(keys: Keys, cast: Cast) -> None:
    name = keys.password(cast.officer, "karin")
    come_in(name)
    with pytest.raises(signin.WrongKeyError):
        come_in(name)
    come_in(name, at=START + timedelta(seconds=60))


def test_the_codes_of_half_a_minute_before_and_after_do_too_and_no_others(keys: Keys, cast: Cast) -> None:
    name = keys.password(cast.officer, "karin")
    half = first(name)
    for seconds, fits in ((-90, False), (90, False), (30, True)):
        try:
            signin.prove_code(
                token=half.token, code=code(START + timedelta(seconds=seconds)), origin=office(), at=START
            )
            assert fits
        except signin.WrongKeyError:
            assert not fits


def test_guessing_codes_waits_although_the_password_is_known(keys: Keys, cast: Cast) -> None:
    name = keys.password(cast.officer, "karin")
    for _ in range(5):
        half = first(name)
        with pytest.raises(signin.WrongKeyError):
            signin.prove_code(token=half.token, code="000000", origin=office(), at=START)
    with pytest.raises(signin.MustWaitError):
        first(name)
    with pytest.raises(signin.MustWaitError):
        signin.prove_code(token=half.token, code=code(), origin=office(), at=START)


def test_half_a_sign_in_belongs_to_its_browser(keys: Keys, cast: Cast) -> None:
    half = first(keys.password(cast.officer, "karin"))
    with pytest.raises(signin.HalfExpiredError):
        signin.prove_code(token=half.token, code=code(), origin=office(browser="Chrome"), at=START)


def test_a_staff_account_waits_and_is_never_locked(keys: Keys, cast: Cast) -> None:
    name, at, waits = keys.password(cast.officer, "karin"), START, []
    for _ in range(40):
        try:
            first(name, "wrong", at=at)
        except signin.MustWaitError as wait:
            waits.append(wait.until - at)
            at = wait.until
        except signin.WrongKeyError:
            pass
    assert max(waits) <= timedelta(minutes=5)
    try:
        first(name, at=at)
    except signin.MustWaitError as wait:
        first(name, at=wait.until)
    assert len(keys.events("signin.many_wrong_tries")) == 1


def test_somebody_elsewhere_does_not_lock_me_out_of_my_office(keys: Keys, cast: Cast) -> None:
    name = keys.password(cast.officer, "karin")
    come_in(name, at=START - timedelta(hours=2))
    for n in range(15):
        with pytest.raises(signin.WrongKeyError):
            first(name, "wrong", address=f"198.51.100.{n}")
    with pytest.raises(signin.MustWaitError):
        first(name, address="198.51.100.77")
    first(name)


def test_an_invitation_leads_through_password_and_second_step(keys: Keys, cast: Cast, acting: Any) -> None:
    with acting(cast.administrator) as administrator:
        password = signin.invite_staff(
            actor=administrator, staff_actor_id=cast.officer.actor_id, username="Karin.Lund", at=START
        )
    half = first("karin.lund", password)
    assert half.step is signin.Step.PASSWORD
    same: dict[str, Any] = {"token": half.token, "origin": office(), "at": START}
    with pytest.raises(signin.HalfExpiredError):
        signin.begin_totp(token=half.token, origin=office())
    for weak in ("short", "password1234", "karin.lund.2026", password):
        with pytest.raises(signin.PasswordRefusedError):
            signin.set_first_password(password=weak, again=weak, **same)
    assert signin.set_first_password(password=NEW, again=NEW, **same).step is signin.Step.ENROL
    generator = signin.begin_totp(token=half.token, origin=office())
    assert generator == signin.begin_totp(token=half.token, origin=office())
    assert generator.seed in generator.uri
    with pytest.raises(signin.WrongKeyError):
        signin.confirm_totp(code="000000", **same)
    entry, codes = signin.confirm_totp(code=code(seed=generator.seed), **same)
    assert (entry.person.actor_id, len(set(codes))) == (cast.officer.actor_id, 10)
    stored = keys.value(
        "select string_agg(secret, ' ') from access.credential where kind in ('totp', 'recovery')"
    )
    assert generator.seed not in stored
    assert not any(c in stored for c in codes)
    recovery = signin.show_code(codes[0]).lower()
    later = START + timedelta(minutes=2)
    signin.prove_code(token=first("karin.lund", NEW).token, code=recovery, origin=office(), at=later)
    with pytest.raises(signin.WrongKeyError):
        signin.prove_code(token=first("karin.lund", NEW).token, code=recovery, origin=office(), at=later)


def test_an_invitation_ends_all_earlier_keys(keys: Keys, cast: Cast, acting: Any) -> None:
    name = keys.password(cast.officer, "karin")
    entry = come_in(name)
    with acting(cast.administrator) as administrator:
        signin.invite_staff(
            actor=administrator, staff_actor_id=cast.officer.actor_id, username=name, at=START
        )
        with pytest.raises(signin.NameTakenError):
            signin.invite_staff(
                actor=administrator, staff_actor_id=cast.nurse.actor_id, username="KARIN", at=START
            )
    with pytest.raises(signin.WrongKeyError):
        first(name)
    with pytest.raises(SignedOutError), acting_as(token=entry.token, door="staff", binding="browser:Firefox"):
        pass


def test_one_changes_ones_password_and_proves_again(keys: Keys, cast: Cast) -> None:
    name = keys.password(cast.officer, "karin")
    entry = come_in(name)
    other = come_in(name, at=START + timedelta(minutes=1), browser="Chrome")
    keys.do("update access.session set created_at = now() - interval '1 hour'")
    with acting_as(token=entry.token, door="staff", binding="browser:Firefox") as actor:
        assert not signin.is_fresh(actor=actor)
        with pytest.raises(signin.WrongKeyError):
            signin.prove_again(actor=actor, password="wrong", origin=office(), at=START)
        signin.prove_again(actor=actor, password=PASSWORD, origin=office(), at=START)
        assert signin.is_fresh(actor=actor)
        signin.change_own_password(
            actor=actor, current=PASSWORD, password=NEW, again=NEW, origin=office(), at=START
        )
    with pytest.raises(SignedOutError), acting_as(token=other.token, door="staff", binding="browser:Chrome"):
        pass
    first(name, NEW)


def test_the_last_second_step_stays(keys: Keys, cast: Cast) -> None:
    entry = come_in(keys.password(cast.officer, "karin"))
    with acting_as(token=entry.token, door="staff", binding="browser:Firefox") as actor:
        (generator,) = [k for k in signin.list_own_keys(actor=actor) if k.kind == "totp"]
        with pytest.raises(signin.LastKeyError):
            signin.remove_key(actor=actor, key_id=generator.id, at=START)
        codes = signin.new_recovery_codes(actor=actor, at=START)
        again = signin.new_recovery_codes(actor=actor, at=START)
        assert not set(codes) & set(again)
        assert sum(k.kind == "recovery" for k in signin.list_own_keys(actor=actor)) == 10


def test_sessions_are_listed_and_ended(keys: Keys, cast: Cast, acting: Any) -> None:
    name = keys.password(cast.officer, "karin")
    here = come_in(name)
    there = come_in(name, at=START + timedelta(minutes=1), browser="Chrome")
    with acting_as(token=here.token, door="staff", binding="browser:Firefox") as actor:
        rows = signin.list_sessions(actor=actor, of_actor_id=actor.id)
        assert {(r.agent, r.is_this) for r in rows} == {("Firefox", True), ("Chrome", False)}
        with pytest.raises(Exception, match="role does not allow"):
            signin.list_sessions(actor=actor, of_actor_id=cast.nurse.actor_id)
        assert signin.end_all_sessions(actor=actor, of_actor_id=actor.id, at=START) == 1
    with pytest.raises(SignedOutError), acting_as(token=there.token, door="staff", binding="browser:Chrome"):
        pass
    with acting(cast.administrator) as administrator:
        of_her = {"actor": administrator, "of_actor_id": cast.officer.actor_id}
        (row,) = signin.list_sessions(**of_her)
        assert signin.end_session(**of_her, session_id=row.id, at=START) == 1
    with pytest.raises(SignedOutError), acting_as(token=here.token, door="staff", binding="browser:Firefox"):
        pass
    assert len(keys.events("signin.sessions_ended")) == 2
    assert keys.value("select count(*) from thread.verify()") == 0
