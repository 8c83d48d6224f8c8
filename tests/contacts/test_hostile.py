"""Barred people under other names; a victim who is family; a lawyer's account wanted by another."""

from datetime import timedelta

import pytest

from redthread.contacts import public as contacts
from redthread.contacts.public import AliasKind, Channel, Level
from tests.factories.contacts import MONDAY, somebody, terms

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=3)
NAMES = [
    ("Fatima Haddad", "فاطمة حداد"),
    ("Fatima Haddad", "Фатима Хаддад"),
    ("Olga Ivanova", "Ольга Иванова"),
    ("Yusuf Khoury", "يوسف خوري"),
    ("Li Xiao Long", "李小龙"),
    ("Khalid Aziz", "Halid Aziz"),
    ("Maria Papadaki", "Μαρία Παπαδάκη"),
    ("Åsa Öberg", "ASA OBERG"),
    ("Nora Ek", "Ｎｏｒａ Ｅｋ"),
    ("Pat O'Brien", "OBrien, Pat"),
    ("Samuel Berg", "S\u200bamuel Berg"),
]
NUMBERS = ["0046 70 123 45 67", "+46(0)70-1234567", "٠٧٠ ١٢٣ ٤٥ ٦٧", "０７０１２３４５６７", "070.123.45.67"]
MAILBOXES = [
    "Fatima@Example.ORG",
    "fatima+children@example.org",
    " fatima@example.org ",
    "ｆatima@example.org",
]
ADDRESSES = [
    "Storgatan 1B, 11122 Göteborg",
    "STORGATAN 1 B 111 22 GOTEBORG",
    "storgatan 1 b; 111-22 göteborg",
]


def known_by(name: str, *aliases: tuple[AliasKind, str], kind: str = "relative"):
    return somebody(name, kind, aliases=aliases)


@pytest.mark.parametrize(("barred", "alias"), NAMES)
def test_a_name_in_another_script_or_spelling_does_not_open_what_is_barred(
    barred, alias, cast, approve, bar
) -> None:
    bar(cast.amir, known_by(barred))
    with pytest.raises(contacts.ContactRefusedError):
        approve(cast.amir, known_by(alias))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_however_it_is_written_does_not(number, cast, approve, bar) -> None:
    bar(cast.amir, known_by("Fatima Haddad", (AliasKind.PHONE, "070-123 45 67")))
    with pytest.raises(contacts.ContactRefusedError):
        approve(cast.amir, known_by("Somebody Else", (AliasKind.PHONE, number)))


