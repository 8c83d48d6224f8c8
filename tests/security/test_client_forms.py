"""Every form of the client's door takes anything."""

import html
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.security.conftest import DANIEL, JONAS
from tests.security.fuzz import BOUNDED, MARK, NASTY, crawl, draw_and_send, everything_everywhere, sound
from tests.security.ways import hand_in
from tests.support.service import Service
from tests.support.visitor import Form, Visitor

Filled = tuple[Visitor, list[Form]]


@pytest.fixture(scope="module")
def languages_kept(service: Service) -> Iterator[None]:
    """Whoever fills in every form also chooses a language: stories told later on are in the own one."""
    tables = ("access.actor", "people_client")
    with service.owner() as owner:
        before = {t: owner.execute(f"select language, id from {t}".encode()).fetchall() for t in tables}
    yield
    with service.owner() as owner, owner.transaction():
        owner.execute("reset role")
        owner.execute("set local session_replication_role = replica")  # past the triggers
        for table, rows in before.items():
            owner.cursor().executemany(f"update {table} set language = %s where id = %s".encode(), rows)


@pytest.fixture(scope="module")
def forms(service: Service, languages_kept: None) -> Filled:
    """Jonas, and what he can fill in."""
    service.end_open_requests(JONAS)
    visitor = Visitor(service).enrol().sign_in_client(service.numbers[JONAS])
    found = crawl(visitor, "/my/")
    assert len(found) >= 7
    return visitor, found


def test_every_form_takes_anything(forms: Filled) -> None:
    everything_everywhere(*forms)


@BOUNDED
@given(data=st.data())
def test_no_text_in_any_field_breaks_a_page(forms: Filled, data: st.DataObject) -> None:
    draw_and_send(forms, data)


def test_hostile_words_are_shown_as_words(service: Service) -> None:
    """What was accepted is kept as it is, and shown to client and staff as text, never as markup."""
    service.end_open_requests(DANIEL)
    client = Visitor(service).enrol().sign_in_client(service.numbers[DANIEL])
    text = f"{MARK} {NASTY[1]} {{{{ 9999 * 9999 }}}} \u202eback"
    request = hand_in(client, "management", {"about": "other", "text": text, "wish": text})
    client.post(f"/my/requests/{request}/write", {"text": text})
    manager = Visitor(service).sign_in_staff("manager")
    address = f"/staff/requests/{request}"
    manager.get(address)
    words = {"grounds": text, "next_step": text, "decision": "declined"}
    assert "done=" in manager.post(f"{address}/decide", words).way
    form = Form(address, address, "GET")
    with service.owner() as owner:
        client_id = owner.execute(
            "select client_id from requests_clientrequest where id = %s", [request]
        ).fetchone()
    assert client_id is not None
    pages = [
        manager.get(path)
        for path in (address, "/staff/requests?show=ended", f"/staff/clients/{client_id[0]}")
    ]
    own = ("", "requests", f"requests/{request}", f"requests/{request}/appeal", "day", "readers/thread")
    pages += [client.get(f"/my/{path}") for path in own]
    for page in pages:
        assert page.status == 200, page
        sound(page, form)
    assert html.escape(MARK, quote=False)[:14] in pages[0].text
    assert sum("alert(" in page.text for page in pages) >= 2
