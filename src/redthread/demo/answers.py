"""Answers ready for their columns: the pack's grounds, and what somebody adds, in two languages."""

import random
from typing import Any

from redthread.demo.asked import Answered
from redthread.demo.copying import ready
from redthread.jurisdiction.pack import Decision, Ground, Pack, RequestType
from redthread.jurisdiction.texts import Text

OWN_GROUNDS_WEIGH = 4
"""A type's own grounds are chosen so much more often than those that fit all types."""


class Answers:
    """Draws answers; each is put into COPY's format once."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._home = pack, pack.languages[0]
        self._fitting: dict[tuple[str, Decision], tuple[list[Ground], list[int]]] = {}
        self._ready: dict[tuple[str, str, str], Answered] = {}

    def of(
        self,
        kind: RequestType,
        decision: Decision,
        language: str,
        chance: random.Random,
        *,
        ground: Ground | None = None,
        words: str = "",
    ) -> Answered:
        """Return an answer in the language of the house, with its translation for the client."""
        ground = ground or self._draw(kind.code, decision, chance)
        key = (ground.code, language, words)
        if key not in self._ready:
            home = self._home
            grounds = [_part(ground.code, ground.text, home, language)]
            said = ground.text.in_language(home)
            if words:
                grounds.append({"code": "", "original": home, "texts": {home: words}})
                said = f"{said}\n{words}"
            self._ready[key] = Answered(
                code=ground.code,
                return_reason=ground.return_reason,
                grounds=ready(said),
                grounds_parts=ready(grounds),
                next_step=ready(ground.next_step.in_language(home)),
                next_step_parts=ready([_part(ground.code, ground.next_step, home, language)]),
            )
        return self._ready[key]

    def _draw(self, code: str, decision: Decision, chance: random.Random) -> Ground:
        key = (code, decision)
        if key not in self._fitting:
            # Nobody has moved in this year, so that nothing was sent back for it.
            grounds = [g for g in self._pack.grounds_for(code, decision) if g.return_reason != "moved"]
            self._fitting[key] = grounds, [OWN_GROUNDS_WEIGH if g.types else 1 for g in grounds]
        grounds, weights = self._fitting[key]
        return chance.choices(grounds, weights)[0]


def _part(code: str, text: Text, home: str, language: str) -> dict[str, Any]:
    return {
        "code": code,
        "original": home,
        "texts": {spoken: text.in_language(spoken) for spoken in sorted({home, language})},
    }