@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_a_mailbox_however_it_is_written_does_not(mailbox, cast, approve, bar) -> None:
    bar(cast.amir, known_by("Fatima Haddad", (AliasKind.EMAIL, "fatima@example.org")))
    with pytest.raises(contacts.ContactRefusedError):
        approve(cast.amir, known_by("Somebody Else", (AliasKind.EMAIL, mailbox)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_letters_to_the_address_of_somebody_barred_do_not_pass(address, cast, approve, bar, passes) -> None:
    bar(cast.amir, known_by("Nora Ek", (AliasKind.ADDRESS, "Storgatan 1 B, 111 22 Göteborg")))
    letters = terms(Channel.LETTER)
    with pytest.raises(contacts.ContactRefusedError):
        approve(cast.amir, known_by("Amal Rahmani", (AliasKind.ADDRESS, address)), terms=letters)


@pytest.mark.parametrize(
    "of_them",
    [
        ("Somebody Else", (AliasKind.PHONE, "+46 70 123 45 67")),
        ("Somebody Else", (AliasKind.EMAIL, "FATIMA@example.org")),
        ("فاطمة حداد",),
    ],
)
def test_a_ban_closes_who_was_approved_before_under_another_name(of_them, cast, approve, bar, passes) -> None:
    """Every channel, in both directions, from the instant of the ban; nobody has to find the second entry."""
    first = approve(cast.amir, known_by(*of_them))
    assert passes(cast.amir, first.correspondent_id)
    bar(cast.amir, somebody())
    assert not any(passes(cast.amir, first.correspondent_id, channel) for channel in Channel)


def test_a_number_that_is_learned_later_closes_at_once(cast, acting, clerk, approve, bar, passes) -> None:
    contact = approve(cast.amir, known_by("Somebody Else"))
    bar(cast.amir, known_by("Fatima Haddad", (AliasKind.PHONE, "070-123 45 67")))
    assert passes(cast.amir, contact.correspondent_id)
    with acting(clerk, focus=cast.amir.client_id) as actor:
        contacts.add_aliases(
            actor=actor,
            correspondent=contact.correspondent,
            aliases=[(AliasKind.PHONE, "0046701234567")],
            client_id=cast.amir.client_id,
            at=MONDAY,
        )
    assert not passes(cast.amir, contact.correspondent_id)


def test_a_sister_who_is_the_victim_is_out_of_every_list_and_her_child_with_her(
    cast, acting, approve, bar, passes
) -> None:
    """A relative who is also a victim: what was approved before her wish opens nothing afterwards."""
    sister = approve(cast.amir, relation="sibling")
    child = somebody("Sami", is_child=True, responsible_id=sister.correspondent_id, aliases=())
    his = approve(cast.amir, child, relation="child", terms=terms(Channel.VISIT, Channel.PHONE))
    bar(cast.amir, sister.correspondent_id)
    for contact in (sister, his):
        assert not any(passes(cast.amir, contact.correspondent_id, channel) for channel in Channel)
    with acting(cast.amir):
        rows = contacts.list_contacts(client_id=cast.amir.client_id, at=MONDAY)
        assert {row.state for row in rows} == {contacts.State.CLOSED}


def verified_lawyer(acting, clerk) -> int:
    lawyer = somebody(
        "Ana Berg", "lawyer", organisation="Berg & Co", aliases=((AliasKind.EMAIL, "ana@berg.example"),)
    )
    with acting(clerk) as actor:
        id_ = contacts.open_correspondent(actor=actor, client_id=None, who=lawyer, at=MONDAY)
        contacts.verify_identity(
            actor=actor, correspondent_id=id_, how=contacts.Check.BAR_REGISTER, note="No. 1234", at=MONDAY
        )
    return id_


def invite(acting, clerk, client, contact, address: str) -> int:
    with acting(clerk, focus=client.client_id) as actor:
        return contacts.open_account(actor=actor, contact_id=contact.id, address=address, at=LATER)


def test_a_lawyers_account_goes_to_no_mailbox_that_came_after_the_verification(
    cast, acting, clerk, approve
) -> None:
    """Another Ana Berg writes "my address is new": an invitation would end the lawyer's keys."""
    id_ = verified_lawyer(acting, clerk)
    contact = approve(cast.amir, id_, relation="lawyer", level=Level.PRIVILEGED)
    theirs = invite(acting, clerk, cast.amir, contact, "ana@berg.example")
    for address in ("ana.berg@elsewhere.example", "ana+new@berg.example"):
        with pytest.raises(contacts.AccountError):
            invite(acting, clerk, cast.amir, contact, address)
    with acting(clerk, focus=cast.amir.client_id) as actor:
        contacts.add_aliases(
            actor=actor,
            correspondent=contact.correspondent,
            aliases=[(AliasKind.EMAIL, "ana.berg@elsewhere.example")],
            client_id=cast.amir.client_id,
            at=LATER,
        )
    with pytest.raises(contacts.AccountError, match="Verify who it is anew"):
        invite(acting, clerk, cast.amir, contact, "ana.berg@elsewhere.example")
    with acting(clerk) as actor:
        contacts.withdraw_identity(actor=actor, correspondent_id=id_, at=LATER)
        contacts.verify_identity(
            actor=actor,
            correspondent_id=id_,
            at=LATER,
            how=contacts.Check.BAR_REGISTER,
            note="Called the office.",
        )
    assert invite(acting, clerk, cast.amir, contact, "ana.berg@elsewhere.example") == theirs


def test_an_account_is_offered_to_nobody_elses_mailbox(cast, acting, clerk, approve) -> None:
    contact = approve(cast.amir)
    with pytest.raises(contacts.AccountError, match="not one of this person's"):
        invite(acting, clerk, cast.amir, contact, "somebody@else.example")
    assert invite(acting, clerk, cast.amir, contact, "Fatima@example.org")
