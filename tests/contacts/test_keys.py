"""Keys forgive how something was written, never what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.contacts.enums import AliasKind
from redthread.contacts.rules.keys import address_key, email_key, key_of, name_key, phone_key
from redthread.contacts.rules.matching import Reason, weigh


@pytest.mark.parametrize(
    "names",
    [
        ("فاطمة حداد", "Fatima Haddad", "Haddad, Fatimah", "fátima  HADDAD"),
        ("محمد الأحمد", "Mohammed al-Ahmad", "Muhammad Al Ahmed"),
        ("Ольга Иванова", "Olga Ivanova", "ivanova olga"),
        ("Åsa Öberg", "Asa Oberg"),
        ("李小龙", "Li Xiao Long"),
        ("يوسف خوري", "Youssef Khoury", "Yusuf Khuri"),
        ("عبد الرحمن علي", "Abdulrahman Ali", "Abd ar-Rahman Ali"),
        ("Jan van der Berg", "Jan Berg"),
        ("O'Brien, Pat", "Pat OBrien"),
    ],
)
def test_one_name_in_every_spelling_has_one_key(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fatima Haddad", "Fatima Hassan"), ("Anna Berg", "Nina Lund"), ("Olga Ivanova", "Oleg Petrov")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "number", ["070-123 45 67", "0046 70 123 45 67", "+46(0)701234567", "٠٧٠١٢٣٤٥٦٧", "+46 70 1234567"]
)
def test_one_number_has_one_key(number: str) -> None:
    assert phone_key(number, country="SE") == "+46701234567"


def test_a_number_of_another_country_is_another_number() -> None:
    assert phone_key("20 12 34 56", country="DK") != phone_key("20 12 34 56", country="BE")
    assert phone_key("abc") == ""


@pytest.mark.parametrize(
    "mail", ["Fatima.Haddad+x@GMAIL.com", "fatimahaddad@googlemail.com", " f.a.t.i.m.a.haddad@gmail.com "]
)
def test_one_mailbox_has_one_key(mail: str) -> None:
    assert email_key(mail) == "fatimahaddad@gmail.com"


def test_dots_count_where_the_host_counts_them() -> None:
    assert email_key("a.b@example.org") != email_key("ab@example.org")


def test_one_address_has_one_key() -> None:
    assert address_key("Storgatan 1 B, 111 22 Göteborg") == address_key("storgatan 1b 11122 goteborg")


@given(st.text(max_size=60), st.sampled_from(list(AliasKind)))
def test_a_key_is_stable_and_never_raises(text: str, kind: AliasKind) -> None:
    key = key_of(kind, text)
    assert key == key_of(kind, f"  {text} ") or kind is AliasKind.EMAIL
    assert isinstance(key, str)


@given(st.lists(st.sampled_from(["Fatima", "Haddad", "Olga", "Berg", "Youssef"]), min_size=1, max_size=4))
def test_the_order_of_names_does_not_matter(parts: list[str]) -> None:
    assert name_key(" ".join(parts)) == name_key(" ".join(reversed(parts)))


def test_a_name_alone_is_never_shown_as_one_person() -> None:
    alone = weigh(shared={AliasKind.NAME}, born_on=None, known_born_on=None)
    assert not alone.is_shown
    both = weigh(shared={AliasKind.NAME, AliasKind.PHONE}, born_on=None, known_born_on=None)
    assert both.is_likely
    assert both.reasons == (Reason.SAME_PHONE, Reason.LIKE_NAME)
