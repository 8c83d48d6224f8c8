"""The queue shows what is one's own to answer, forty at a time, and stays as one left it."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.foundation import clock
from redthread.requests import public as requests
from redthread.requests.public import Audience
from tests.doors.staff.conftest import text_of
from tests.factories.requests import MONDAY
from tests.factories.world import refresh, staff

pytestmark = pytest.mark.django_db


def rows(answer: Any) -> int:
    return str(answer.content.decode()).count('name="id" value=')


def test_the_queue_shows_who_asked_what_and_when_the_answer_is_due(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir)
    page = seat(cast.officer).read("/staff/requests?department=all")
    assert "A. Rahmani" in page
    assert "C201" in page
    assert "Monday" in page


def test_an_officer_sees_nothing_of_what_the_nurse_is_asked(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir, "nurse")
    officer = seat(cast.officer)
    with_it = officer.read("/staff/requests?department=all")
    assert "A. Rahmani" not in with_it
    today = officer.read("/staff/")
    assert "Health" not in today
    assert officer.get(f"/staff/requests/{request_id}").status_code == 404
    assert "A. Rahmani" not in officer.read("/staff/requests?show=ended&department=all")


def test_a_nurse_sees_health_alone(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir, "nurse")
    desk.ask(cast.jonas, "management")
    page = seat(cast.nurse).read("/staff/requests?department=all")
    assert "A. Rahmani" in page
    assert "J. Lund" not in page


def test_requests_of_other_units_and_prisons_are_not_there(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.leila)
    elsewhere = desk.ask(cast.marek)
    officer = seat(cast.officer)
    assert rows(officer.get("/staff/requests?department=all")) == 0
    assert officer.get(f"/staff/requests/{elsewhere}").status_code == 404
    assert officer.get(f"/staff/requests/{uuid4()}").status_code == 404


def test_an_address_that_names_no_place_begins_at_the_top(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir, "person")
    page = seat(cast.officer).get("/staff/requests?department=all&after=nonsense")
    assert page.status_code == 200
    assert rows(page) == 1


def test_filters_stick_to_the_person_and_searched_words_do_not(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir)
    desk.ask(cast.amir, "laundry")
    officer = seat(cast.officer)
    assert rows(officer.get("/staff/requests?department=all&type=laundry&text=rahmani")) == 1
    again = officer.get("/staff/requests")
    assert rows(again) == 1
    assert "rahmani" not in again.content.decode().replace("A. Rahmani", "")
    manager = seat(cast.manager)
    manager.browser.cookies["rt_desk"] = officer.browser.cookies["rt_desk"].value
    assert rows(manager.get("/staff/requests")) == 2
    assert rows(officer.get("/staff/requests?clear=1")) == 2


def test_a_forged_filter_is_worth_nothing(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir)
    officer = seat(cast.officer)
    officer.browser.cookies["rt_desk"] = "WzEse31d:forged:signature"
    assert officer.get("/staff/requests").status_code == 200
    strange = "/staff/requests?show=x&department=%02&type='--&unit=9999999999999999999&text=%02{{7*7}}"
    assert officer.get(strange).status_code == 200


def count_statements(seat: Any, path: str) -> int:
    seat.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert seat.get(path).status_code == 200
    return len(queries)


def test_three_rows_cost_as_many_statements_as_one(desk: Any, cast: Any, seat: Any) -> None:
    officer = seat(cast.officer)
    desk.ask(cast.amir)
    one = count_statements(officer, "/staff/requests?department=all")
    desk.ask(cast.jonas)
    desk.ask(cast.jonas, "laundry")
    three = count_statements(officer, "/staff/requests?department=all")
    assert three == one
    assert three <= 18


def test_the_script_gets_the_request_alone(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    page = seat(cast.officer).get(f"/staff/requests/{request_id}", headers={"x-desk": "panel"})
    html = page.content.decode()
    assert "<html" not in html
    assert "May I have my meals without pork?" in html


def test_a_late_request_says_since_when_and_tops_the_list(
    desk: Any, cast: Any, seat: Any, monkeypatch: Any
) -> None:
    desk.ask(cast.amir)
    later = MONDAY.replace(day=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    officer = seat(cast.officer)
    assert "late since 9 Mar" in officer.read("/staff/requests?department=all")
    assert "late" in officer.read("/staff/")


def test_who_may_not_read_requests_has_no_queue(desk: Any, cast: Any, seat: Any) -> None:
    administrator = seat(cast.administrator)
    answer = administrator.get("/staff/requests")
    assert answer.status_code == 404
    assert "Requests" not in re.sub(r"<title>.*?</title>", "", text_of(administrator.get("/staff/")))


def test_opening_is_logged_and_marks_it_read(desk: Any, cast: Any, seat: Any, as_owner: Any) -> None:
    request_id = desk.ask(cast.amir)
    seat(cast.officer).read(f"/staff/requests/{request_id}")
    assert desk.get(cast.officer, request_id).first_read_at is not None
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from access.read_audit "
            "where route = 'staff:request' and actor_id = %s and client_id = %s",
            [cast.officer.actor_id, cast.amir.client_id],
        )
        assert cursor.fetchone()[0] == 1


def test_the_queue_itself_reads_no_request(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    seat(cast.officer).read("/staff/requests?department=all")
    assert desk.get(cast.officer, request_id).first_read_at is None


def second_reader(as_owner: Any, world: Any) -> Any:
    """Return somebody who reads a sample of answers and may not search people."""
    with as_owner():
        hall = world.establishments["hall"]
        reader = staff("Ines Wolf", "second_reader", "establishment", hall, hall)
        refresh(reader.actor_id)
    return reader


def test_who_may_not_search_is_offered_no_words_and_is_never_refused_for_them(
    desk: Any, cast: Any, seat: Any, as_owner: Any, world: Any
) -> None:
    desk.ask(cast.amir)
    reader = seat(second_reader(as_owner, world))
    plain = reader.get("/staff/requests?department=all")
    assert plain.status_code == 200
    assert 'name="text"' not in plain.content.decode()
    forged = reader.get("/staff/requests?department=all&text=Nobody")
    assert forged.status_code == 200
    assert "Nobody" not in forged.content.decode()
    assert 'name="text"' in seat(cast.officer).get("/staff/requests").content.decode()


def test_only_types_that_one_may_read_are_offered(desk: Any, cast: Any, seat: Any, as_owner: Any) -> None:
    """An officer learns nothing from a filter for the nurse's questions, and the other way round."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.reach_grant set valid_from = %s", [MONDAY])
    officer, nurse = seat(cast.officer), seat(cast.nurse)
    offered = officer.get("/staff/requests").content.decode()
    assert '<option value="laundry"' in offered
    assert '<option value="nurse"' not in offered
    offered = nurse.get("/staff/requests").content.decode()
    assert '<option value="nurse"' in offered
    assert '<option value="laundry"' not in offered


