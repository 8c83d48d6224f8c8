"""Waits, PINs, passwords and codes, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.signin import rules
from redthread.signin.rules import PasswordProblem, PinProblem, Tries

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
NONE = Tries(0, None)


def waits(**tries: Tries | bool | int) -> datetime | None:
    given = {"own": NONE, "place": NONE, "anywhere": NONE, "is_known_here": False, "free_at_place": 5} | tries
    return rules.longest_wait(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wrong", "seconds"), [(5, 30), (6, 60), (7, 120), (8, 300), (9, 300), (500, 300)])
def test_waits_grow_to_five_minutes_and_no_further(wrong: int, seconds: int) -> None:
    assert rules.wait_until(Tries(wrong, NOW)) == NOW + timedelta(seconds=seconds)


def test_four_wrong_tries_cost_nothing() -> None:
    assert rules.wait_until(Tries(4, NOW)) is None


@given(
    own=st.integers(0, 10_000),
    place=st.integers(0, 10_000),
    anywhere=st.integers(0, 10_000),
    known=st.booleans(),
)
def test_nobody_can_be_made_to_wait_longer_than_five_minutes(
    own: int, place: int, anywhere: int, *, known: bool
) -> None:
    until = waits(
        own=Tries(own, NOW), place=Tries(place, NOW), anywhere=Tries(anywhere, NOW), is_known_here=known
    )
    assert until is None or until <= NOW + timedelta(minutes=5)


def test_a_known_person_is_not_stopped_by_tries_against_others_or_elsewhere() -> None:
    assert waits(place=Tries(50, NOW), anywhere=Tries(50, NOW), is_known_here=True) is None
    assert waits(place=Tries(50, NOW)) is not None
    assert waits(anywhere=Tries(50, NOW)) is not None


@pytest.mark.parametrize(
    ("pin", "problem"),
    [
        ("49170", None),
        ("12", PinProblem.NOT_DIGITS),
        ("123456789", PinProblem.NOT_DIGITS),
        ("12a4", PinProblem.NOT_DIGITS),
        ("٤٩١٧", PinProblem.NOT_DIGITS),
        ("", PinProblem.NOT_DIGITS),
        ("0000", PinProblem.TOO_EASY),
        ("1234", PinProblem.TOO_EASY),
        ("98765", PinProblem.TOO_EASY),
        ("121212", PinProblem.TOO_EASY),
        ("7002", PinProblem.TOO_EASY),
        ("4917", PinProblem.SAME_AS_BEFORE),
    ],
)
def test_a_pin_is_neither_obvious_nor_the_own_number(pin: str, problem: PinProblem | None) -> None:
    assert rules.pin_problem(pin, again=pin, number="P007002", old="4917") is problem


def test_a_new_pin_is_typed_twice() -> None:
    assert rules.pin_problem("4917", again="4918") is PinProblem.NOT_TWICE


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("plum river anvil seven", None),
        ("åäö är fina vokaler", None),
        ("short", PasswordProblem.TOO_SHORT),
        ("x" * 201, PasswordProblem.TOO_LONG),
        ("aaaaaaaaaaaaab", PasswordProblem.TOO_FEW_LETTERS),
        ("password123456", PasswordProblem.COMMON),
        ("P4ssw0rd!!!!!!", PasswordProblem.COMMON),
        ("dragondragon", PasswordProblem.COMMON),
        ("karin.lund.12", PasswordProblem.CONTAINS_NAME),
        ("an older password", PasswordProblem.SAME_AS_BEFORE),
    ],
)
def test_a_password_is_long_and_not_common(password: str, problem: PasswordProblem | None) -> None:
    found = rules.password_problem(
        password,
        again=password,
        names=("karin.lund", "Karin", "Lund"),
        common={"password", "dragon"},
        old="an older password",
    )
    assert found is problem


def test_a_code_is_read_however_it_is_typed() -> None:
    assert rules.read_code(" abcd-efgh ") == "ABCDEFGH"
    assert rules.show_code("ABCDEFGH") == "ABCD EFGH"


def test_a_code_of_the_clock_works_once() -> None:
    codes = {9: "111111", 10: "222222", 11: "333333"}
    assert rules.matching_step(codes, "222 222", after=0) == 10
    assert rules.matching_step(codes, "222222", after=10) is None
    assert rules.matching_step(codes, "111111", after=10) is None
    assert rules.matching_step(codes, "", after=0) is None
