"""The guides of a pack: what is to be done in each phase of a course, by whom and until when.

``packs/<code>/guides/<phase>.toml``, a table ``[task.<code>]`` for each task. A pack that extends another
takes over its tasks; one with the same code replaces the whole task, ``dropped`` takes tasks away.
The format is told in ``docs/law/guides.md``.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase
from redthread.jurisdiction.deadlines import (
    AfterEvent,
    AroundDate,
    Deadline,
    DeadlineSyntaxError,
    parse,
)
from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import PackError, Table, read_toml
from redthread.jurisdiction.texts import LANGUAGES, Text

FOLDER: Final = "guides"
PHASE_FACT: Final = "phase"
"""The fact that a phase began; what ``every:`` and ``limit:`` count from where a task says nothing else."""


class Known(StrEnum):
    """How a fact comes to be known."""

    THREAD = "thread"
    """The service sees it happen: a reception, a sentence, a transfer."""
    PLANNED = "planned"
    """A day computed from the sentence; it moves with it."""
    NOTED = "noted"
    """Nobody tells the service: staff note the day on the course's page."""


FACTS: Final[Mapping[str, Known]] = {
    PHASE_FACT: Known.THREAD,
    "arrival": Known.THREAD,
    "minor": Known.THREAD,
    "intake": Known.THREAD,
    "transfer": Known.THREAD,
    "restriction_decided": Known.THREAD,
    "segregation": Known.THREAD,
    "segregation_safety": Known.THREAD,
    "segregation_own_request": Known.THREAD,
    "segregation_inquiry": Known.THREAD,
    "supervision_start": Known.THREAD,
    "supervision_end": Known.THREAD,
    "release": Known.PLANNED,
    "parole": Known.PLANNED,
    "supervision_planned_end": Known.PLANNED,
    "term": Known.PLANNED,
    "refusal": Known.NOTED,
    "security_unit": Known.NOTED,
    "entry_control": Known.NOTED,
    "decision_told": Known.NOTED,
    "sanction": Known.NOTED,
    "custody_on_breach": Known.NOTED,
    "measure_stopped": Known.NOTED,
    "probation_start": Known.NOTED,
}
"""Every fact that a deadline may name, and how it comes to be known. ``release`` is the planned day until the
door has opened, and the day it opened afterwards; ``minor`` the arrival of somebody under 18; ``term`` is the
whole length of the sentence."""

OUTSIDE: Final = frozenset(
    {
        "client",
        "system",
        "municipality",
        "employment",
        "health",
        "school",
        "lawyer",
        "court",
        "police",
        "probation",
        "ngo",
        "prosecutor",
        "board",
        "victim",
    }
)
"""Owners and partners that are no role of the service: the client, the program itself, and others outside."""

PAGES: Final[Mapping[str, str]] = {
    "record": "people.read",
    "sentence": "custody.sentence",
    "restrictions": "custody.restrict",
    "segregation": "custody.segregate",
    "keep_apart": "custody.keep_apart",
    "timetable": "timetable.book",
    "plan": "plans.write",
    "partners": "sharing.grant_partner",
    "contacts": "contacts.read",
    "messages": "messages.answer",
    "requests": "requests.read",
}
"""Pages of the staff door about a client where a task is done, and the permission that it takes there; the
door knows their addresses."""

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{2,59}")
_KIND: Final = re.compile(r"[a-z_]+\.[a-z_]+(\([a-z_]+=[a-z0-9_]+\))?")
"""A kind of thread event, and what its payload must say: ``sharing.acknowledged(handover_kind=plan)``."""


