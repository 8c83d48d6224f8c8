"""My restrictions: what is closed, who decided it, who is always reached; what is closed takes no request."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from redthread.custody import public as custody
from redthread.custody.public import Channel
from redthread.requests.public import ChannelClosedError


@pytest.fixture
def closed(acting: Any, cast: Any) -> None:
    """The prosecutor has closed Leila's visits and phone calls."""
    now = datetime.now(UTC)
    decision = custody.Decision(
        id=uuid4(),
        channels=[Channel.VISITS, Channel.PHONE],
        number="AM-7-26",
        decided_by="Prosecutor Ek",
        begins_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(days=3),
        told_reason="The inquiry is not finished.",
    )
    with acting(cast.manager) as actor:
        custody.impose_restrictions(actor=actor, client_id=cast.leila.client_id, decision=decision, at=now)


def test_without_a_restriction_the_first_page_is_quiet(leila: Any, desk: Any) -> None:
    assert "My restrictions" not in leila.see("/my/")
    page = leila.see("/my/restrictions")
    assert "Nothing is closed for you." in page
    assert "The lawyer" in page


@pytest.mark.usefixtures("closed")
def test_what_is_closed_is_told_in_plain_words(leila: Any, desk: Any) -> None:
    assert "My restrictions" in leila.see("/my/")
    page = leila.see("/my/restrictions")
    for words in (
        "Family and friends cannot visit you.",
        "Prosecutor Ek",
        "The inquiry is not finished.",
        "The staff here did not decide this",
        "You can always reach",
        "The ombudsman and other authorities",
    ):
        assert words in page, words
    assert "closed until" in leila.see("/my/ask")
    answer = leila.browser.get("/my/ask/visit")
    assert answer["Location"] == "/my/restrictions"


@pytest.mark.usefixtures("closed")
def test_nothing_about_a_closed_channel_is_handed_in_past_the_tile(desk: Any, cast: Any) -> None:
    with pytest.raises(ChannelClosedError):
        desk.ask(cast.leila, "visit", at=datetime.now(UTC))
    assert desk.ask(cast.leila, "nurse", at=datetime.now(UTC))
