"""The page of a sentence: what it is made of, every date with its steps, and stating it with a preview."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from redthread.custody.public import Facts, Jurisdiction, find_sentence, list_statuses, record_sentence
from redthread.jurisdiction.sentences import Length
from tests.custody.sentence_facts import part
from tests.doors.staff.conftest import TUESDAY, text_of

pytestmark = pytest.mark.django_db

STARTED = date(2026, 2, 6)
TYPED = {
    "parts": "1",
    "aways": "0",
    "part-0-case": "Göta hovrätt B 77-26",
    "part-0-judged_day": "15",
    "part-0-judged_month": "1",
    "part-0-judged_year": "2026",
    "part-0-final_day": "5",
    "part-0-final_month": "2",
    "part-0-final_year": "2026",
    "part-0-years": "1",
    "starts_day": "6",
    "starts_month": "2",
    "starts_year": "2026",
    "remand": "25",
}
"""A year: 243 days of 365, 25 of them in remand, from 6 February: free on Friday 11 September."""


@pytest.fixture
def sentenced(acting: Any, cast: Any) -> Any:
    """Amir serves a year."""
    with acting(cast.governor) as actor:
        return record_sentence(
            actor=actor,
            sentence_id=uuid4(),
            client_id=cast.amir.client_id,
            jurisdiction=Jurisdiction("se", "Europe/Stockholm"),
            facts=Facts(STARTED, (part(1, judged=date(2026, 1, 15)),), remand_days=25),
            at=TUESDAY,
        )


def path_of(cast: Any, more: str = "") -> str:
    return f"/staff/clients/{cast.amir.client_id}/sentence{more}"


def test_each_date_shows_how_it_was_computed_and_on_which_law(cast: Any, seat: Any, sentenced: Any) -> None:
    page = seat(cast.manager).read(path_of(cast))
    assert "11 September 2026" in page
    assert "Two thirds of 365 days must be served: 243 days." in page
    assert "25 days in remand are taken off." in page
    assert "Brottsbalken 26 kap. 6 §" in page
    assert "Leave possible from" in page


def test_the_line_shows_today_between_what_was_and_what_comes(cast: Any, seat: Any, sentenced: Any) -> None:
    html = seat(cast.manager).get(path_of(cast)).content.decode()
    line = html[html.index('<ol class="thread h"') : html.index("</ol>", html.index('<ol class="thread h"'))]
    assert re.findall(r'<li class="(\w+)', line)[:2] == ["done", "now"]
    assert "Day of release" in line


def test_who_may_read_the_status_but_no_dates_sees_the_status_alone(
    cast: Any, seat: Any, sentenced: Any
) -> None:
    page = seat(cast.officer).read(path_of(cast))
    assert "Serving a sentence" in page
    for word in ("September", "Dates", "Judgment", "remand before"):
        assert word not in page
    assert "Sentence" in seat(cast.officer).read(f"/staff/clients/{cast.amir.client_id}")


def test_who_may_read_neither_has_no_such_page(cast: Any, seat: Any, sentenced: Any) -> None:
    for member in (cast.kiosk_clerk, cast.officer_elsewhere):
        assert seat(member).get(path_of(cast)).status_code == 404
    assert seat(cast.manager).get(path_of(cast, "/edit")).status_code == 404
    assert (
        "/sentence"
        not in seat(cast.kiosk_clerk).get(f"/staff/clients/{cast.amir.client_id}").content.decode()
    )


def test_the_dates_are_shown_before_anything_is_kept(cast: Any, seat: Any, acting: Any) -> None:
    governor = seat(cast.governor)
    answer = governor.post(path_of(cast, "/edit"), TYPED | {"do": "preview"}, of=path_of(cast, "/edit"))
    assert answer.status_code == 200
    page = text_of(answer)
    assert "11 September 2026" in page
    assert "Nothing is kept yet." in page
    with acting(cast.governor):
        assert find_sentence(client_id=cast.amir.client_id) is None


def test_a_sentence_is_recorded_and_the_status_follows(cast: Any, seat: Any, acting: Any) -> None:
    governor = seat(cast.governor)
    answer = governor.post(path_of(cast, "/edit"), TYPED | {"do": "keep"}, of=path_of(cast, "/edit"))
    assert answer.status_code == 302
    assert "Göta hovrätt B 77-26" in governor.read(path_of(cast))
    with acting(cast.governor):
        found = find_sentence(client_id=cast.amir.client_id)
        assert found is not None
        assert found.release_on == date(2026, 9, 11)
        assert [s.status for s in list_statuses(client_id=cast.amir.client_id)] == ["sentenced"]


def test_a_further_judgment_gets_a_row_of_its_own(cast: Any, seat: Any) -> None:
    answer = seat(cast.governor).post(
        path_of(cast, "/edit"), TYPED | {"do": "more-part"}, of=path_of(cast, "/edit")
    )
    html = answer.content.decode()
    assert 'name="part-1-case"' in html
    assert "Göta hovrätt B 77-26" in html
    assert 'name="parts" value="2"' in html


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_day": "31"}, "one of the days does not exist"),
        ({"part-0-years": "a year"}, "write a whole number"),
        ({"part-0-years": ""}, "Judgment 1 has no length"),
        ({"starts_year": "2025"}, "cannot start before the first judgment"),
        ({"part-0-final_year": "2025"}, "cannot be final before it was given"),
        ({"part-0-years": "9" * 30}, "write a whole number"),
        ({"part-0-judged_year": "2027"}, "lies in the future"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    cast: Any, seat: Any, typed: dict[str, str], words: str
) -> None:
    answer = seat(cast.governor).post(
        path_of(cast, "/edit"), TYPED | typed | {"do": "keep"}, of=path_of(cast, "/edit")
    )
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Göta hovrätt B 77-26" in answer.content.decode()


def test_a_stale_form_is_refused_with_a_clear_sentence(cast: Any, seat: Any, sentenced: Any) -> None:
    first, second = seat(cast.governor), seat(cast.governor)
    typed = TYPED | {"do": "keep", "corrects": str(sentenced.id), "reason": "Appeal"}
    assert first.post(path_of(cast, "/edit"), typed, of=path_of(cast, "/edit")).status_code == 302
    answer = second.post(path_of(cast, "/edit"), typed, of=path_of(cast, "/edit"))
    assert answer.status_code == 409
    assert "Somebody else changed this sentence meanwhile." in text_of(answer)


def test_two_laws_are_doubted_before_and_after_with_the_steps_of_the_other_day(cast: Any, seat: Any) -> None:
    """Six years and three months final in 2025, served with six years and one month final in 2026."""
    old = {"part-0-years": "6", "part-0-months": "3", "part-0-judged_year": "2025"}
    new = {name.replace("-0-", "-1-"): value for name, value in TYPED.items() if name.startswith("part-0-")}
    new |= {"part-1-years": "6", "part-1-months": "1", "part-1-runs": "together", "parts": "2"}
    typed = TYPED | new | old | {"part-0-final_year": "2025", "do": "preview"}
    governor, path = seat(cast.governor), path_of(cast, "/edit")
    preview = text_of(governor.post(path, typed, of=path))
    assert governor.post(path, typed | {"do": "keep"}, of=path).status_code == 302
    for page in (preview, governor.read(path_of(cast))):
        assert "Two laws meet in this sentence" in page
        assert "Judgment 2 is served at the same time as a longer one" in page
        assert "Two thirds of" in page
        assert "Three quarters of" in page


def test_a_change_that_moves_the_release_back_says_so_before_it_is_kept(
    cast: Any, seat: Any, sentenced: Any
) -> None:
    typed = TYPED | {"corrects": str(sentenced.id), "reason": "Fewer days in remand", "do": "preview"}
    governor, path = seat(cast.governor), path_of(cast, "/edit")
    assert "Release comes later than before" not in text_of(governor.post(path, typed, of=path))
    page = text_of(governor.post(path, typed | {"remand": "5"}, of=path))
    assert "Release comes later than before" in page
    assert "Until now it was" in page


def test_a_sentence_shortened_below_the_time_served_asks_first(
    cast: Any, seat: Any, sentenced: Any, acting: Any
) -> None:
    governor = seat(cast.governor)
    typed = TYPED | {
        "part-0-years": "",
        "part-0-months": "1",
        "do": "keep",
        "corrects": str(sentenced.id),
        "reason": "The court of appeal shortened it",
    }
    answer = governor.post(path_of(cast, "/edit"), typed, of=path_of(cast, "/edit"))
    assert answer.status_code == 422
    assert "the time is served" in text_of(answer)
    assert 'name="served"' in answer.content.decode()
    answer = governor.post(path_of(cast, "/edit"), typed | {"served": "1"}, of=path_of(cast, "/edit"))
    assert answer.status_code == 302
    page = governor.read(path_of(cast))
    assert "the person must be released at once" in page
    assert "Changed because: The court of appeal shortened it" in page
    with acting(cast.governor):
        found = find_sentence(client_id=cast.amir.client_id)
        assert found is not None
        assert found.parts.get().months == Length(months=1).months


def test_a_status_begins_and_is_corrected_from_the_page(cast: Any, seat: Any, acting: Any) -> None:
    governor, path = seat(cast.governor), f"/staff/clients/{cast.amir.client_id}/status"
    begins = {"begins_day": "12", "begins_month": "1", "begins_year": "2026"}
    assert governor.post(path, {"status": "remand", **begins}, of=path_of(cast)).status_code == 302
    with acting(cast.governor):
        wrong = list_statuses(client_id=cast.amir.client_id)[0]
    answer = governor.post(
        path,
        {"status": "recalled", "corrects": str(wrong.id), "reason": "A recall", **begins},
        of=path_of(cast),
    )
    assert answer.status_code == 302
    page = governor.read(path_of(cast))
    assert "Recalled" in page
    assert "Withdrawn (1)" in page


def test_a_status_in_the_future_is_refused_on_the_page(cast: Any, seat: Any) -> None:
    path = f"/staff/clients/{cast.amir.client_id}/status"
    begins = {"begins_day": "12", "begins_month": "1", "begins_year": "2027"}
    answer = seat(cast.governor).post(path, {"status": "remand", **begins}, of=path_of(cast))
    assert answer.status_code == 422
    assert "A status cannot begin in the future." in text_of(answer)
    assert seat(cast.officer).post(path, {"status": "remand", **begins}, of="/staff/").status_code in {
        403,
        404,
    }
