"""Loading the demonstration: how long it takes, and whether all of it holds afterwards.

Run: ``python -m benchmarks.demo_load [--scale national]``. Beside it: the limit of three minutes, and a bare COPY
of the rows of its two largest tables into tables without any rule, in the same run.
"""

import argparse
import re
import sys
import time

from benchmarks.support import load_demonstration, owner, say, set_up, show

LIMIT_SECONDS = 180.0
_RULES = """
select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
  where conrelid::regclass::text !~ 'read_audit_2'
union all select pg_get_indexdef(indexrelid) from pg_index
  where indrelid::regclass::text !~ '^pg_|read_audit_2'
union all select tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
union all select oid::regclass::text || ' forced' from pg_class where relforcerowsecurity
"""


def rules() -> set[str]:
    """Return every constraint, index, trigger and forced row security."""
    with owner() as connection:
        # PostgreSQL writes the same condition with more or fewer casts, by the way it came in.
        return {
            re.sub(r"::(text|character varying)|[()\[\]]", "", row[0]) for row in connection.execute(_RULES)
        }


def copied() -> float:
    """Return the seconds of a bare copy, inside the server, of the two largest tables."""
    with owner() as connection:
        begin = time.perf_counter()
        for table in ("requests_clientrequest", "thread.entry"):
            connection.execute(f"create table public.bare_copy as select * from {table}")
            connection.execute("drop table public.bare_copy")
        return time.perf_counter() - begin


def main() -> None:
    """Load, check, print, and fail where something is missing or it took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="national", choices=["tiny", "small", "national"])
    chosen = parser.parse_args()
    set_up("load")
    before = rules()
    say(f"loading the {chosen.scale} demonstration")
    begin = time.perf_counter()
    load_demonstration(chosen.scale)
    seconds = time.perf_counter() - begin
    after = rules()
    from redthread.project import chain

    broken = chain.verify(jobs=2)
    with owner() as connection:
        wrong = connection.execute("select * from money.find_discrepancies()").fetchall()
        sizes = connection.execute(
            "select (select count(*) from people_client), (select count(*) from requests_clientrequest), "
            "(select count(*) from thread.entry)"
        ).fetchone()
    assert sizes is not None
    show(
        f"The {chosen.scale} demonstration: {sizes[0]:,} clients, {sizes[1]:,} requests, {sizes[2]:,} entries",
        ["", "figure", "limit"],
        [
            ["seconds to load", seconds, LIMIT_SECONDS],
            ["seconds of a bare copy of its two largest tables (reference)", copied(), ""],
            ["broken links of the thread", len(broken), 0],
            ["discrepancies in the books", len(wrong), 0],
            ["rules that are missing or new afterwards", len(before ^ after), 0],
        ],
    )
    for rule in sorted(before ^ after)[:5]:
        print(rule, file=sys.stderr)
    if seconds > LIMIT_SECONDS or broken or wrong or before != after:
        sys.exit("A goal was missed.")


if __name__ == "__main__":
    main()
