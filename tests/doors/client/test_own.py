"""What is one's own: money, who has read, the data to take away, how pages look, and the voice."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from redthread.doors.client import speech
from redthread.doors.client.look import LOOK_COOKIE
from redthread.requests import public as requests
from redthread.sharing.public import GlassPurpose, break_glass
from tests.factories.money import merge_with_money
from tests.factories.requests import MONDAY


class TestMoney:
    """What there is, and how it came to be."""

    def test_without_an_account_the_page_says_so(self, leila):
        """Nothing yet is a state, not an error."""
        assert "You have no account yet." in leila.see("/my/account")

    def test_lines_are_told_in_words_with_what_was_left(self, leila, till, cast):
        """In, put aside, left."""
        till.give(cast.leila, 50_000)
        till.order(cast.leila, {"coffee": 1})
        page = leila.see("/my/account")
        assert "You can use 430.10 kr now." in page
        assert "Put aside for an order" in page
        assert "+500 kr" in page
        assert "−69.90 kr" in page

    def test_savings_are_the_other_side(self, leila, till, cast):
        """Two accounts, one page."""
        till.give(cast.leila, 50_000)
        assert "Nothing has happened here yet." in leila.see("/my/account?saved")

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1 or 1=1"])
    def test_a_page_that_is_nowhere_is_the_first(self, leila, till, cast, before):
        """Whatever stands in the address."""
        till.give(cast.leila, 50_000)
        assert "+500 kr" in leila.see(f"/my/account?before={before}")

    def test_the_statement_of_an_earlier_number_is_there(self, leila, cast, world, acting, as_owner):
        """Up to the merge, on a page of its own; a number of somebody else's is none."""
        number = merge_with_money(acting, as_owner, world, cast.leila, 50_000)
        page = leila.see("/my/account")
        assert "From your other number" in page
        assert f"Your other number: {number}" in page
        page = leila.see(f"/my/account?number={number}")
        assert "From home" in page
        assert "From your other number" not in page
        assert "Nothing has happened here yet." in leila.see(f"/my/account?number={number}&saved")
        leila.see("/my/account?number=X1", status=404)


class TestReaders:
    """Who looked, and what was done."""

    def test_a_look_of_staff_is_told_by_role_and_kind(self, leila, cast, acting):
        """Not by name; from where, with what was on the page, and what of one's health."""
        with acting(cast.officer, focus=cast.amir.client_id, route="staff:client"):
            pass
        with acting(cast.manager, focus=cast.leila.client_id, route="staff:client"):
            pass
        page = leila.see("/my/readers")
        assert "Unit manager" in page
        assert "Petra Holm" not in page
        assert "Hall" in page
        assert "Opened your page" in page
        assert "what you asked and wrote" in page
        assert "Nobody has read about your health." in page
        assert "Only people who work with you have opened your file." in page
        assert "Officer" not in page

    def test_roles_are_named_in_the_readers_language(self, leila, cast, acting, keys):
        """Whatever language the title was written in; a title of the house's own stays as it is."""
        keys.do("update access.actor set title = 'Sjuksköterska' where id = %s", cast.nurse.actor_id)
        keys.do("update access.actor set title = 'Kaplan' where id = %s", cast.manager.actor_id)
        with acting(cast.nurse, focus=cast.leila.client_id, route="staff:request"):
            pass
        with acting(cast.manager, focus=cast.leila.client_id, route="staff:client"):
            pass
        page = leila.see("/my/readers")
        assert "<b>Nurse</b>" in page
        assert "<b>Kaplan</b>" in page
        assert "Could read about your health: Nurse." in page

    def test_a_look_from_outside_is_marked_with_its_reason(self, leila, cast, acting):
        """The person is told first, and at the look itself; other looks are not marked."""
        with acting(cast.nurse, focus=cast.leila.client_id, route="staff:client"):
            pass
        with acting(cast.manager) as actor:
            break_glass(
                actor=actor,
                client_id=cast.leila.client_id,
                purpose=GlassPurpose.COVER,
                reason="Covers for a colleague tonight.",
                at=MONDAY,
            )
        with acting(cast.manager, focus=cast.leila.client_id, route="staff:client"):
            pass
        page = leila.see("/my/readers")
        assert "Somebody who does not usually work with you opened your file." in page
        assert page.count("From outside") == 1
        assert "Covers for a colleague tonight." in page

    def test_nobody_has_read_is_a_sentence(self, leila):
        """An empty page says what it is."""
        assert "Nobody has read about you." in leila.see("/my/readers")

    def test_what_was_done_is_told_in_sentences(self, leila, desk, cast):
        """Never a code that only programs understand."""
        desk.decline(cast.manager, desk.ask(cast.leila, at=MONDAY))
        page = leila.see("/my/readers/thread")
        assert "You handed in request" in page
        assert "You got a no to request" in page
        assert "requests." not in page.partition("<main")[2]
        assert "signin." not in page.partition("<main")[2]

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
    def test_a_page_that_is_nowhere_is_the_first(self, leila, before):
        """Whatever stands in the address."""
        leila.see(f"/my/readers?before={before}")
        leila.see(f"/my/readers/thread?before={before}")


