"""Guides recomputed for everybody after a pack change, and what is mine to do among ten thousand courses.

Run: ``python -m benchmarks.journey``. Beside it, in the same run: the limit of 60 seconds for 10,000 people, and
the bare upsert of as many rows as the change wrote into a table without any rule.
"""

import statistics
import sys
import time
from datetime import timedelta

from benchmarks.support import (
    AGENT,
    Size,
    arrange,
    load_demonstration,
    owner,
    percentile,
    say,
    set_up,
    show,
    sign_in,
)

LIMIT_SECONDS, LIMIT_LIST_MS, ROUNDS = 60.0, 100.0, 40
NATION = Size("nation", 60, 10_000, 2_500, 1)


def main() -> None:
    """Load, change every guide, take everybody over, list, print, and fail where a limit is not kept."""
    set_up("journey", role="rt_job")
    arrange(lambda: load_demonstration(NATION))
    people, seconds, written = recompute()
    bare = copied(written)
    rows: list[list[object]] = [
        [f"{people} courses taken over, {written} tasks written", seconds],
        ["the same number of rows copied inside the server, without any rule", bare],
        ["limit", LIMIT_SECONDS],
    ]
    show("Guides recomputed for everybody after a pack change", ["", "seconds"], rows)
    times = lists() | {"one person's course: phases and tasks": course()}
    show(
        "What is mine to do: counts and the first 200, late first; and one course",
        ["who", "p50 ms", "p95 ms"],
        [[who, statistics.median(took), percentile(took, 0.95)] for who, took in times.items()],
    )
    if seconds > LIMIT_SECONDS or any(percentile(took, 0.95) > LIMIT_LIST_MS for took in times.values()):
        sys.exit("A limit was missed.")


def recompute() -> tuple[int, float, int]:
    """Change a deadline and add a task in every guide, publish, and take everybody over as the job does."""
    from redthread.foundation import clock
    from redthread.foundation.phases import Phase
    from redthread.foundation.session import acting_as_system
    from redthread.journey import public as journey

    with acting_as_system("journey") as actor:
        for phase, version in journey.current_versions(pack="se").items():
            tasks = dict(journey.get_version(version_id=version).tasks)
            code = next(c for c, t in tasks.items() if t["deadline"].startswith(("event", "date", "every")))
            tasks[f"new_in_{phase}"] = tasks[code] | {"check": [], "deadline": "event:phase+3d"}
            for other in tasks.values():
                other["order"] += 1  # every row is another one afterwards
            journey.save_draft(
                actor=actor, pack="se", phase=Phase(phase), tasks=tasks, expected=None, at=clock.now()
            )
            journey.publish(actor=actor, pack="se", phase=Phase(phase), at=clock.now())
        journey.start_migration(actor=actor, pack="se", at=clock.now())
    begin, people = time.perf_counter(), 0
    while True:
        with acting_as_system("journey") as actor:
            done = journey.migrate_batch(actor=actor, at=clock.now())
        people += done
        say(f"{people} people, {time.perf_counter() - begin:.1f} s")
        if not done:
            break
    seconds = time.perf_counter() - begin
    with owner() as connection:
        row = connection.execute(
            "select count(*) from journey_coursetask t join journey_guideversion v on v.id = t.version_id "
            "where v.is_current and t.status in ('open', 'waiting', 'known')"
        ).fetchone()
    assert row is not None
    return people, seconds, int(row[0])


def copied(rows: int) -> float:
    """Return the seconds of a bare copy of as many rows inside the server."""
    with owner() as connection:
        begin = time.perf_counter()
        connection.execute(
            f"create table public.bare_copy as select * from journey_coursetask limit {rows}".encode()
        )
        seconds = time.perf_counter() - begin
        connection.execute("drop table public.bare_copy")
    return seconds


def lists() -> dict[str, list[float]]:
    """Return how many milliseconds the list takes for those with many tasks: a governor, a plan officer, an officer."""
    from redthread.foundation import clock
    from redthread.foundation.session import acting_as
    from redthread.journey import public as journey

    found: dict[str, list[float]] = {}
    for role in ("governor", "plan_officer", "key_worker", "officer"):
        with owner() as connection:
            row = connection.execute(
                "select g.actor_id from access.reach_grant g join access.caseload k on k.actor_id = g.actor_id "
                "where g.role_code = %s group by 1 order by count(*) desc limit 1",
                [role],
            ).fetchone()
        if row is None:
            continue
        token = sign_in(int(row[0]), "staff")
        for everybody in (False, True) if role == "governor" else (False,):
            took: list[float] = []
            counted: list[float] = []
            for _ in range(ROUNDS + 4):
                with acting_as(
                    token=token, door="staff", binding=f"browser:{AGENT}", route="staff:guides"
                ) as actor:
                    now = clock.now()
                    day = now + timedelta(hours=12)
                    begin = time.perf_counter()
                    journey.list_my_tasks(
                        actor=actor,
                        now=now,
                        end_of_day=day,
                        end_of_week=now + timedelta(days=6),
                        everybody=everybody,
                    )
                    took.append((time.perf_counter() - begin) * 1000)
                    begin = time.perf_counter()
                    journey.count_my_tasks(actor=actor, now=now, end_of_day=day)
                    counted.append((time.perf_counter() - begin) * 1000)
            found[f"{role}, everybody's" if everybody else role] = took[4:]
            found[f"{role}, the counts of the first page"] = counted[4:]
    return found


def course() -> list[float]:
    """Return how many milliseconds the tasks of one person's course take, for who reaches the most people."""
    from redthread.foundation.session import acting_as
    from redthread.journey import public as journey

    with owner() as connection:
        row = connection.execute(
            "select g.actor_id from access.reach_grant g join access.caseload k on k.actor_id = g.actor_id "
            "where g.role_code = 'governor' group by 1 order by count(*) desc limit 1"
        ).fetchone()
        assert row is not None
        people = connection.execute(
            "select k.client_id from access.caseload k join journey_course c on c.client_id = k.client_id "
            "where k.actor_id = %s and c.ended_at is null order by 1 limit %s",
            [row[0], ROUNDS + 4],
        ).fetchall()
    token, took = sign_in(int(row[0]), "staff"), []
    for (client_id,) in people:
        begin = time.perf_counter()
        with acting_as(
            token=token, door="staff", binding=f"browser:{AGENT}", focus=client_id, route="staff:course"
        ):
            journey.get_course(client_id=client_id)
            journey.list_phases(client_id=client_id)
            journey.list_steps(client_id=client_id)
        took.append((time.perf_counter() - begin) * 1000)
    return took[4:]


if __name__ == "__main__":
    main()
