"""A partner at their door, trying numbers: who is not theirs is not there, in the same words and as fast."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.sharing.public import HandoverKind, create_handover
from tests.factories.world import Acting, AsOwner, Cast, Member, World, open_session

AGENT = "Mozilla/5.0 (X11; Linux) Firefox/140.0"


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def at_door(as_owner: AsOwner) -> Callable[[Member], Browser]:
    """Give a browser that is signed in at the partner door."""

    def sign_in(who: Member) -> Browser:
        browser = Browser(headers={"user-agent": AGENT})
        with as_owner():
            browser.cookies["rt_session"] = open_session(who, binding=f"browser:{AGENT}")
        return browser

    return sign_in


@pytest.fixture
def handed(acting: Acting, cast: Cast, world: World) -> Any:
    """Something handed to Lund, about Marek."""
    with acting(cast.officer_elsewhere, focus=cast.marek.client_id) as actor:
        return create_handover(
            actor=actor,
            client_id=cast.marek.client_id,
            organisation_id=world.partners["lund"],
            kind=HandoverKind.PLAN,
            info=C.PLAN_HOME,
            at=clock.now(),
        ).id


def plain(answer: Any) -> str:
    """Return a page without what differs from one request to the next."""
    return re.sub(r'value="[^"]{40,}"|nonce="[^"]*"|/partner/[^"\s]*', "", answer.content.decode())


def test_somebody_elses_person_and_nobody_answer_alike(
    at_door: Any, cast: Cast, world: World, handed: Any
) -> None:
    browser = at_door(cast.caseworker)
    assert browser.get(f"/partner/people/{cast.amir.client_id}").status_code == 200
    ways = {
        f"/partner/people/{cast.jonas.client_id}": "/partner/people/987654321",
        f"/partner/people/{cast.marek.client_id}": "/partner/people/987654322",
        f"/partner/people/{cast.jonas.client_id}/plan": "/partner/people/987654321/plan",
        f"/partner/handovers/{handed}": f"/partner/handovers/{uuid4()}",
    }
    for theirs, nobodys in ways.items():
        there, nowhere = browser.get(theirs), browser.get(nobodys)
        assert (there.status_code, nowhere.status_code) == (404, 404), theirs
        assert plain(there) == plain(nowhere), theirs


def test_the_answer_takes_as_long_for_somebody_as_for_nobody(at_door: Any, cast: Cast) -> None:
    """No lookup of the person comes before the question whether they are in reach."""
    browser = at_door(cast.caseworker)
    took: dict[str, list[float]] = {}
    for n in range(60):
        for name, number in (("somebody", cast.jonas.client_id), ("nobody", 900_000_000 + n)):
            begin = time.perf_counter()
            browser.get(f"/partner/people/{number}")
            took.setdefault(name, []).append(time.perf_counter() - begin)
    somebody, nobody = (statistics.median(took[name]) for name in ("somebody", "nobody"))
    assert 0.6 < somebody / nobody < 1.7, (somebody, nobody)


def test_lists_and_searches_hold_the_own_people_only(at_door: Any, cast: Cast) -> None:
    browser = at_door(cast.caseworker)
    for path in ("/partner/", "/partner/people", "/partner/people?q=Lund", "/partner/people?q=Nowak"):
        page = browser.get(path).content.decode()
        assert "Jonas" not in page
        assert "Marek" not in page


def test_staffs_and_clients_doors_are_closed_to_a_partners_session(at_door: Any, cast: Cast) -> None:
    browser = at_door(cast.caseworker)
    for path in ("/staff/", f"/staff/clients/{cast.amir.client_id}", "/my/", "/family/"):
        answer = browser.get(path)
        assert answer.status_code in {302, 404}
        if answer.status_code == 302:
            assert "sign-in" in answer["location"]
