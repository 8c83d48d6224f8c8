"""The thread: entries verified a second, and entries appended by sixteen writers beside plain inserts.

Run: ``python -m benchmarks.thread_rates [--seconds 5]``. The server of the tests flushes nothing to disk, so what
the chain itself costs is seen at its largest: with flushing, both sides of the comparison wait for the disk.
"""

import argparse
import hashlib
import sys
import threading
import time
from collections.abc import Sequence

import psycopg
from psycopg import pq

from benchmarks.support import AGENT, load_demonstration, owner, say, set_up, show, sign_in
from redthread.project import chain
from redthread.project.postgres import connection_settings

VERIFIED_A_SECOND, SHARE_OF_PLAIN, WRITERS = 200_000, 0.7, 16
_PLAIN = """
create table public.plain_entry (like thread.entry including all);
create function public.plain_append(p_client bigint, p_class bigint, p_kind text, p_payload text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare s bigint := nextval('public.plain_seq'); begin
  insert into public.plain_entry values (p_client, s, p_at, clock_timestamp(), p_class, p_kind, access.actor_id(), p_payload, ''::bytea, ''::bytea);
  return s;
end $$;
create sequence public.plain_seq as int;
"""
PAYLOAD = (
    '{"reference":"2026-1234","request_id":"6f1c2a34-9d1e-4b8f-a0c4-5a3f7f9e2d11","type_code":"management"}'
)
_BEGIN = b"select * from access.begin($1, 'staff', $2, null, 'benchmark', '', 0, false)"
_APPEND = b"select %s($1, 1, 'benchmarks.noted', $2, clock_timestamp())"


def verified(jobs: int) -> float:
    """Return the entries verified a second; every chain must be whole."""
    entries, _ = chain.count_entries()
    begin = time.perf_counter()
    broken = chain.verify(jobs=jobs)
    assert not broken, broken[:3]
    return entries / (time.perf_counter() - begin)


def hashed() -> float:
    """Return how many entries a second the hashing alone allows: two SHA-256 an entry, in one process."""
    payload, link = PAYLOAD.encode(), bytes(132)
    begin = time.perf_counter()
    for _ in range(200_000):
        hashlib.sha256(payload).digest()
        hashlib.sha256(link).digest()
    return 200_000 / (time.perf_counter() - begin)


def appended(function: str, clients: Sequence[int], token: str, *, seconds: float) -> float:
    """Return the transactions a second of sixteen writers; each appends one entry to a client of its turn.

    Only libpq is called in the loop, so that Python's own cost stays small on both sides.
    """
    stop = threading.Event()
    counts = [0] * WRITERS
    begin = f"browser:{AGENT}".encode()

    def write(n: int) -> None:
        conn = pq.PGconn.connect(_conninfo())
        for name, sql in ((b"b", _BEGIN), (b"a", _APPEND % function.encode())):
            _done(conn.prepare(name, sql))
        turn = n
        while not stop.is_set():
            client = str(clients[turn % len(clients)]).encode()
            turn += WRITERS
            _done(conn.exec_(b"begin"))
            _done(conn.exec_prepared(b"b", [token.encode(), begin]))
            _done(conn.exec_prepared(b"a", [client, PAYLOAD.encode()]))
            _done(conn.exec_(b"commit"))
            counts[n] += 1
        conn.finish()

    threads = [threading.Thread(target=write, args=[n]) for n in range(WRITERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)


def _conninfo() -> bytes:
    return psycopg.conninfo.make_conninfo(**connection_settings("rt_web")).encode()


def _done(result: pq.abc.PGresult) -> None:
    if result.status not in {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}:
        raise RuntimeError(result.error_message.decode())


def _rates(token: str, clients: Sequence[int], seconds: float, rounds: int = 3) -> tuple[float, float]:
    """Return chained and plain transactions a second: the best of alternating rounds of each."""
    chained, plain = 0.0, 0.0
    for _ in range(rounds):
        chained = max(chained, appended("thread.append", clients, token, seconds=seconds))
        plain = max(plain, appended("public.plain_append", clients, token, seconds=seconds))
    return chained, plain


def main() -> None:
    """Load the small demonstration, measure, print, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round of appending")
    chosen = parser.parse_args()
    set_up("thread")
    say("loading the small demonstration")
    load_demonstration("small")
    one, two, limit = max(verified(1) for _ in range(3)), max(verified(2) for _ in range(3)), hashed()
    with owner() as connection:
        connection.execute(_PLAIN)
        # Who writes into a thread reaches its client: the person who reaches most.
        writer = connection.execute(
            "select actor_id from access.caseload group by 1 order by count(*) desc, 1 limit 1"
        ).fetchone()
        assert writer is not None
        reached = "select client_id from access.caseload where actor_id = %s order by 1"
        clients = [row[0] for row in connection.execute(reached, list(writer))]
    token = sign_in(writer[0], "staff")
    say("appending")
    chained, plain = _rates(token, clients, chosen.seconds)
    hot, hot_plain = _rates(token, clients[:1], chosen.seconds, rounds=2)
    assert not chain.verify(jobs=2)
    show(
        "Entries of the thread verified a second",
        ["", "entries/s", "beside", "goal"],
        [
            ["two connections", two, f"hashing alone {limit:,.0f}", f"≥ {VERIFIED_A_SECOND:,}"],
            ["one connection", one, f"hashing alone {limit:,.0f}", ""],
        ],
    )
    show(
        f"Transactions a second of {WRITERS} writers, one entry each, context and all",
        ["", "chained", "plain inserts", "share", "goal"],
        [
            ["every writer another client", chained, plain, chained / plain, f"≥ {SHARE_OF_PLAIN}"],
            ["all one client", hot, hot_plain, hot / hot_plain, ""],
        ],
    )
    if two < VERIFIED_A_SECOND or chained / plain < SHARE_OF_PLAIN:
        sys.exit("A goal was missed.")


if __name__ == "__main__":
    main()