@dataclass(frozen=True, slots=True)
class GuideTask:
    """One line of a guide.

    Attributes:
        code: unique within a jurisdiction.
        point: its number in a published schedule of the jurisdiction (Denmark: 1 to 12), if it has one.
        role: who does it: a role of ``roles.toml`` or one of :data:`OUTSIDE`.
        deadline: when, see :mod:`redthread.jurisdiction.deadlines`.
        starts: the fact that ``every:`` and ``limit:`` count from.
        repeat_on: kinds of thread events after which a done task is open again ("on change").
        partners: partner kinds it is done with, or told to.
        check: kinds of thread events, each of which completes it; none: somebody says that it is done.
        escalates_to: the role that is told when it is late; empty: nobody.
        info_class: who reads it: whoever reads this class of the client.
        page: where it is done: a page of the staff door; empty: elsewhere.
        form: the form of the pack that completes it when it is sent; empty: none.
        terms: codes of the glossary that its texts use.
        title, why, how: for staff and partners.
        client: for the client, with "you"; None: it is not shown to them.
    """

    code: str
    phase: Phase
    order: int
    point: int | None
    role: str
    deadline: Deadline
    starts: str
    repeat_on: tuple[str, ...]
    partners: tuple[str, ...]
    check: tuple[str, ...]
    escalates_to: str
    info_class: InformationClass
    page: str
    form: str
    terms: tuple[str, ...]
    title: Text
    why: Text
    how: Text
    client: Text | None
    provenance: Provenance


Guides = Mapping[Phase, tuple[GuideTask, ...]]
"""The guides of a jurisdiction: every phase, its tasks in order."""


def load_guides(directory: Path) -> Guides:
    """Return the guides of the pack in a folder, with those of the pack that it extends.

    Raises:
        PackError: a key is missing, unknown or wrong, a deadline cannot be read, or a role is not there.
    """
    tasks = _gather(directory, _roles(directory))
    by_phase: dict[Phase, list[GuideTask]] = {phase: [] for phase in Phase}
    for task in sorted(tasks.values(), key=lambda t: (t.order, t.code)):
        by_phase[task.phase].append(task)
    return {phase: tuple(found) for phase, found in by_phase.items()}


def raw_guide(directory: Path, phase: Phase) -> dict[str, Any]:
    """Return the tasks of a phase as the files say them, by code: JSON-ready, for keeping as a version."""
    head = read_toml(directory / "pack.toml").data
    parent = head.get("extends", "")
    found = raw_guide(directory.parent / parent, phase) if parent else {}
    own = read_toml(directory / FOLDER / f"{phase}.toml").data
    # A task of the parent may have moved to another phase here, or be dropped.
    for code in own.get("dropped", ()):
        found.pop(code, None)
    for other in Phase:
        for code in read_toml(directory / FOLDER / f"{other}.toml").data.get("task", {}):
            found.pop(code, None)
    return found | {code: _jsonable(task) for code, task in own.get("task", {}).items()}


def read_task(table: Table, *, code: str, phase: Phase, roles: Collection[str]) -> GuideTask:
    """Return one task of a guide, from a pack's file or an editor's draft.

    Raises:
        PackError: naming the key that is wrong.
    """
    if not _CODE.fullmatch(code):
        table.refuse("", "a code is 3 to 60 small letters, digits and _")
    deadline = _deadline(table)
    found = GuideTask(
        code=code,
        phase=phase,
        order=table.whole("order", most=9999),
        point=table.whole_or_none("point", least=1, most=99),
        role=_owner(table, "role", roles),
        deadline=deadline,
        starts=_fact(table),
        repeat_on=_kinds(table, "repeat_on"),
        partners=_partners(table),
        check=_kinds(table, "check"),
        escalates_to=_escalation(table, roles),
        info_class=_class(table, deadline),
        page=_page(table),
        form=table.word("form", ""),
        terms=table.words("terms"),
        title=table.text("title"),
        why=table.text("why"),
        how=table.text("how"),
        client=table.text_or_none("client"),
        provenance=read_provenance(table),
    )
    table.done()
    for text in (found.title, found.why, found.how, found.client):
        for language, _words in text or ():
            if language not in LANGUAGES:
                table.refuse("title", f"{language!r} is none of our languages")
    return found


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(inner) for key, inner in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _gather(directory: Path, roles: Collection[str], seen: tuple[str, ...] = ()) -> dict[str, GuideTask]:
    parent = read_toml(directory / "pack.toml").data.get("extends", "")
    if parent and parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    found = _gather(directory.parent / parent, roles, (*seen, directory.name)) if parent else {}
    own: dict[str, Path] = {}
    for phase in Phase:
        file = Table(layers := read_toml(directory / FOLDER / f"{phase}.toml"))
        for code in file.words("dropped"):
            if found.pop(code, None) is None:
                file.refuse("dropped", f"there is no task {code!r} to drop")
        for code, table in file.tables("task"):
            if code in own:
                table.refuse("", f"is in {own[code].name} already")
            own[code] = layers.file
            found[code] = read_task(table, code=code, phase=phase, roles=roles)
        file.done()
    _refuse_strangers(directory / FOLDER)
    return found


