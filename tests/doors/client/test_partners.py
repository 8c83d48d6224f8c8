"""Who works with me outside: what they may know and why, my yes and no, what they were told."""

from typing import Any

import pytest
from django.db import connection

from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.sharing.public import HandoverKind, create_handover, disclose

PAGE = "/my/partners"


@pytest.fixture
def amir(desk: Any, cast: Any, at_tablet: Any, as_owner: Any) -> Any:
    """Amir at a tablet, in English."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.actor set language = 'en' where id = %s", [cast.amir.actor_id])
    return at_tablet(cast.amir)


def test_who_may_know_what_and_why_is_said_in_plain_words(amir: Any) -> None:
    assert "Who works with me outside" in amir.see("/my/")
    page = amir.see(PAGE)
    for words in (
        "Umeå kommun",
        "Municipality",
        "Your plan: home",
        "The law says so. You cannot say no to this.",
        "Only if you say yes. You can say no at any time.",
        "Mona Öberg",
    ):
        assert words in page, words


def test_yes_and_no_hold_at_once(amir: Any, acting: Any, cast: Any, world: Any) -> None:
    umea = world.partners["umea"]
    answer = f"{PAGE}/{umea}/answer"
    amir.send(answer, {"class": "PLAN_FAMILY", "answer": "yes"}, of=PAGE)
    assert "They can see it from now on" in amir.see(f"{PAGE}?done=yes")
    with acting(cast.caseworker, focus=cast.amir.client_id) as actor:
        assert actor.focus_read & C.PLAN_FAMILY
    amir.send(answer, {"class": "PLAN_FAMILY", "answer": "no"}, of=PAGE)
    with acting(cast.caseworker, focus=cast.amir.client_id) as actor:
        assert not actor.focus_read & C.PLAN_FAMILY
    assert (
        "already as you want it"
        in amir.send(answer, {"class": "PLAN_FAMILY", "answer": "no"}, of=PAGE, status=409).content.decode()
    )
    amir.send(answer, {"class": "PLAN_HOME", "answer": "no"}, of=PAGE, status=409)
    amir.send(f"{PAGE}/999999/answer", {"class": "PLAN_FAMILY", "answer": "yes"}, of=PAGE, status=409)


def test_what_they_were_told_is_written_there(amir: Any, acting: Any, cast: Any, world: Any) -> None:
    assert "Nobody outside has been told anything about you." in amir.see(f"{PAGE}/told")
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            kind=HandoverKind.INTAKE_NOTICE,
            info=C.IDENTITY,
            at=clock.now(),
        )
    with acting(cast.caseworker, focus=cast.amir.client_id) as actor:
        disclose(
            actor=actor,
            client_ids=[cast.amir.client_id],
            classes=C.IDENTITY | C.PLAN_HOME | C.HEALTH,
            what="partner:plan",
            at=clock.now(),
        )
    page = amir.see(f"{PAGE}/told")
    assert "That you have come here" in page
    assert "Your plan" in page
    assert "Your plan: home" in page
    assert "Your health" not in page
    assert amir.see(f"{PAGE}/told?before=nonsense")


def test_without_anybody_outside_the_page_says_so(leila: Any) -> None:
    assert "Nobody outside works with you here." in leila.see(PAGE)
