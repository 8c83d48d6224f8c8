"""A service far larger than the demonstration: 100,000 clients, 5,000 staff, 10 million entries of the thread."""

from benchmarks.support import Size, load_demonstration, owner, say

CLIENTS, STAFF, ENTRIES = 100_000, 5_000, 10_000_000
REQUESTS_A_CLIENT = 4


def fill(*, scale: float, entries: bool) -> None:
    """Load a share of the large service through the demonstration's loader.

    Args:
        scale: 1 is all of it.
        entries: lengthen every thread to its hundred entries. The added ones copy what there is and are for
            reading only: their hashes are not a chain.
    """
    clients, asked = round(CLIENTS * scale), REQUESTS_A_CLIENT if entries else 0
    size = Size("large", max(2, round(60 * scale)), clients, round(STAFF * scale), asked)
    say(f"loading {size.clients:,} clients and {size.staff:,} staff")
    load_demonstration(size)
    if entries:
        _lengthen(round(ENTRIES * scale / clients))
    with owner() as connection:
        connection.execute("vacuum analyze")


def _lengthen(wanted: int) -> None:
    say(f"lengthening every thread to {wanted} entries")
    with owner() as connection, connection.transaction():
        connection.execute("set local maintenance_work_mem = '512MB'")
        connection.execute("alter table thread.entry drop constraint entry_pkey")
        connection.execute(
            "insert into thread.entry select e.client_id, n, at - interval '2 years', "
            "  recorded_at - interval '2 years', info_class, kind, actor_id, payload, payload_hash, e.hash "
            "from thread.head h join thread.entry e on e.client_id = h.client_id and e.kind = 'custody.received', "
            "generate_series(h.seq + 1, %s) n",
            [wanted],
        )
        connection.execute("alter table thread.entry add primary key (client_id, seq)")
        connection.execute("update thread.head set seq = greatest(seq, %s)", [wanted])