def _refuse_strangers(folder: Path) -> None:
    known = {f"{phase}.toml" for phase in Phase}
    for file in sorted(folder.glob("*.toml")):
        if file.name not in known:
            raise PackError(file, "", f"is no phase; phases are {', '.join(Phase)}")


def _roles(directory: Path) -> frozenset[str]:
    head = read_toml(directory / "pack.toml").data
    own = read_toml(directory / "roles.toml").data.get("role", {})
    above = head.get("extends", "")
    return frozenset(own) | (_roles(directory.parent / above) if above else frozenset())


def _owner(table: Table, key: str, roles: Collection[str]) -> str:
    named = table.word(key)
    if named not in roles and named not in OUTSIDE:
        table.refuse(key, f"is neither a role nor one of {', '.join(sorted(OUTSIDE))}: {named!r}")
    return named


def _escalation(table: Table, roles: Collection[str]) -> str:
    named = table.word("escalates_to", "")
    if named and named not in roles:
        table.refuse("escalates_to", f"is no role: {named!r}")
    return named


def _deadline(table: Table) -> Deadline:
    try:
        found = parse(table.word("deadline"))
    except DeadlineSyntaxError as problem:
        table.refuse("deadline", str(problem))
    if isinstance(found, AfterEvent | AroundDate) and found.fact not in FACTS:
        table.refuse("deadline", f"there is no {found.fact!r}; known are {', '.join(sorted(FACTS))}")
    return found


def _fact(table: Table) -> str:
    named = table.word("starts", PHASE_FACT)
    if named not in FACTS:
        table.refuse("starts", f"there is no {named!r}; known are {', '.join(sorted(FACTS))}")
    return named


def _kinds(table: Table, key: str) -> tuple[str, ...]:
    kinds = table.words(key)
    for kind in kinds:
        if not _KIND.fullmatch(kind):
            table.refuse(
                key, f"is no kind of a thread event, module.what or module.what(key=value): {kind!r}"
            )
    return kinds


def _partners(table: Table) -> tuple[str, ...]:
    found = table.words("partners")
    for kind in found:
        if kind not in OUTSIDE:
            table.refuse("partners", f"is none of {', '.join(sorted(OUTSIDE))}: {kind!r}")
    return found


def _class(table: Table, deadline: Deadline) -> InformationClass:
    # A day counted back from the release tells when that is: it is for those who may read the dates.
    is_planned = isinstance(deadline, AroundDate) and FACTS[deadline.fact] is Known.PLANNED
    named = table.word("info_class", "RELEASE_DATES" if is_planned else "PHASE")
    if named not in InformationClass.__members__:
        table.refuse("info_class", f"there is no information class {named!r}")
    return InformationClass[named]


def _page(table: Table) -> str:
    named = table.word("page", "")
    if named and named not in PAGES:
        table.refuse("page", f"is none of {', '.join(sorted(PAGES))}: {named!r}")
    return named
