"""A partner with an account of ours who lost the password; the code generator is asked as ever."""

import time

import pyotp
import pytest

from redthread.notices.models import Notice
from redthread.signin.services.hashing import unseal
from tests.doors.signin.browser import Tablet
from tests.signin.arrange import PASSWORD, SEED

pytestmark = pytest.mark.django_db

NEW = "four other quiet green words"
ADDRESS = "case.worker@municipality.example"


def newest(as_owner) -> str:
    with as_owner():
        notice = Notice.objects.filter(kind="password").order_by("-created_at").first()
        return (unseal(notice.secret) or "") if notice else ""


def test_a_mailbox_alone_opens_nothing_without_the_code_generator(cast, keys, as_owner, stranger) -> None:
    keys.password(cast.caseworker, ADDRESS, door="partner")
    assert "Password forgotten?" in stranger.get("/partner/sign-in").content.decode()
    assert stranger.post("/partner/lost-password", {"name": ADDRESS.upper()}).status_code == 302
    link = f"/partner/{newest(as_owner)}"
    done = stranger.post(link, {"password": NEW, "again": NEW})
    assert done["Location"] == "/partner/sign-in/second"
    assert stranger.get("/partner/").status_code == 302
    assert stranger.post("/partner/sign-in/second", {"code": "000000"}).status_code == 403
    code = pyotp.TOTP(SEED).at(int(time.time()))
    assert stranger.post("/partner/sign-in/second", {"code": code})["Location"] == "/partner/"
    assert Tablet().post("/partner/sign-in", {"name": ADDRESS, "password": PASSWORD}).status_code == 403


def test_a_link_of_one_door_opens_no_other_and_staff_have_no_such_way(cast, keys, as_owner, stranger) -> None:
    keys.password(cast.caseworker, ADDRESS, door="partner")
    keys.password(cast.officer, "officer@hall.example")
    stranger.post("/partner/lost-password", {"name": ADDRESS})
    link = newest(as_owner)
    assert Tablet().get(f"/family/{link}").status_code == 404
    assert Tablet().get("/staff/lost-password").status_code == 404
    stranger.post("/partner/lost-password", {"name": "officer@hall.example"})
    assert newest(as_owner) == link


def test_who_signs_in_by_their_organisation_or_is_out_gets_no_link(cast, keys, as_owner, stranger) -> None:
    name = keys.password(cast.caseworker, ADDRESS, door="partner")
    keys.do("update access.actor set active_until = now() where id = %s", cast.caseworker.actor_id)
    stranger.post("/partner/lost-password", {"name": name})
    assert newest(as_owner) == ""
    keys.do("update access.actor set active_until = 'infinity' where id = %s", cast.caseworker.actor_id)
    keys.do("delete from access.credential where actor_id = %s", cast.caseworker.actor_id)
    stranger.post("/partner/lost-password", {"name": name})
    assert newest(as_owner) == ""
