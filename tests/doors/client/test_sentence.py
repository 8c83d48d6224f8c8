"""My sentence: the same line and the same steps, in words that a ten-year-old reads."""

from datetime import timedelta
from uuid import uuid4

import pytest

from redthread.custody.public import Facts, Jurisdiction, Legal, record_sentence, record_status
from redthread.foundation import clock
from tests.custody.sentence_facts import part

pytestmark = pytest.mark.django_db

HERE = Jurisdiction("se", "Europe/Stockholm")


@pytest.fixture
def sentenced(acting, cast):
    """Leila serves three years; a part of them lies behind her."""
    now = clock.now()
    judged = now.date() - timedelta(days=200)
    with acting(cast.governor) as actor:
        return record_sentence(
            actor=actor,
            sentence_id=uuid4(),
            client_id=cast.leila.client_id,
            jurisdiction=HERE,
            facts=Facts(judged + timedelta(days=25), (part(3, judged=judged),), remand_days=25),
            at=now,
        )


def test_my_sentence_shows_the_line_and_every_step(leila, desk, cast, sentenced):
    page = leila.see("/my/sentence")
    assert "You are serving a sentence." in page
    assert "You are released" in page
    assert "You got 3 years. That is 1095 days." in page
    assert "You were already inside for 25 days before." in page
    assert "Brottsbalken 26 kap." in page


def test_the_words_for_the_person_are_none_of_the_registry(leila, desk, cast, sentenced):
    page = leila.see("/my/sentence").lower()
    for word in ("inmate", "prisoner", "offender", "legal status", "conditional release", "registry"):
        assert word not in page


def test_in_remand_the_page_says_that_nothing_is_decided(leila, desk, cast, acting):
    with acting(cast.governor) as actor:
        record_status(
            actor=actor,
            status_id=uuid4(),
            client_id=cast.leila.client_id,
            follows=None,
            status=Legal.REMAND,
            begins_at=clock.now() - timedelta(days=3),
            basis="",
            at=clock.now(),
        )
    page = leila.see("/my/sentence")
    assert "A court has not decided yet." in page
    assert "As soon as a court has decided" in page


def test_nothing_written_down_is_said_and_home_leads_there(leila, desk, cast):
    assert "No sentence is written down for you here." in leila.see("/my/sentence")
    assert 'href="/my/sentence"' in leila.see("/my/")
