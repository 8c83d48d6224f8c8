"""Money is whole units: nothing is lost by splitting, reading or writing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.money import rules

AMOUNTS = st.integers(min_value=0, max_value=rules.MAX_AMOUNT)


@given(pay=AMOUNTS, share=st.integers(min_value=0, max_value=rules.BASIS_POINTS))
def test_pay_split_keeps_every_unit_and_never_keeps_too_much(pay: int, share: int) -> None:
    split = rules.split_pay(pay, kept_share=share)

    assert split.spendable + split.kept == pay
    assert split.spendable >= 0
    assert 0 <= pay * share - split.kept * rules.BASIS_POINTS < rules.BASIS_POINTS


def test_pay_split_is_a_tenth_where_nothing_else_is_said() -> None:
    assert rules.split_pay(14_95) == rules.PaySplit(spendable=13_46, kept=1_49)


@pytest.mark.parametrize(("pay", "share"), [(-1, 1_000), (100, -1), (100, 10_001)])
def test_pay_split_refuses_what_is_no_pay_and_no_share(pay: int, share: int) -> None:
    with pytest.raises(ValueError, match=r"pay|share"):
        rules.split_pay(pay, kept_share=share)


@pytest.mark.parametrize(
    ("amounts", "balanced"),
    [
        ([5, -5], True),
        ([9, 1, -10], True),
        ([5], False),
        ([], False),
        ([5, -4], False),
        ([0, 0], False),
    ],
)
def test_transfer_is_balanced_only_with_two_postings_that_sum_to_zero(
    amounts: list[int],
    balanced: bool,
) -> None:
    assert rules.is_balanced(amounts) is balanced


@given(
    amounts=st.lists(st.integers(min_value=-1000, max_value=1000)),
    opening=st.integers(),
)
def test_running_balance_ends_at_the_sum(amounts: list[int], opening: int) -> None:
    balances = rules.running_balances(amounts, opening=opening)

    assert len(balances) == len(amounts)
    assert ([opening, *balances])[-1] == opening + sum(amounts)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("120", 120_00),
        ("120,5", 120_50),
        (" 1 200.50 ", 1200_50),
        ("1\u00a0200", 1200_00),
        ("0", 0),
    ],
)
def test_amount_is_read_as_people_type_it(text: str, minor: int) -> None:
    assert rules.parse_amount(text, currency="SEK") == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kr",
        "-5",
        "1.234",
        "1e3",
        "١٢",
        "²",
        "1,2,3",
        "+5",
        "9999999999",
        ".5",
        "7,",
    ],
)
def test_amount_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|more than"):
        rules.parse_amount(text, currency="SEK")


@given(minor=AMOUNTS)
def test_amount_survives_being_written_and_read(minor: int) -> None:
    written = rules.format_amount(minor, currency="EUR", language="sv")

    assert rules.parse_amount(written.removesuffix("€"), currency="EUR") == minor


@pytest.mark.parametrize(
    ("language", "minor", "written"),
    [
        ("sv", 120_00, "120\u00a0kr"),
        ("sv", 1234_50, "1\u00a0234,50\u00a0kr"),
        ("en", 1234_50, "1,234.50\u00a0kr"),
        ("da", -12_05, "-12,05\u00a0kr"),
        ("ar", 120_00, "\u2066120\u00a0kr\u2069"),
        ("xx", 1_00, "1\u00a0kr"),
    ],
)
def test_amount_is_written_as_the_reader_expects(language: str, minor: int, written: str) -> None:
    assert rules.format_amount(minor, currency="SEK", language=language).replace("\u2212", "-") == written
