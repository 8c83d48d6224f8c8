"""A client's page shows what one may read; what one may not is absent, and nothing says so."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from redthread.people.public import Client
from redthread.requests import services
from tests.doors.staff.conftest import TUESDAY, text_of

pytestmark = pytest.mark.django_db


def number_of(as_owner: Any, member: Any) -> str:
    with as_owner():
        return str(Client.objects.get(id=member.client_id).number)


def test_the_page_says_who_where_and_what_is_open(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir)
    page = seat(cast.officer).read(f"/staff/clients/{cast.amir.client_id}")
    assert "Amir Rahmani" in page
    assert "C201" in page
    assert "Arabic" in page
    assert "Open requests" in page
    assert "Handed in request" in page


def test_what_one_may_not_read_is_absent(desk: Any, cast: Any, seat: Any) -> None:
    desk.ask(cast.amir, "nurse")
    page = seat(cast.officer).read(f"/staff/clients/{cast.amir.client_id}")
    for word in ("nurse", "Account", "Money", "not allowed", "Handed in"):
        assert word not in page
    assert "Handed in request" in seat(cast.nurse).read(f"/staff/clients/{cast.amir.client_id}?kind=requests")


def test_people_out_of_reach_are_not_there(desk: Any, cast: Any, seat: Any) -> None:
    officer = seat(cast.officer)
    for out in (cast.leila.client_id, cast.marek.client_id, 99_999_999, 0):
        assert officer.get(f"/staff/clients/{out}").status_code == 404
    assert "Nobody like this is within your reach." in officer.read("/staff/search?q=Nowak")


def test_a_name_with_a_typing_error_a_number_and_a_room_find_the_person(
    cast: Any, seat: Any, as_owner: Any
) -> None:
    officer = seat(cast.officer)
    for text in ("rahmni", "Amir Rahmani", number_of(as_owner, cast.amir), "c201"):
        page = officer.read("/staff/search", data={"q": text})
        assert "Rahmani, Amir" in page, text
        assert "C201" in page
    assert officer.get("/staff/search?q=%02'%3B--{{7*7}}").status_code == 200
    assert officer.get("/staff/search?q=" + "x" * 5_000).status_code == 200


def test_a_record_out_of_reach_opens_for_an_hour_with_a_reason(
    desk: Any, cast: Any, seat: Any, as_owner: Any, monkeypatch: Any
) -> None:
    from redthread.foundation import clock

    monkeypatch.undo()
    request_id = desk.ask(cast.marek, at=clock.now() - timedelta(hours=2))
    manager, page = seat(cast.manager), f"/staff/clients/{cast.marek.client_id}"
    assert manager.get(page).status_code == 404
    number = number_of(as_owner, cast.marek)
    for typed in (
        {"number": number, "purpose": "", "reason": "The court asks for it."},
        {"number": number, "purpose": "court", "reason": "short"},
        {"number": "P999999", "purpose": "court", "reason": "The court asks for it."},
    ):
        answer = manager.post("/staff/break-glass", typed)
        assert answer.status_code == 422
        assert typed["reason"] in answer.content.decode()
    typed = {"number": number.lower(), "purpose": "court", "reason": "The court asks for it."}
    assert manager.post("/staff/break-glass", typed)["location"] == page
    opened = manager.read(page)
    assert "You opened this record outside your reach" in opened
    assert "The court asks for it." in opened
    one = manager.read(f"/staff/requests/{request_id}")
    assert "Opened outside your reach" in one
    assert "Approve" not in one
    assert "Enter a paper form" not in opened
    assert "Marek Nowak" in manager.read("/staff/break-glass")


def test_who_may_not_open_records_learns_nothing_of_a_number(cast: Any, seat: Any, as_owner: Any) -> None:
    number = number_of(as_owner, cast.marek)
    typed = {"number": number, "purpose": "court", "reason": "The court asks for it."}
    for known in (number, "P999999"):
        answer = seat(cast.officer).post("/staff/break-glass", typed | {"number": known})
        assert answer.status_code == 404
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.read_audit where route = 'people:number'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.usefixtures("_photos")
def test_a_paper_form_is_entered_with_its_photo_once(desk: Any, cast: Any, seat: Any) -> None:
    officer, base = seat(cast.officer), f"/staff/clients/{cast.jonas.client_id}/paper"
    assert "Enter a paper form" in officer.read(f"/staff/clients/{cast.jonas.client_id}")
    assert "nurse" not in officer.read(base)
    page = officer.get(f"{base}/management").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    upload = BytesIO(b"\xff\xd8 paper")
    upload.name = "paper.jpg"
    typed = hidden | {"about": "food", "text": "No pork please.", "_do": "next", "photo": upload}
    answer = officer.post(f"{base}/management", typed)
    assert answer.status_code == 302, text_of(answer)
    shown = officer.read(answer["location"])
    assert "on paper" in shown
    assert "No pork please." in shown
    upload.seek(0)
    again = officer.post(f"{base}/management", typed | {"request_id": hidden["request_id"]})
    assert again["location"].startswith(answer["location"].split("?")[0])


def test_a_sealed_form_is_not_entered_by_others(desk: Any, cast: Any, seat: Any) -> None:
    base = f"/staff/clients/{cast.jonas.client_id}/paper"
    assert seat(cast.officer).get(f"{base}/nurse").status_code == 404
    assert seat(cast.officer).get(f"{base}/nothing").status_code == 404
    assert seat(cast.nurse).get(f"{base}/nurse").status_code == 200
    assert seat(cast.officer).get(f"/staff/clients/{cast.marek.client_id}/paper").status_code == 404


@pytest.mark.usefixtures("_photos")
def test_the_photo_of_a_paper_form_is_kept_while_the_form_has_a_mistake(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    """Nobody takes a picture twice; only whoever enters the form sees it, and it ends with the request."""
    officer, base = seat(cast.officer), f"/staff/clients/{cast.jonas.client_id}/paper/management"
    form_id = str(uuid4())
    upload = BytesIO(b"\xff\xd8 paper")
    upload.name = "paper.jpg"
    answer = officer.post(base, {"request_id": form_id, "_do": "next", "photo": upload}, of=base)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "1 photo is kept with this form" in html
    photo_id = re.search(r'name="drop" value="([^"]+)"', html)
    assert photo_id is not None
    photo = f"/staff/clients/{cast.jonas.client_id}/paper-photos/{photo_id.group(1)}"
    assert officer.get(photo).content == b"small"
    assert seat(cast.manager).get(photo).status_code == 404
    assert officer.get(photo.replace(str(cast.jonas.client_id), str(cast.amir.client_id))).status_code == 404
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    typed = hidden | {"about": "food", "text": "No pork, please.", "_do": "next"}
    assert typed["request_id"] == form_id
    answer = officer.post(base, typed, of=base)
    assert answer.status_code == 302
    assert "Photo of the paper form" in officer.get(answer["location"]).content.decode()
    assert officer.get(photo).status_code == 404


@pytest.mark.usefixtures("_photos")
def test_a_kept_photo_can_be_left_out_and_is_forgotten_after_a_day(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    officer, base = seat(cast.officer), f"/staff/clients/{cast.jonas.client_id}/paper/management"
    form_id = str(uuid4())

    def send(**more: Any) -> str:
        return str(
            officer.post(base, {"request_id": form_id, "_do": "next", **more}, of=base).content.decode()
        )

    uploads = []
    for n in range(2):
        uploads.append(BytesIO(b"\xff\xd8 paper"))
        uploads[-1].name = f"{n}.jpg"
    html = send(photo=uploads)
    ids = re.findall(r'name="drop" value="([^"]+)"', html)
    assert len(ids) == 2
    html = send(drop=[ids[0], "no id"])
    assert re.findall(r'name="drop" value="([^"]+)"', html) == [ids[1]]
    with as_owner():
        assert services.forget_paper_photos(at=TUESDAY + timedelta(hours=23)) == 0
        assert services.forget_paper_photos(at=TUESDAY + timedelta(hours=25)) == 1
    assert 'name="drop"' not in send()


def test_a_paper_form_with_a_mistake_keeps_what_was_typed(desk: Any, cast: Any, seat: Any) -> None:
    base = f"/staff/clients/{cast.jonas.client_id}/paper/management"
    officer = seat(cast.officer)
    page = officer.get(base).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken")
    answer = officer.post(base, hidden | {"text": "No pork please.", "_do": "next"})
    assert answer.status_code == 422
    assert "No pork please." in answer.content.decode()
