"""From a table to actions that can be shown before anything is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from redthread.plans.enums import ActionStatus, Continues, LifeArea
from redthread.plans.rules.bringing.columns import (
    Column,
    find_columns,
    read_area,
    read_continues,
    read_status,
)
from redthread.plans.rules.bringing.days import read_day
from redthread.plans.rules.bringing.person import Named

MOST_ROWS: Final = 300
"""Nobody's plan has more; a file with thousands is a register of many people."""
_WORDS, _SHORT = 500, 120


class TableFault(StrEnum):
    """Why nothing of a table is taken."""

    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    TOO_MANY = "too_many"


class RowFault(StrEnum):
    """Why a row cannot be taken as it is."""

    NO_WORDS = "no_words"
    NO_START = "no_start"
    BAD_DAY = "bad_day"
    ENDS_BEFORE = "ends_before"


class UnreadableTableError(ValueError):
    """The rows are no plan; ``fault`` says why, ``count`` how many rows there were."""

    def __init__(self, fault: TableFault, count: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.count = fault, count


@dataclass(frozen=True, slots=True)
class Row:
    """An action of the file. ``line`` as an office program counts it; area None: it must be chosen.

    Attributes:
        reference: the partner's own number, else a print of the row: what was brought in is known again.
        named: whom the row says it is for.
    """

    line: int
    words: str
    area: LifeArea | None
    person: str
    starts_on: date | None
    ends_on: date | None
    status: ActionStatus
    evidence: str
    continues: Continues
    reference: str
    named: Named
    fault: RowFault | None = None


def read_table(rows: Sequence[Sequence[str]]) -> list[Row]:
    """Return the actions of a table, the same row twice only once.

    Raises:
        UnreadableTableError: no header that names action and first day, no rows, or more than 300.
    """
    header = next(
        (
            n
            for n, row in enumerate(rows[:10])
            if {Column.WORDS, Column.STARTS_ON} <= find_columns(row).keys()
        ),
        None,
    )
    if header is None:
        raise UnreadableTableError(TableFault.NO_HEADER)
    columns, body = find_columns(rows[header]), rows[header + 1 :]
    if not body:
        raise UnreadableTableError(TableFault.NO_ROWS)
    if len(body) > MOST_ROWS:
        raise UnreadableTableError(TableFault.TOO_MANY, len(body))
    found: dict[str, Row] = {}
    for line, cells in enumerate(body, header + 2):
        row = _row(line, columns, cells)
        found.setdefault(row.reference, row)
    return list(found.values())


def _row(line: int, columns: dict[Column, int], cells: Sequence[str]) -> Row:
    def cell(column: Column, most: int = _SHORT) -> str:
        place = columns.get(column)
        return cells[place][:most] if place is not None and place < len(cells) else ""

    words, starts, ends = cell(Column.WORDS, _WORDS), cell(Column.STARTS_ON), cell(Column.ENDS_ON)
    starts_on, ends_on = read_day(starts), read_day(ends)
    return Row(
        line=line,
        words=words,
        area=read_area(cell(Column.AREA)),
        person=cell(Column.PERSON),
        starts_on=starts_on,
        ends_on=ends_on,
        status=read_status(cell(Column.STATUS)) or ActionStatus.RUNNING,
        evidence=cell(Column.EVIDENCE, _WORDS),
        continues=read_continues(cell(Column.CONTINUES)) or Continues.CONTINUE,
        reference=reference_of(cell(Column.REFERENCE), words, cell(Column.AREA), starts_on),
        named=Named(cell(Column.CLIENT_NUMBER), cell(Column.CLIENT_BORN), cell(Column.CLIENT_NAME)),
        fault=_fault(words, starts, starts_on, ends, ends_on),
    )


def reference_of(own: str, words: str, area: str, starts_on: date | None) -> str:
    """Return what makes a row known again: the partner's number and the words, or the words, area and day."""
    parts = (own, words.casefold(), "" if own else area.casefold(), "" if own else str(starts_on))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _fault(
    words: str, starts: str, starts_on: date | None, ends: str, ends_on: date | None
) -> RowFault | None:
    if not words:
        return RowFault.NO_WORDS
    if not starts:
        return RowFault.NO_START
    if starts_on is None or (ends and ends_on is None):
        return RowFault.BAD_DAY
    return RowFault.ENDS_BEFORE if ends_on is not None and ends_on < starts_on else None
