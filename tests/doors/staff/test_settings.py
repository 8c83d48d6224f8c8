"""Staff choose the language of their pages; it is kept with the person."""

from typing import Any

import pytest
from django.db import connection

from tests.doors.staff.conftest import text_of

pytestmark = pytest.mark.django_db


def test_six_languages_stand_in_their_own_script(desk: Any, cast: Any, seat: Any) -> None:
    page = seat(cast.officer).read("/staff/language")
    for name in ("English", "Svenska", "Dansk", "Nederlands", "Français", "العربية"):
        assert name in page
    assert 'href="/staff/language"' in seat(cast.officer).get("/staff/").content.decode()


def test_the_language_stays_with_the_person_on_every_browser(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    officer = seat(cast.officer)
    answer = officer.post("/staff/language", {"language": "sv"}, of="/staff/language")
    assert answer["location"] == "/staff/language"
    assert "Språk" in officer.read("/staff/language")
    elsewhere = seat(cast.officer).get("/staff/")
    assert '<html lang="sv" dir="ltr"' in elsewhere.content.decode()
    assert 'lang="en"' in seat(cast.manager).get("/staff/").content.decode()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from thread.entry where kind = 'organisations.language_chosen'")
        assert cursor.fetchone()[0] == 1


def test_arabic_turns_the_page_and_an_unknown_language_changes_nothing(
    desk: Any, cast: Any, seat: Any
) -> None:
    officer = seat(cast.officer)
    officer.post("/staff/language", {"language": "ar"}, of="/staff/language")
    assert '<html lang="ar" dir="rtl"' in officer.get("/staff/").content.decode()
    answer = officer.post("/staff/language", {"language": "xx\0"}, of="/staff/language")
    assert answer.status_code in {200, 400}
    assert 'lang="ar"' in officer.get("/staff/").content.decode()
    assert "العربية" in text_of(officer.get("/staff/language"))
