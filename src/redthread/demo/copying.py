"""Rows into PostgreSQL the fast way: COPY, with indexes and foreign keys set aside meanwhile."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]").search
BLOCK = 1 << 18


class Ready(str):
    """A value that is in COPY's text format already: made once, written many times."""

    __slots__ = ()


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL(value) else value


def ready(value: Any) -> Ready:
    """Return a value in COPY's text format, to be used again and again."""
    return Ready(field(value))


_FORMATS: dict[type, Callable[[Any], str]] = {
    Ready: lambda value: value,
    type(None): lambda _value: "\\N",
    bool: lambda value: "t" if value else "f",
    str: _text,
    int: str,
    float: str,
    UUID: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    bytes: lambda value: "\\\\x" + value.hex(),
}


def stamp(at: datetime | None) -> str:
    """Return an instant in COPY's text format."""
    return "\\N" if at is None else at.isoformat()


def field(value: Any) -> str:
    """Return one value in COPY's text format; what is no plain value is written as JSON."""
    known = _FORMATS.get(type(value))
    return known(value) if known else _text(json.dumps(value, ensure_ascii=False))


def line(values: Sequence[Any]) -> str:
    """Return one row in COPY's text format."""
    return "\t".join(map(field, values)) + "\n"


def copy_lines(connection: Connection[Any], table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """Send rows that are in COPY's text format already; return how many."""
    count = 0
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        block: list[str] = []
        size = 0
        for text in lines:
            block.append(text)
            size += len(text)
            count += 1
            if size > BLOCK:
                copy.write("".join(block))
                block, size = [], 0
        copy.write("".join(block))
    return count


def copy_rows(
    connection: Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Send rows of Python values; return how many."""
    return copy_lines(connection, table, columns, map(line, rows))


@contextmanager
def loading(connection: Connection[Any]) -> Iterator[None]:
    """Run one transaction in which the owner may COPY into protected tables; it ends with them protected."""
    with connection.transaction():
        forced = connection.execute(
            "select oid::regclass::text from pg_class where relforcerowsecurity and relkind in ('r', 'p')"
        ).fetchall()
        for (table,) in forced:
            connection.execute(sql.SQL("alter table {} no force row level security").format(_raw(table)))
        yield
        connection.execute("set constraints all immediate")
        for (table,) in forced:
            connection.execute(sql.SQL("alter table {} force row level security").format(_raw(table)))


@contextmanager
def bare(connection: Connection[Any], tables: Sequence[str]) -> Iterator[None]:
    """Set indexes, keys and triggers of ``tables`` aside; putting them back checks every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.contype from "
            "pg_constraint c "
            "where c.conrelid = any (%s::regclass[]) and c.contype in ('f', 'u', 'x', 'p') and "
            "c.conparentid = 0 "
            "and not exists (select 1 from pg_constraint f where f.confrelid = c.conrelid and f.contype "
            "= 'f' "
            "and c.contype in ('u', 'p') and f.conindid = c.conindid) order by c.contype = 'f' desc",
            [list(tables)],
        )
        constraints = cursor.fetchall()
        for table, name, _definition, _kind in constraints:
            cursor.execute(
                sql.SQL("alter table {} drop constraint {}").format(_raw(table), sql.Identifier(name))
            )
        cursor.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i "
            "where i.indrelid = any (%s::regclass[]) "
            "and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(sql.SQL("drop index {}").format(_raw(name)))
        for table in tables:
            cursor.execute(sql.SQL("alter table {} disable trigger user").format(_raw(table)))
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition, _kind in sorted(constraints, key=lambda c: c[3] == "f"):
            cursor.execute(
                sql.SQL("alter table {} add constraint {} ").format(_raw(table), sql.Identifier(name))
                + sql.SQL(definition)
            )
        for table in tables:
            cursor.execute(sql.SQL("alter table {} enable trigger user").format(_raw(table)))
            cursor.execute(sql.SQL("analyze {}").format(_raw(table)))


def _raw(regclass: str) -> sql.SQL:
    # Comes from ::regclass::text or from our own constants: quoted where it must be.
    return sql.SQL(regclass)