def test_the_own_data_are_one_file_to_read_and_to_compute_with(leila, till, desk, cast):
    """Everything, in the person's language; nothing of anybody else, and taking it is noted."""
    till.give(cast.leila, 50_000)
    till.order(cast.leila, {"coffee": 1})
    request = desk.ask(cast.leila, "nurse", at=MONDAY)
    desk.do(cast.nurse, requests.approve_request, request, at=MONDAY + timedelta(hours=1), words=_yes())
    desk.ask(cast.jonas, at=MONDAY, text="Words of Jonas.")
    answer = leila.send("/my/data", status=200)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        page, data = file.read("index.html").decode(), json.loads(file.read("data.json"))
    assert data["person"]["given_name"] == "Leila"
    assert {r["state"] for r in data["requests"]} == {"Yes", "We have it"} or len(data["requests"]) == 2
    assert "My tooth hurts at night." in page
    assert "Come on Friday." in page
    assert "Words of Jonas" not in page + json.dumps(data)
    assert data["stays"][0]["room"] == "D201"
    assert any(line["amount"] == 50_000 for account in data["money"] for line in account["lines"])
    assert "<script" not in page
    assert "people.own_data" in json.dumps(leila_kinds(desk, cast))
    assert not re.search(r"\d{4}-\d\d-\d\d", page), "days in words on the page"
    assert data["requests"][0]["asked_at"].startswith("20"), "and for computers in the other file"


def test_the_own_data_take_no_more_queries_for_more_requests(leila, desk, cast):
    """They are read in bulk: with many requests as with one."""
    for code in ("nurse", "laundry", "management"):
        desk.ask(cast.leila, code, at=MONDAY)
    with desk.acting(cast.leila), CaptureQueriesContext(connection) as three:
        own = requests.list_own_whole(client_id=cast.leila.client_id, language="en", now=MONDAY, limit=50)
    with desk.acting(cast.leila):
        ones = [
            requests.get_own_request(
                request_id=o.id, client_id=cast.leila.client_id, language="en", now=MONDAY
            )
            for o in own
        ]
    assert own == ones
    with desk.acting(cast.leila), CaptureQueriesContext(connection) as one:
        requests.list_own_whole(client_id=cast.leila.client_id, language="en", now=MONDAY, limit=1)
    assert len(own) == 3
    assert len(three) == len(one)


def _yes() -> requests.Words:
    return requests.Words(language="en", grounds="", next_step="Come on Friday.", ground_codes=())


def leila_kinds(desk, cast) -> list[str]:
    """Return the kinds of entries in Leila's thread."""
    from redthread.foundation import thread

    with desk.acting(cast.leila):
        return [e.kind for e in thread.list_entries(client_id=cast.leila.client_id)]


