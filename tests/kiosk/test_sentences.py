"""Every reason why not is said in six languages, with the numbers that help."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from redthread.foundation.sentences import sentence_of
from redthread.kiosk import events as kiosk_events
from redthread.kiosk.rules import Obstacle, ObstacleKind
from redthread.kiosk.sentences import say_obstacle
from redthread.money import events as money_events

LANGUAGES = ("en", "sv", "da", "nl", "fr", "ar")


def say(obstacle: Obstacle, language: str) -> str:
    with translation.override(language):
        return say_obstacle(
            obstacle,
            names={7: {"en": "Tea", "sv": "Te", "ar": "شاي"}},
            stop_reasons={7: "recalled"},
            currency="SEK",
            opens_at=datetime(2026, 3, 5, 11, tzinfo=UTC),
            timezone=ZoneInfo("Europe/Stockholm"),
        )


@pytest.mark.parametrize("kind", ObstacleKind)
@pytest.mark.parametrize("allowed", [0, 18])
def test_every_obstacle_has_its_own_sentence_in_every_language(kind: ObstacleKind, allowed: int) -> None:
    said = [say(Obstacle(kind, 7, allowed=allowed, wanted=40), language) for language in LANGUAGES]

    assert len(set(said)) == len(LANGUAGES)
    assert not any("{" in sentence or not sentence.strip() for sentence in said)


@pytest.mark.parametrize(
    ("obstacle", "sentence"),
    [
        (
            Obstacle(ObstacleKind.BALANCE, allowed=120_00, wanted=135_00),
            "You have 120\u00a0kr, this costs 135\u00a0kr.",
        ),
        (
            Obstacle(ObstacleKind.MONEY_LIMIT, allowed=20_50, wanted=45_00),
            "You can spend 20.50\u00a0kr more this week, this costs 45\u00a0kr.",
        ),
        (
            Obstacle(ObstacleKind.ARTICLE_LIMIT, 7, allowed=1, wanted=3),
            "You can have 1 more of Tea this week, you chose 3.",
        ),
        (Obstacle(ObstacleKind.TOO_YOUNG, 7, allowed=18), "You must be 18 years old to buy Tea."),
        (Obstacle(ObstacleKind.STOPPED, 7), "Tea cannot be bought now: recalled by the maker."),
    ],
)
def test_a_sentence_says_what_helps(obstacle: Obstacle, sentence: str) -> None:
    assert say(obstacle, "en") == sentence


def test_every_event_has_a_sentence() -> None:
    kinds = [
        kind
        for module in (kiosk_events, money_events)
        for value in vars(module).values()
        if isinstance(value, type) and isinstance(kind := getattr(value, "kind", None), str)
    ]
    assert len(kinds) == 18
    assert [kind for kind in kinds if sentence_of(kind) is None] == []
