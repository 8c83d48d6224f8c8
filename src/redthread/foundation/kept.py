"""Questions to the database that are put together once and asked with other values each time.

Building a statement from models takes Django longer than PostgreSQL needs to answer it (benchmarks/replay: a
third of all work). What is kept is the statement and how its columns become models; rows, policies and the
person who asks are those of the moment.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

_MARKS: Final[Mapping[type, Callable[[int], object]]] = {
    int: lambda n: 20_001 + n,
    str: lambda n: f"mark {n}",
    UUID: lambda n: UUID(int=20_001 + n),
    date: lambda n: date.fromordinal(600_001 + n),
    datetime: lambda n: datetime.fromtimestamp(20_001 + n, tz=UTC),
}
"""Values that stand for those of a call while the statement is put together."""


class Kept(Generic[Row]):
    """A question of the default connection whose SQL is the same each time.

    >>> _BY_NUMBER = Kept(lambda number: Client.objects.filter(number=number), number=str)
    >>> _BY_NUMBER(number="P000017")
    [<Client …>]

    The values of a call may be compared with columns and nothing else: they cannot be None or a list, and
    decide neither what is joined nor how many rows come back.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        """Keep how to ask; ``kinds`` names the values and their types (int, str, UUID, date, datetime)."""
        self._ask, self._kinds = ask, kinds
        self._made: _Made[Row] | None = None

    def __call__(self, **values: object) -> list[Row]:
        """Return the rows as the actor of the running transaction sees them."""
        if self._made is None:
            self._made = _Made(self._ask, self._kinds)
        return self._made.rows(values)


class _Made(Generic[Row]):
    """The statement, put together."""

    def __init__(self, ask: Callable[..., QuerySet[Any, Row]], kinds: Mapping[str, type]) -> None:
        first, again = (
            {name: _MARKS[kind](shift + n) for n, (name, kind) in enumerate(kinds.items())}
            for shift in (0, len(kinds))
        )
        self._rows = ask(**first)
        self._compiler, self._sql, found = _compile(self._rows)
        _, other_sql, other = _compile(ask(**again))
        # What differs between the two is a value of the call, everything else part of the question.
        self._slots = [
            (n, next((name for name, mark in first.items() if mark == old), ""), type(old))
            for n, (old, new) in enumerate(zip(found, other, strict=True))
            if old != new
        ]
        if self._sql != other_sql or {name for _, name, _ in self._slots} != set(kinds):
            msg = f"{sorted(kinds)} decide more than what columns are compared with: {self._sql}"
            raise TypeError(msg)
        self._values = found
        columns = [column for column, _, _ in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(columns)

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        """Ask with these values."""
        bound = list(self._values)
        for n, name, kind in self._slots:
            # An integer carries the width of its column.
            bound[n] = kind(values[name]) if issubclass(kind, int) else values[name]
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
        vars(compiler).update(as_sql=lambda: (self._sql, bound), get_converters=lambda _: self._converters)
        found: Any = self._rows._iterable_class  # noqa: SLF001
        return list(found(_Turn(self._rows, compiler)))


class _Turn:
    """Stands for a query set and its query while rows become models."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, rows: Any, compiler: SQLCompiler) -> None:
        self.model, self._fields = rows.model, rows._fields
        self._known_related_objects: dict[Any, Any] = {}
        self.query, self._compiler = self, compiler

    def get_compiler(self, *_args: object, **_kwargs: object) -> SQLCompiler:
        return self._compiler


def _compile(rows: QuerySet[Any, Any]) -> tuple[SQLCompiler, str, list[Any]]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    return compiler, sql, list(values)
