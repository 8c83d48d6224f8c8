"""What every benchmark uses: a database of its own, people signed in, CPU of processes, tables of figures."""

import atexit
import fcntl
import math
import os
import secrets
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import psycopg

ROOT = Path(__file__).parents[1]
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from redthread.project import postgres
from redthread.project.home import ensure_secrets
from redthread.project.postgres import connection_settings
from redthread.project.server import EmbeddedServer

HOME = ROOT / ".redthread" / os.environ.get("REDTHREAD_BENCH", "bench") / "home"
BIN = Path(sys.executable).parent
AGENT = "Redthread benchmarks"
"""The browser that staff sessions are bound to."""
TABLET = "benchmark-tablet"
"""The device token that clients' sessions are bound to."""
STEP = os.environ.get("BENCH_STEP", "")
"""``arrange``: load the database, keep it and stop; ``measure``: use the one kept. Else both, and clean up."""
_lock: list[IO[str]] = []
_TICKS = os.sysconf("SC_CLK_TCK")


class Size(NamedTuple):
    """A demonstration of a size of its own."""

    name: str
    establishments: int
    clients: int
    staff: int
    requests_per_client: int


def set_up(name: str, *, role: str = "rt_web") -> None:
    """Start a server and a migrated database of this run's own, and Django on it as ``role``.

    The server has the settings of an installation and lies under ``.redthread/bench/``; benchmarks run one at a
    time. At the end the database is dropped and the server stopped.
    """
    HOME.mkdir(parents=True, exist_ok=True)
    _lock.append((HOME / "one.lock").open("a", encoding="utf-8"))
    fcntl.flock(_lock[0], fcntl.LOCK_EX)
    os.environ.pop("DATABASE_URL", None)
    database = f"bench_{name}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "redthread.project.settings",
        "REDTHREAD_HOME": str(HOME),
        "REDTHREAD_DATABASE_NAME": database,
        "REDTHREAD_DATABASE_ROLE": role,
    }
    EmbeddedServer(HOME).ensure_running()
    atexit.register(_tear_down, database, os.getpid())
    if STEP != "measure":
        _create(database)
    import django

    django.setup()


def _create(database: str) -> None:
    with postgres.administrator(HOME, dbname="postgres") as connection:
        postgres.prepare_roles(connection, ensure_secrets(HOME)["roles"])
        connection.execute(f"drop database if exists {database} with (force)")
        postgres.create_database(connection, database)
    postgres.prepare_database(HOME, dbname=database)
    command("database", "migrate")


def arrange(load: Callable[[], None]) -> None:
    """Load what a benchmark measures; where only that was asked for (:data:`STEP`), end here."""
    if STEP != "measure":
        load()
        prepare_pages()
    if STEP == "arrange":
        say("arranged; measure with BENCH_STEP=measure")
        sys.exit(0)


def _tear_down(database: str, pid: int) -> None:
    if pid != os.getpid():
        return  # a fork of the process that set it up
    if STEP != "arrange":
        with postgres.administrator(HOME, dbname="postgres") as connection:
            connection.execute(f"drop database if exists {database} with (force)")
    EmbeddedServer(HOME).stop()


def command(*words: str) -> None:
    """Run ``redthread …`` on the benchmark's database."""
    subprocess.run([str(BIN / "redthread"), *words], check=True, stdout=subprocess.DEVNULL)


def load_demonstration(scale: str | Size) -> None:
    """Load a demonstration, by name or of a size of its own, in another process, as the worker's role."""
    size = f"SCALES[{scale!r}]" if isinstance(scale, str) else f"Scale(*{tuple(scale)!r})"
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from redthread.demo.load import load\n"
        "from redthread.demo.scale import SCALES, Scale\n"
        "from redthread.foundation import clock\n"
        f"load(scale={size}, packs=settings.PACKS, country='SE', now=clock.now(),\n"
        "     progress=lambda what, done, total: None)\n"
    )
    environment = os.environ | {"REDTHREAD_DATABASE_ROLE": "rt_job"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def prepare_pages() -> None:
    """Compile the texts and collect the assets, as ``make run`` does."""
    command("texts", "compile")
    words = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    subprocess.run(words, check=True)


@contextmanager
def owner() -> Iterator[psycopg.Connection[Any]]:
    """Connect to the benchmark's database as its owner, in autocommit."""
    with psycopg.connect(**connection_settings("rt_owner"), autocommit=True) as connection:
        yield connection


def sign_in(actor_id: int, door: str) -> str:
    """Open a session as the sign-in would, and return its token."""
    token = secrets.token_urlsafe(32)
    binding = f"device:{TABLET}" if door == "client" else f"browser:{AGENT}"
    device = 1 if door == "client" else None
    with owner() as connection:
        connection.execute(
            "insert into access.device_key (device_id, token_hash) values (1, sha256(convert_to(%s, 'UTF8'))) "
            "on conflict do nothing",
            [TABLET],
        )
        connection.execute(
            "select access.open_session(%s, %s, %s, %s, %s, 86400, 86400, %s, '127.0.0.1')",
            [actor_id, door, token, binding, device, AGENT],
        )
    return token


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used, all its threads together."""
    try:
        return (
            int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
            if _is_single(pid)
            else _stat(pid)
        )
    except OSError:
        return 0.0


def _is_single(pid: int) -> bool:
    return len(os.listdir(f"/proc/{pid}/task")) == 1


def _stat(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def cpu_of_tree(pid: int) -> float:
    """Return the seconds of CPU that a process and its descendants have used."""
    return cpu_of(pid) + sum(cpu_of_tree(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def cpu_of_database() -> dict[int, float]:
    """Return the seconds of CPU of every backend of the benchmark's database, by process id."""
    with owner() as connection:
        rows = connection.execute(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchall()
    return {pid: cpu_of(pid) for (pid,) in rows}


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds of CPU between two readings of :func:`cpu_of_database`."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def median_of(work: Callable[[], float], times: int) -> float:
    """Return the median of what ``work`` returns."""
    return statistics.median(work() for _ in range(times))


def say(text: str) -> None:
    """Tell how far it is, beside the figures."""
    print(f"… {text}", file=sys.stderr, flush=True)


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table, with the day, the machine and its load above it."""
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    print(f"\n{title} · {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} cores · load {load}")
    cells = [list(columns), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    for n, row in enumerate(cells):
        first, *others = row
        line = first.ljust(widths[0]) + "".join(
            "  " + text.rjust(width) for text, width in zip(others, widths[1:], strict=True)
        )
        print(line.rstrip())
        if n == 0:
            print("-" * len(line))
    sys.stdout.flush()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
