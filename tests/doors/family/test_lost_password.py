"""A relative who lost the password comes back by a link to her mailbox; nobody else learns anything."""

import pytest

from redthread.foundation import clock, thread
from tests.doors.family.conftest import ADDRESS, PASSWORD
from tests.doors.signin.browser import Tablet

pytestmark = pytest.mark.django_db

NEW = "four other quiet green words"
ASK = "/family/lost-password"


@pytest.fixture
def mother(cast, phone, relatives):
    """A mother who is signed in on her telephone."""
    contact = relatives.contact(cast.amir)
    relatives.come_in(phone, contact, cast.amir)
    return contact


def ask(browser: Tablet, address: str = ADDRESS):
    return browser.post(ASK, {"name": address})


def choose(browser: Tablet, link: str, password: str = NEW):
    return browser.post(f"/family/{link}", {"password": password, "again": password})


def test_she_chooses_a_new_one_by_the_link_and_is_asked_for_the_code_as_always(
    mother, phone, relatives, mailbox
) -> None:
    """Every earlier sign-in ends, and browsers that were known are known no more."""
    other = Tablet()
    assert ask(other)["Location"] == "?sent"
    link = mailbox.newest("password")
    assert link.startswith("lost-password/")
    assert phone.get("/family/").status_code == 200
    assert other.get(f"/family/{link}").status_code == 200, "mail scanners open links"
    assert choose(other, link)["Location"] == "/family/sign-in/code"
    assert other.get("/family/").status_code == 302, "a mailbox and a password: not in yet"
    assert phone.get("/family/").status_code == 302
    relatives.prove(other)
    assert "Amir" in other.get("/family/").content.decode()
    assert phone.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD}).status_code == 403
    assert phone.post("/family/sign-in", {"name": ADDRESS, "password": NEW}).status_code == 302
    assert phone.get("/family/sign-in/code").status_code == 200, "the browser is known no more"


def test_a_link_works_once_and_an_earlier_one_ends_with_it(mother, mailbox) -> None:
    links = []
    for _ in range(2):
        ask(Tablet())
        links.append(mailbox.newest("password"))
    assert choose(Tablet(), links[1]).status_code == 302
    for link in (*links, "lost-password/nobody-ever-had-this-one"):
        answer = Tablet().get(f"/family/{link}")
        assert (answer.status_code, "This link has ended" in answer.content.decode()) == (404, True)
    assert Tablet().get(f"/partner/{links[0]}").status_code == 404


def test_a_bad_password_uses_nothing_up(mother, mailbox) -> None:
    ask(Tablet())
    link = mailbox.newest("password")
    browser = Tablet()
    refused = choose(browser, link, "short")
    assert refused.status_code == 422
    assert "Too short" in refused.content.decode()
    assert choose(browser, link, PASSWORD).status_code == 422, "the one she has"
    assert choose(browser, link).status_code == 302


def test_the_answer_does_not_tell_whether_an_address_is_known(mother, mailbox) -> None:
    answers = []
    for address in (ADDRESS, "nobody@example.org"):
        browser = Tablet()
        sent = ask(browser, address)
        page = browser.get(ASK + sent["Location"]).content.decode()
        answers.append((sent.status_code, sent["Location"], address in page, "If somebody signs in" in page))
    assert answers[0] == answers[1] == (302, "?sent", False, True)
    assert mailbox.count("password") == 1
    assert ask(Tablet(), "not an address").status_code == 422


def test_nobody_fills_a_mailbox_and_whoever_asks_too_often_waits(mother, phone, mailbox) -> None:
    """Known and unknown wait alike, and signing in does not wait with them."""
    said = {}
    for address in (ADDRESS, "nobody@example.org"):
        said[address] = [ask(Tablet(), address).status_code for _ in range(7)]
    assert said[ADDRESS] == said["nobody@example.org"]
    assert said[ADDRESS][-1] == 429
    assert mailbox.count("password") == 3
    phone.post("/family/sign-out", of="/family/")
    assert phone.post("/family/sign-in", {"name": ADDRESS, "password": PASSWORD}).status_code == 302


def test_who_was_invited_anew_or_left_gets_nothing_by_an_old_link(
    cast, office, mother, phone, mailbox
) -> None:
    ask(Tablet())
    link = mailbox.newest("password")
    office.invite(mother, cast.amir, ADDRESS, at=clock.now())
    assert choose(Tablet(), link).status_code == 404
    ask(Tablet())
    assert mailbox.count("password") == 1, "who has no password yet has an invitation"


def test_both_steps_are_in_the_log_of_the_house(mother, mailbox, acting, cast) -> None:
    browser = Tablet()
    ask(browser)
    choose(browser, mailbox.newest("password"))
    with acting(cast.governor):
        kinds = [e.kind for e in thread.list_entries(client_id=0, kinds=["signin."])]
    assert "signin.new_password_asked" in kinds
    assert "signin.password_replaced" in kinds
