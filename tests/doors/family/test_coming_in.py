"""Relatives come in by an invitation that works once; nobody else learns anything at this door."""

import pytest

from redthread.contacts.public import AliasKind
from redthread.foundation import clock
from tests.doors.family.conftest import ADDRESS, PASSWORD
from tests.doors.signin.browser import Tablet
from tests.factories.contacts import somebody

pytestmark = pytest.mark.django_db


def test_an_invited_mother_chooses_a_password_proves_her_mailbox_and_is_in(
    cast, phone, relatives, mailbox
) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    page = phone.get("/family/").content.decode()
    assert "Amir" in page
    assert "Rahmani" not in page
    assert "C201" not in page
    assert "Hall" not in page


def test_the_invitation_leaves_by_mail_with_nothing_personal(cast, office, relatives, mailbox) -> None:
    contact = relatives.contact(cast.amir)
    token = office.invite(contact, cast.amir, ADDRESS, at=clock.now())
    assert mailbox.newest("invitation") == f"invitation/{token}"


def test_a_printed_letter_opens_the_same_door(cast, phone, office, relatives, mailbox) -> None:
    letters = office.invite(relatives.contact(cast.amir), cast.amir, at=clock.now())
    assert len(letters) == 16
    spoken = " ".join(letters[i : i + 4] for i in range(0, 16, 4)).lower()
    answer = phone.post("/family/invitation", {"code": spoken})
    assert answer.status_code == 302
    phone.post(answer["Location"], {"email": "new@example.org", "password": PASSWORD, "again": PASSWORD})
    relatives.prove(phone, "new@example.org")
    assert "Amir" in phone.get("/family/").content.decode()


def test_wrong_used_and_renewed_invitations_are_one_answer(cast, phone, office, relatives) -> None:
    contact = relatives.contact(cast.amir)
    replaced = office.invite(contact, cast.amir, ADDRESS, at=clock.now())
    relatives.come_in(phone, contact, cast.amir)
    used = office.invite(contact, cast.amir, ADDRESS, at=clock.now())
    stranger = Tablet()
    stranger.post(f"/family/invitation/{used}", {"email": ADDRESS, "password": PASSWORD, "again": PASSWORD})
    told = set()
    for token in ("nobody-ever-had-this-one-nobody-ever-had-it", replaced, used, "ABCDEFGHJKMNPQRT"):
        answer = Tablet().get(f"/family/invitation/{token}")
        told.add((answer.status_code, "This invitation has ended" in answer.content.decode()))
    assert told == {(404, True)}


def test_guessing_at_invitations_must_wait(world) -> None:
    answers = [Tablet().get(f"/family/invitation/{'ABCDEFGHJKMNPQ'}{a}{a}") for a in "ABCDEFGHJKMNPQRTUVWXYZ"]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429


def test_a_known_browser_needs_no_code_and_a_new_one_does(cast, phone, relatives, mailbox) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    phone.post("/family/sign-out", of="/family/")
    sent = mailbox.count("code")
    assert phone.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD}).status_code == 302
    assert phone.get("/family/sign-in/code")["Location"] == "/family/"
    assert mailbox.count("code") == sent
    other = Tablet()
    other.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD})
    assert other.get("/family/sign-in/code").status_code == 200
    assert other.get("/family/").status_code == 302
    assert other.post("/family/sign-in/code", {"code": "000000"}).status_code in {403, 302}


def test_an_unknown_address_and_a_wrong_password_are_one_answer(cast, phone, relatives) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    said = {
        (answer.status_code, "do not fit together" in answer.content.decode())
        for answer in (
            Tablet().post("/family/sign-in", {"name": name, "password": "wrong wrong wrong"})
            for name in (ADDRESS, "nobody@example.org")
        )
    }
    assert said == {(403, True)}


def test_a_code_is_sent_thrice_at_most(cast, phone, relatives, mailbox) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    other = Tablet()
    other.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD})
    before = mailbox.count("code")
    for _ in range(5):
        last = other.post("/family/sign-in/code/again", of="/family/sign-in/code")
    assert last.status_code == 429
    assert mailbox.count("code") == before + 3


def test_a_session_of_the_family_opens_no_other_door(cast, phone, relatives) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    token = phone.cookie("rt_session")
    for door in ("/staff/", "/my/", "/partner/"):
        stranger = Tablet()
        stranger.browser.cookies["rt_session"] = token
        assert stranger.get(door).status_code == 302, door


def test_two_clients_with_the_same_mother_are_one_account(cast, phone, relatives, office) -> None:
    first = relatives.contact(cast.amir)
    relatives.contact(cast.jonas, first.correspondent_id)
    relatives.come_in(phone, first, cast.amir)
    page = phone.get("/family/").content.decode()
    assert "Amir" in page
    assert "Jonas" in page


def test_a_second_account_with_a_name_alike_gets_nothing(cast, phone, relatives) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    other = relatives.contact(cast.jonas, somebody(aliases=((AliasKind.EMAIL, "f.haddad@example.net"),)))
    stranger = Tablet()
    relatives.come_in(stranger, other, cast.jonas, "f.haddad@example.net")
    page = stranger.get("/family/").content.decode()
    assert "Amir" not in page


def test_who_leaves_is_reached_no_more_and_comes_in_no_more(cast, acting, phone, relatives) -> None:
    contact = relatives.contact(cast.amir)
    relatives.come_in(phone, contact, cast.amir)
    assert phone.post("/family/leave/now", of="/family/leave")["Location"] == "/family/left"
    assert phone.get("/family/").status_code == 302
    assert phone.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD}).status_code == 403
    from redthread.contacts import public as contacts
    from redthread.foundation import thread

    with acting(cast.amir):
        row = contacts.get_contact(contact_id=contact.id, client_id=cast.amir.client_id, at=clock.now())
        assert row is not None
        assert row.state == "ended"
        kinds = [e.kind for e in thread.list_entries(client_id=cast.amir.client_id)]
    assert "contacts.ended" in kinds


def test_the_language_is_kept_with_the_account(cast, phone, relatives) -> None:
    relatives.come_in(phone, relatives.contact(cast.amir), cast.amir)
    phone.post("/family/language", {"language": "ar"})
    assert 'dir="rtl"' in phone.get("/family/").content.decode()
