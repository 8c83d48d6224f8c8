"""The client's first page and the staff's queue at national scale, under load, beside Kolibri's empty shell.

Run: ``python -m benchmarks.pages [--scale national] [--seconds 60] [--rate 50]``. The web server is ours as an
installation runs it, two workers; requests come at a fixed rate, whatever the server does. CPU of a page is that
of the server's processes; PostgreSQL's share stands beside it. Kolibri is installed from PyPI into a virtual
environment of its own under ``.redthread/bench`` the first time.
"""

import argparse
import http.client
import itertools
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import kolibri
from benchmarks.support import (
    AGENT,
    BIN,
    HOME,
    TABLET,
    arrange,
    cpu_of_database,
    cpu_of_tree,
    load_demonstration,
    owner,
    percentile,
    say,
    set_up,
    show,
    sign_in,
    spent,
)

P50_MS, P99_MS, CPU_MS, SENDERS, WORKERS = 15.0, 60.0, 8.0, 24, 2


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and the cookies of whoever opens it."""

    kind: str
    path: str
    cookies: str


@dataclass(slots=True)
class Load:
    """What came back: milliseconds by kind of page, and CPU milliseconds a page."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    bytes: dict[str, int] = field(default_factory=dict)
    web: float = 0.0
    database: float = 0.0


def choose_pages(people: int) -> dict[str, list[Page]]:
    """Return the two pages, each for ``people`` different people."""
    with owner() as connection:
        clients = connection.execute(
            "select id from access.actor where kind = 'client' order by md5(id::text) limit %s", [people]
        ).fetchall()
        staff = connection.execute(
            "select g.actor_id from access.reach_grant g join organisations_staffmember s "
            "on s.actor_id = g.actor_id where g.role_code = any (%s) group by 1 order by md5(g.actor_id::text) limit %s",
            [["officer", "unit_manager", "nurse", "kiosk_clerk", "property_clerk"], people],
        ).fetchall()
    own = [
        Page("client home", "/my/", f"rt_session={sign_in(a, 'client')}; rt_device={TABLET}")
        for (a,) in clients
    ]
    queue = [Page("staff queue", "/staff/requests", f"rt_session={sign_in(a, 'staff')}") for (a,) in staff]
    return {"client home": own, "staff queue": queue}


@contextmanager
def web_server(workers: int) -> Iterator[tuple[int, int]]:
    """Run our web server; yield its port and its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [
        str(BIN / "redthread"),
        "web",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    log = (HOME / "web.log").open("wb")
    process = subprocess.Popen(words, env=os.environ, stdout=log, stderr=log)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            wire.request("GET", "/my/sign-in")
            if wire.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.1)
    msg = "the web server does not answer"
    raise RuntimeError(msg)


def send(port: int, pages: Sequence[Page], *, rate: float, seconds: float) -> Load:
    """Open ``rate`` pages a second, one after the other from the list, and note how long each answer took."""
    found = Load({page.kind: [] for page in pages})
    turn, lock = itertools.count(), threading.Lock()
    begin, last = time.perf_counter() + 0.2, round(rate * seconds)

    def work() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                n = next(turn)
            if n >= last:
                wire.close()
                return
            page = pages[n % len(pages)]
            time.sleep(max(0.0, begin + n / rate - time.perf_counter()))
            started = time.perf_counter()
            wire.request("GET", page.path, headers={"Cookie": page.cookies, "User-Agent": AGENT})
            answer = wire.getresponse()
            body = answer.read()
            took = (time.perf_counter() - started) * 1000
            with lock:
                found.took[page.kind].append(took)
                found.bytes[page.kind] = len(body)
                if answer.status != http.HTTPStatus.OK:
                    found.errors.append(f"{page.path} {answer.status}")

    threads = [threading.Thread(target=work) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def measured(port: int, pid: int, pages: Sequence[Page], *, rate: float, seconds: float) -> Load:
    """Send a load and add what a page cost: CPU milliseconds of the server and of PostgreSQL."""
    before = cpu_of_tree(pid), cpu_of_database()
    found = send(port, pages, rate=rate, seconds=seconds)
    count = sum(map(len, found.took.values()))
    found.web = (cpu_of_tree(pid) - before[0]) * 1000 / count
    found.database = spent(before[1], cpu_of_database()) * 1000 / count
    return found


def main() -> None:
    """Load the service, send the load, print, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="national", choices=["tiny", "small", "national"])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--without-kolibri", action="store_true")
    chosen = parser.parse_args()
    set_up("pages")
    arrange(lambda: _load(chosen.scale))
    pages = choose_pages(chosen.people)
    with web_server(WORKERS) as (port, pid):
        own, queues = pages.values()
        mixed = [page for pair in zip(own, itertools.cycle(queues)) for page in pair]
        send(port, mixed, rate=chosen.rate, seconds=8)  # warm
        say(f"{chosen.rate:.0f} pages a second for {chosen.seconds:.0f} s")
        under_load = measured(port, pid, mixed, rate=chosen.rate, seconds=chosen.seconds)
        each = {kind: measured(port, pid, some, rate=20, seconds=10) for kind, some in pages.items()}
    errors = under_load.errors + [e for load in each.values() for e in load.errors]
    assert not errors, errors[:5]
    _show_times(under_load, chosen.rate)
    theirs = [] if chosen.without_kolibri else kolibri.costs()
    _show_costs(under_load, each, theirs)
    everything = [ms for some in under_load.took.values() for ms in some]
    if (
        statistics.median(everything) > P50_MS
        or percentile(everything, 0.99) > P99_MS
        or under_load.web + under_load.database > CPU_MS
    ):
        sys.exit("A goal was missed.")


def _load(scale: str) -> None:
    say(f"loading the {scale} demonstration")
    load_demonstration(scale)
    with owner() as connection:
        connection.execute("vacuum analyze")


def _show_times(load: Load, rate: float) -> None:
    everything = [ms for some in load.took.values() for ms in some]
    rows = [
        [kind, len(ms), statistics.median(ms), percentile(ms, 0.99)]
        for kind, ms in [*load.took.items(), ("both", everything)]
    ]
    rows.append(["goal", "", P50_MS, P99_MS])
    show(
        f"Pages under {rate:.0f} requests a second, {WORKERS} workers",
        ["", "pages", "p50 ms", "p99 ms"],
        rows,
    )


def _show_costs(load: Load, each: dict[str, Load], theirs: Sequence[kolibri.Cost]) -> None:
    rows: list[list[object]] = [
        [
            kind,
            each[kind].bytes[kind],
            each[kind].web,
            each[kind].database,
            each[kind].web + each[kind].database,
        ]
        for kind in each
    ]
    rows.append(["both, under the load above", "", load.web, load.database, load.web + load.database])
    rows += [[cost.what, cost.bytes, cost.cpu_ms, "in it", cost.cpu_ms] for cost in theirs]
    if theirs:
        rows.append(
            [
                "Kolibri, together",
                "",
                *[sum(c.cpu_ms for c in theirs)],
                "in it",
                sum(c.cpu_ms for c in theirs),
            ]
        )
    rows.append(["goal", "", "", "", CPU_MS])
    show("CPU of a complete page, ms", ["", "bytes", "web", "PostgreSQL", "together"], rows)


if __name__ == "__main__":
    main()