def news(who: Any, since: Any, **headers: str) -> Any:
    path = f"/staff/requests/news?clear=1&department=all&since={quote(since.isoformat())}"
    return who.get(path, headers=headers)


def test_what_came_since_the_page_was_opened_is_counted_once(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    """New requests and replies within reach; the same number again is not sent again."""
    officer = seat(cast.officer)
    page = officer.get("/staff/requests?department=all").content.decode()
    assert 'data-news="/staff/requests/news?show=open&amp;department=all&amp;clear=1&amp;since=2026-' in page
    first = desk.ask(cast.amir)
    quiet = news(officer, MONDAY.replace(hour=23))
    assert (quiet.status_code, quiet.content.strip()) == (200, b"")
    came = news(officer, MONDAY - timedelta(hours=1))
    assert "1 new since you opened this page." in text_of(came)
    assert news(officer, MONDAY - timedelta(hours=1), if_none_match=came["ETag"]).status_code == 304
    desk.ask(cast.marek)
    desk.ask(cast.jonas)
    assert "2 new" in text_of(news(officer, MONDAY - timedelta(hours=1), if_none_match=came["ETag"]))
    at = MONDAY.replace(hour=22)
    desk.do(
        cast.amir, requests.add_message, first, at=at, message_id=uuid4(), text="And?", audience=Audience.BOTH
    )
    assert "1 new" in text_of(news(officer, MONDAY.replace(hour=21)))


def test_asking_for_news_keeps_no_session_alive_and_answers_nobody_else(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    officer, administrator = seat(cast.officer), seat(cast.administrator)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.session set last_seen_at = now() - interval '5 minutes'")
    assert news(officer, MONDAY).status_code == 200
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from access.session where last_seen_at > now() - interval '4 minutes'"
        )
        assert cursor.fetchone()[0] == 0
    assert news(administrator, MONDAY).status_code == 404
    for wrong in ("", "yesterday", "2026-03-03", "2026-03-03T09:00:00"):
        assert officer.get(f"/staff/requests/news?since={wrong}").status_code == 404
    officer.browser.cookies.clear()
    assert news(officer, MONDAY).status_code == 401
