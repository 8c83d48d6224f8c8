"""Which migrations made a database: before the first release they are still edited, an older one is refused.

What each applied migration looked like (its file, and the SQL files it may run) is kept as a comment of the
schema ``access``, which travels with every dump.
"""

import hashlib
import json
from pathlib import Path

import psycopg
from psycopg import sql

from redthread.project.home import SetupError

SOURCES = Path(__file__).parents[1]


def stamps() -> dict[str, str]:
    """Return a short hash for each migration of ours: of its file and of the SQL files of its number."""
    found = {}
    for file in sorted(SOURCES.glob("*/migrations/0*.py")):
        module = file.parents[1]
        digest = hashlib.sha256(file.read_bytes())
        for part in sorted((module / "sql").glob(f"{file.stem[:4]}_*.up.sql")):
            digest.update(part.read_bytes())
        found[f"{module.name}.{file.stem}"] = digest.hexdigest()[:12]
    return found


def applied(connection: "psycopg.Connection[tuple[object, ...]]") -> set[str]:
    """Return the migrations of ours that a database has; none where it is empty."""
    if connection.execute("select to_regclass('public.django_migrations')").fetchone() == (None,):
        return set()
    rows = connection.execute("select app || '.' || name from django_migrations").fetchall()
    ours = {name.partition(".")[0] for name in stamps()}
    return {str(name) for (name,) in rows if str(name).partition(".")[0] in ours}


def check(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Refuse a database whose tables were made by migrations that look different now.

    Raises:
        SetupError: says which, and what to do.
    """
    have = applied(connection)
    if not have:
        return
    row = connection.execute("select obj_description('access'::regnamespace, 'pg_namespace')").fetchone()
    kept = json.loads(str(row[0])) if row and row[0] and str(row[0]).startswith("{") else {}
    now = stamps()
    changed = sorted(name for name in have if kept.get(name) != now.get(name))
    if changed:
        msg = (
            "This database was made by an earlier build, whose tables look different "
            f"({', '.join(changed[:3])}{' …' if changed[3:] else ''}). Before the first release such a "
            "database cannot be carried over. `make reset` starts over; what is in it is lost, so take a "
            "`redthread database backup` first if you need it."
        )
        raise SetupError(msg)


def stamp(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Keep what the migrations look like that made this database."""
    text = json.dumps(stamps(), separators=(",", ":"))
    connection.execute(sql.SQL("comment on schema access is {}").format(sql.Literal(text)))
