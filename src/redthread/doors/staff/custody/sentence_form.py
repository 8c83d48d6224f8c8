"""The form of a sentence: what was typed, as text, and the facts that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from redthread.custody.public import Facts, Interruption, Part, Runs
from redthread.foundation.errors import DomainError
from redthread.jurisdiction.sentences import Length

MOST_ROWS: Final = 12
DIGITS: Final = 6
DAY_PARTS: Final = ("day", "month", "year")
Typed = dict[str, str]


class UnreadableSentenceError(DomainError):
    """A field holds no number or no day; the sentence names it."""

    status = 422


@dataclass(slots=True)
class SentenceForm:
    """What was typed; ``parts`` and ``away`` hold one mapping of field → text for each row."""

    top: Typed = field(default_factory=dict)
    parts: list[Typed] = field(default_factory=list)
    away: list[Typed] = field(default_factory=list)

    def facts(self) -> Facts:
        """Return the facts; rows in which nothing was typed are left out.

        Raises:
            UnreadableSentenceError: a number or a day cannot be read.
        """
        parts = [_part(row, n) for n, row in enumerate(self.parts, 1) if _is_typed(row)]
        away = [_away(row, n) for n, row in enumerate(self.away, 1) if _is_typed(row)]
        return Facts(
            starts_on=_day(self.top, "starts", _("Start of the sentence")),
            parts=tuple(parts),
            remand_days=_number(self.top.get("remand", ""), _("Days in remand")),
            interruptions=tuple(away),
            postponed_days=_number(self.top.get("postponed", ""), _("Release postponed by days")),
            is_repeat=bool(self.top.get("repeat")),
        )


def read_form(post: Mapping[str, str]) -> SentenceForm:
    """Return what was typed; ``more`` adds an empty row of that name."""
    return SentenceForm(
        top={name: _text(post.get(name, "")) for name in (*_day_names("starts"), "remand", "postponed")}
        | {"repeat": post.get("repeat", ""), "reason": _text(post.get("reason", ""), 300)}
        | {"served": post.get("served", "")},
        parts=_rows(
            post, "part", ("case", *_day_names("judged"), *_day_names("final"), *_LENGTH), ("runs", "life")
        ),
        away=_rows(post, "away", ("why", *_day_names("from"), *_day_names("back")), ()),
    )


_LENGTH: Final = ("years", "months", "days")


def form_of(facts: Facts | None, reason: str = "") -> SentenceForm:
    """Return the form that holds a sentence, with an empty row where there is none yet."""
    if facts is None:
        return SentenceForm(parts=[{}])
    return SentenceForm(
        top={
            **_typed_day("starts", facts.starts_on),
            "remand": str(facts.remand_days or ""),
            "postponed": str(facts.postponed_days or ""),
            "repeat": "1" if facts.is_repeat else "",
            "reason": reason,
        },
        parts=[
            {
                "case": part.case,
                **_typed_day("judged", part.judged_on),
                **_typed_day("final", part.final_on),
                **(
                    {name: str(getattr(part.length, name) or "") for name in _LENGTH}
                    if part.length
                    else {"life": "1"}
                ),
                "runs": part.runs.value,
            }
            for part in facts.parts
        ],
        away=[
            {"why": a.why, **_typed_day("from", a.begins_on), **_typed_day("back", a.ends_on)}
            for a in facts.interruptions
        ],
    )


def _rows(
    post: Mapping[str, str], kind: str, names: tuple[str, ...], choices: tuple[str, ...]
) -> list[Typed]:
    count = min(int(post.get(f"{kind}s", "0")) if post.get(f"{kind}s", "0").isdigit() else 0, MOST_ROWS)
    rows = [
        {name: _text(post.get(f"{kind}-{n}-{name}", "")) for name in (*names, *choices)} for n in range(count)
    ]
    if post.get("do") == f"more-{kind}" and count < MOST_ROWS:
        rows.append({})
    return rows


def _is_typed(row: Typed) -> bool:
    return any(value for name, value in row.items() if name != "runs")


def _part(row: Typed, number: int) -> Part:
    where = _("Judgment %(n)s") % {"n": number}
    length = None if row.get("life") else Length(*(_number(row.get(name, ""), where) for name in _LENGTH))
    judged = _day(row, "judged", where)
    final = _day(row, "final", where) if any(row.get(name) for name in _day_names("final")) else judged
    runs = Runs.TOGETHER if row.get("runs") == Runs.TOGETHER else Runs.AFTER
    return Part(length, judged, final, runs, row.get("case", "")[:80])


def _away(row: Typed, number: int) -> Interruption:
    where = _("Absence %(n)s") % {"n": number}
    return Interruption(_day(row, "from", where), _day(row, "back", where), row.get("why", "")[:120])


def _number(text: str, where: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise UnreadableSentenceError(_("%(where)s: write a whole number.") % {"where": where})
    return int(text)


def _day(row: Typed, name: str, where: str) -> date:
    parts = [row.get(f"{name}_{part}", "") for part in reversed(DAY_PARTS)]
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        raise UnreadableSentenceError(
            _("%(where)s: one of the days does not exist. Write day, month and year.") % {"where": where}
        ) from None


def _day_names(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{part}" for part in DAY_PARTS)


def _typed_day(name: str, day: date) -> Typed:
    return {f"{name}_{part}": str(getattr(day, part)) for part in DAY_PARTS}


def _text(value: str, most: int = 120) -> str:
    return " ".join(value.replace("\0", "").split())[:most]
