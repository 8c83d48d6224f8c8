"""What is known of a person, as the rules want it: where they stand, and which days count."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from redthread.custody.public import Facts as SentenceFacts
from redthread.custody.public import Interruption, Part, Runs, compute_sentence, sentence_rules
from redthread.journey.queries.guides import pack_of
from redthread.journey.rules.clock import Fact, Facts, add_months
from redthread.journey.rules.phases import Standing
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.sentences import DateKind, Length

ADULT: Final = 18
"""Years (UN Convention on the Rights of the Child, art. 1)."""
SERVING: Final = frozenset({"sentenced", "recalled", "on_leave"})
_GROUNDS: Final = {
    "safety": "segregation_safety",
    "own_request": "segregation_own_request",
    "inquiry": "segregation_inquiry",
}
_EVENTS: Final = ("arrival", "transfer", "restriction_decided", "segregation", "supervision_start")
_INSTANTS: Final = frozenset({*_EVENTS, "released_at", "sentenced_at", "supervision_end"})
_DAYS: Final = {
    "release": "release_on",
    "parole": "release_on",
    "supervision_planned_end": "supervision_until",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of one person: facts, the running course, its guides, its tasks."""

    client_id: int
    facts: Mapping[str, Any]
    course: Mapping[str, Any] | None
    phases: Sequence[Mapping[str, Any]]
    tasks: Sequence[Mapping[str, Any]]


def take(client_ids: Sequence[int], *, with_sentences: bool) -> list[Known]:
    """Return what is known of those who are owed a reckoning; the others are left out."""
    with connection.cursor() as cursor:
        cursor.execute("select * from journey.take(%s, %s)", [list(client_ids), with_sentences])
        return [known_from(*row) for row in cursor.fetchall()]


def known_from(
    client_id: int, facts: Any, course: Any = None, phases: Any = None, tasks: Any = None
) -> Known:
    """Return what a row of the database says; instants of the facts are read."""
    said = _read(facts)
    said = {name: instant(value) if name in _INSTANTS else value for name, value in said.items()}
    return Known(client_id, said, _read(course), _read(phases) or (), _read(tasks) or ())


def standing_of(facts: Mapping[str, Any]) -> Standing:
    """Return what the phase follows from."""
    arrival, sentenced = facts.get("arrival"), facts.get("sentenced_at")
    return Standing(
        is_dead=bool(facts.get("is_dead")),
        is_held=bool(facts.get("is_held")),
        is_sentenced=facts.get("legal") in SERVING,
        is_supervised=facts.get("supervision_start") is not None and facts.get("supervision_end") is None,
        arrival_at=arrival,
        intake_at=max(arrival, sentenced) if arrival and sentenced else arrival,
        release_on=day(facts.get("release_on")),
    )


def facts_for(facts: Mapping[str, Any], standing: Standing, *, now: datetime) -> Facts:
    """Return the facts that deadlines may name."""
    known: dict[str, Fact] = {name: facts[name] for name in _EVENTS if facts.get(name)}
    for name, source in _DAYS.items():
        if (planned := day(facts.get(source))) is not None:
            known[name] = planned
    if standing.is_sentenced and standing.intake_at:
        known["intake"] = standing.intake_at
    if "segregation" in known and facts.get("segregation_ground") in _GROUNDS:
        known[_GROUNDS[facts["segregation_ground"]]] = known["segregation"]
    born = day(facts.get("born_on"))
    if born and standing.arrival_at and now.date() < add_months(born, 12 * ADULT):
        known["minor"] = standing.arrival_at
    if facts.get("released_at") and not standing.is_held:
        known["release"] = facts["released_at"]
    if facts.get("supervision_end") and not standing.is_supervised:
        known["supervision_end"] = facts["supervision_end"]
    if (parole := _parole(facts["pack"], facts.get("sentence"))) is not None:
        known["parole"] = parole
    known |= {name: date.fromisoformat(noted) for name, noted in facts["noted"].items()}
    starts, ends = day(facts.get("starts_on")), day(facts.get("ends_on"))
    return Facts(known, (starts, ends) if starts and ends else None)


class KnownDays:
    """A calendar that remembers which days are working days: a reckoning asks for the same ones again."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        """Remember for one calendar."""
        self._calendar, self._days = calendar, {}  # type: WorkingCalendar, dict[date, bool]
        self.timezone, self.office_end = calendar.timezone, calendar.office_end
        self.add_working_days = calendar.add_working_days

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open."""
        if day not in self._days:
            self._days[day] = self._calendar.is_working_day(day)
        return self._days[day]


@lru_cache(maxsize=64)
def calendar_for(pack: str, timezone: str) -> KnownDays:
    """Return the working days of a place under a pack."""
    return KnownDays(calendar_of(pack_of(pack), timezone=timezone))


def _parole(pack: str, kept: Mapping[str, Any] | None) -> date | None:
    """Return the day of possible parole, computed as custody does; None where the pack knows none."""
    if not kept or not kept["parts"]:
        return None
    facts = SentenceFacts(
        starts_on=date.fromisoformat(kept["starts_on"]),
        parts=tuple(
            Part(
                None if p["is_life"] else Length(p["years"], p["months"], p["days"]),
                date.fromisoformat(p["judged_on"]),
                date.fromisoformat(p["final_on"]),
                Runs(p["runs"]),
                "",
            )
            for p in kept["parts"]
        ),
        remand_days=kept["remand_days"],
        interruptions=tuple(
            Interruption(date.fromisoformat(a["begins_on"]), date.fromisoformat(a["ends_on"]), "")
            for a in kept["away"] or ()
        ),
        postponed_days=kept["postponed_days"],
        is_repeat=kept["is_repeat"],
    )
    timezone = pack_of(pack).timezone
    return compute_sentence(facts, sentence_rules(pack), calendar_for(pack, timezone).is_working_day).on(
        DateKind.CONDITIONAL
    )


def day(value: Any) -> date | None:
    """Return a day from its written form."""
    return date.fromisoformat(value) if value else None


def instant(value: Any) -> Any:
    """Return an instant from its written form; what is none stays as it is."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
