"""Messages at national scale: a client's list, the inbox of a unit and of a role, and what waits to be read for control.

Run: ``python -m benchmarks.messages``. Five places (three prisons) with 5,000 invented clients and the conversations of the
demonstration, copied nineteen times to other places: 100,000 clients at 100 places. Every fifth message with family
waits to be read. Each page is the door's whole page; beside it, in the same run, the limit of 100 ms.
"""

import sys
import time
from collections.abc import Sequence
from statistics import median
from typing import Final

from benchmarks.support import (
    AGENT,
    TABLET,
    Size,
    arrange,
    cpu_of,
    load_demonstration,
    owner,
    percentile,
    say,
    set_up,
    show,
    sign_in,
)

LIMIT_MS: Final = 100.0
ROUNDS: Final = 30
PLACES: Final = Size("places", 3, 5_000, 250, 0)
COPIES: Final = 19
STEP: Final = 1_000_000
"""Numbers of copied people and places lie so far from one another."""
PAGES: Final = (
    ("an officer: what waits", "officer", "/staff/messages"),
    ("an officer: unit and roles", "officer", "/staff/messages?whose=ours"),
    ("a nurse: what waits", "nurse", "/staff/messages"),
    ("a unit manager: what waits", "unit_manager", "/staff/messages"),
    ("a unit manager: unit and roles", "unit_manager", "/staff/messages?whose=ours"),
    ("a unit manager: messages to check", "unit_manager", "/staff/messages/review"),
    ("a unit manager: the page of the day", "unit_manager", "/staff/"),
)
HELD: Final = (
    "update messages_message m set state = 'held', delivered_at = null, seen_at = null, causes = '{word}', "
    "review_due_at = m.at + interval '3 days', escalate_at = m.at + interval '3 days', "
    "told_roles = case when m.at < now() - interval '5 days' then '{unit_manager}' else '{}' end::varchar[] "
    "from messages_conversation c where c.id = m.conversation_id and c.kind = 'relative' "
    "and ('x' || left(md5(m.id::text), 4))::bit(16)::int % 5 = 0"
)


COPIED: Final = (
    ("estate_establishment", "'id', t.id + k * {s}, 'code', t.code || '-' || k"),
    ("people_client", "'id', t.id + k * {s}, 'number', t.number || '-' || k"),
    (
        "access.client_place",
        "'client_id', t.client_id + k * {s}, 'establishment_id', t.establishment_id + k * {s}, 'unit_id', t.unit_id + k * {s}",
    ),
    (
        "messages_conversation",
        (
            "'id', md5(t.id::text || k)::uuid, 'client_id', t.client_id + k * {s}, 'unit_id', null, "
            "'establishment_id', t.establishment_id + k * {s}"
        ),
    ),
    (
        "messages_message",
        (
            "'id', md5(t.id::text || k)::uuid, 'client_id', t.client_id + k * {s}, "
            "'conversation_id', md5(t.conversation_id::text || k)::uuid"
        ),
    ),
    (
        "messages_body",
        "'message_id', md5(t.message_id::text || k)::uuid, 'client_id', t.client_id + k * {s}",
    ),
)


def load() -> None:
    """Load three places, let every fifth message with family wait for control, and copy everything."""
    load_demonstration(PLACES)
    with owner() as connection:
        connection.execute(HELD)
        for table, changes in COPIED:
            connection.execute(
                f"insert into {table} select (jsonb_populate_record(t, jsonb_build_object("
                f"{changes.format(s=STEP)}))).* from {table} t, generate_series(1, {COPIES}) k"
            )
            n = connection.execute(f"select count(*) from {table}").fetchone()
            say(f"{n[0] if n else 0:,} rows of {table}")
        connection.execute("vacuum analyze")


def staff_of(role: str) -> list[tuple[int, int]]:
    """Return (actor, messages or conversations of their place) of holders of a role, at places of every size."""
    with owner() as connection:
        rows = connection.execute(
            "select min(a.id), max(n.conversations) from access.actor a "
            "join access.reach_grant g on g.actor_id = a.id and g.role_code = %s and g.valid_until > now() "
            "left join (select establishment_id, count(*) as conversations from messages_conversation group by 1) n "
            "on n.establishment_id = a.establishment_id where a.kind = 'staff' and a.is_active "
            "group by a.establishment_id order by 2 desc nulls last",
            [role],
        ).fetchall()
    return [(int(a), int(n or 0)) for a, n in (rows[:1] + rows[1 :: max(1, len(rows) // 5)])]


def timed(cookies: dict[str, str], path: str) -> list[tuple[float, float]]:
    """Return the milliseconds of a page, opened often: as waited for, and of CPU, Python and PostgreSQL together."""
    from django.db import connection
    from django.test import Client as Browser

    browser = Browser(headers={"user-agent": AGENT})
    for name, value in cookies.items():
        browser.cookies[name] = value
    took = []
    for round_ in range(ROUNDS + 4):
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
        used, begin = cpu_of(backend) + time.process_time(), time.perf_counter()
        answer = browser.get(path)
        spent = (time.perf_counter() - begin) * 1000
        cpu = (cpu_of(backend) + time.process_time() - used) * 1000
        assert answer.status_code == 200, (path, answer.status_code)
        if round_ >= 4:
            took.append((spent, cpu))
    return took


def staff_pages() -> list[tuple[str, int, Sequence[tuple[float, float]]]]:
    """Return (what, most conversations at one place, milliseconds) of each page of staff."""
    found = []
    for what, role, path in PAGES:
        people = staff_of(role)
        if not people:
            sys.exit(f"nobody is {role}")
        took: list[tuple[float, float]] = []
        for actor, _n in people:
            took += timed({"rt_session": sign_in(actor, "staff")}, path)
        found.append((what, people[0][1], took))
    return found


def client_lists() -> tuple[str, int, Sequence[tuple[float, float]]]:
    """Return the same of the lists of those who write most and of others."""
    with owner() as connection:
        rows = connection.execute(
            "select a.id, n.n from (select client_id, count(*) as n from messages_conversation group by 1 "
            "order by 2 desc, 1 limit 400) n join access.actor a on a.client_id = n.client_id order by 2 desc, 1"
        ).fetchall()
    took: list[tuple[float, float]] = []
    for actor, _n in rows[::80]:
        took += timed({"rt_session": sign_in(actor, "client"), "rt_device": TABLET}, "/my/messages")
    return "a client: my messages", int(rows[0][1]), took


def _figures(took: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    waited, cpu = [t[0] for t in took], [t[1] for t in took]
    return median(waited), percentile(waited, 0.95), median(cpu), percentile(cpu, 0.95)


def main() -> None:
    """Load, open pages, print, and fail where the limit is not kept."""
    set_up("messages", role="rt_web")
    arrange(load)
    rows = [client_lists(), *staff_pages()]
    show(
        "Messages at national scale, whole pages",
        ("page", "conversations", "p50 ms", "p95 ms", "CPU p50", "CPU p95", "limit p95 ms"),
        [(what, n, *_figures(took), LIMIT_MS) for what, n, took in rows],
    )
    if any(percentile([waited for waited, _cpu in took], 0.95) > LIMIT_MS for _what, _n, took in rows):
        sys.exit("a goal is missed")


if __name__ == "__main__":
    main()