class TestLook:
    """Text size and colours."""

    def test_a_look_is_kept_for_the_person_on_this_tablet(self, leila):
        """Also after the lock."""
        leila.send("/my/settings", {"text_size": "3"})
        leila.send("/my/settings", {"color_scheme": "contrast"})
        page = leila.see("/my/")
        assert 'data-text-size="3"' in page
        assert 'data-color-scheme="contrast"' in page

    def test_another_person_on_the_same_tablet_has_their_own(self, leila, cast, keys):
        """What one chose changes nothing for the next."""
        leila.send("/my/settings", {"text_size": "4"})
        leila.send("/my/lock", of="/my/settings")
        leila.sign_in(keys.pin(cast.jonas))
        assert 'data-text-size="1"' in leila.see("/my/")

    @pytest.mark.parametrize("cookie", ["x", "a" * 5000, "|||", "aaaaaaaaaaaa.9.light", "<script>.1.auto"])
    def test_a_damaged_cookie_is_the_usual_look(self, leila, cookie):
        """Whatever the browser sends."""
        leila.browser.cookies[LOOK_COOKIE] = cookie
        assert 'data-text-size="1"' in leila.see("/my/")

    @pytest.mark.parametrize("said", [{"text_size": "9"}, {"color_scheme": "pink"}, {}])
    def test_what_there_is_not_is_not_kept(self, leila, said):
        """Whatever is posted."""
        leila.send("/my/settings", said)
        assert 'data-text-size="1"' in leila.see("/my/")


class TestVoice:
    """Read-aloud."""

    def test_a_text_becomes_speech(self, leila, monkeypatch):
        """And what stands on a page is not kept on the disk."""
        spoken = []

        def speak(text, language, rate, *, public):
            spoken.append((text, language, public))
            return b"ID3"

        monkeypatch.setattr(speech, "speak", speak)
        answer = leila.post("/my/speech", {"text": "My tooth hurts.", "language": "en"}, of="/my/")
        assert answer.headers["Content-Type"] == "audio/mpeg"
        assert answer.content == b"ID3"
        leila.post("/my/speech", {"text": "My requests", "language": "en"}, of="/my/")
        assert spoken == [("My tooth hurts.", "en", False), ("My requests", "en", True)]

    @pytest.mark.parametrize(
        "said",
        [
            {"text": "", "language": "en"},
            {"text": "a", "language": "xx"},
            {"text": "a" * 4001, "language": "en"},
            {"text": "a", "language": "en", "rate": "fast"},
            {"text": "a", "language": "en", "rate": "9999"},
            {},
        ],
    )
    def test_what_cannot_be_spoken_is_said_so(self, leila, said):
        """Too long, no words, no such voice."""
        assert leila.post("/my/speech", said, of="/my/").status_code == 422

    def test_the_voice_is_for_who_is_signed_in(self, leila, keys):
        """Nobody else makes the machine talk."""
        leila.see("/my/")
        keys.do("update access.session set ended_at = now(), ended_why = 'tests'")
        token = leila.hidden().get("csrfmiddlewaretoken", "")
        answer = leila.browser.post(
            "/my/speech", {"text": "a", "language": "en", "csrfmiddlewaretoken": token}
        )
        assert answer.status_code in {401, 403}


class TestAlive:
    """The heartbeat."""

    def test_it_says_who_is_signed_in(self, leila):
        """By the name that means nothing to anybody else."""
        page = leila.see("/my/")
        answer = leila.browser.get("/my/alive?active=1")
        assert answer.status_code == 204
        assert answer.headers["X-RT-Keep-Id"] in page

    @pytest.mark.usefixtures("world")
    def test_nobody_signed_in_is_401(self):
        """So that the page puts itself away."""
        assert Browser().get("/my/alive").status_code == 401

    def test_only_doing_something_keeps_the_session_alive(self, leila, keys):
        """A page left open is not somebody being there."""
        keys.do("update access.session set last_seen_at = now() - interval '2 minutes'")
        seen = "select max(last_seen_at) from access.session"
        before = keys.value(seen)
        leila.browser.get("/my/alive")
        assert keys.value(seen) == before
        leila.browser.get("/my/alive?active=1")
        assert keys.value(seen) > before


def test_the_present_is_later_than_the_tests_monday():
    """The tests above stand on it."""
    assert datetime.now(UTC) > MONDAY
