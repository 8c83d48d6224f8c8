"""The queue shows what is one's own to answer, forty at a time, and stays as one left it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.foundation import clock
from tests.doors.staff.conftest import text_of
from tests.factories.requests import MONDAY

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
    assert answer.status_code == 403
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
