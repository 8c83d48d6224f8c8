"""What the demonstration loads by COPY is what the services would have written."""

import json
import subprocess
import sys
from dataclasses import fields
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from redthread.demo.cast import STAFF
from redthread.demo.named import NAMED
from redthread.foundation import clock
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.pack import Pack
from redthread.requests.enums import ClientState, RequestStatus
from redthread.requests.rules import promise, standing
from redthread.requests.rules.promise import AppealTerms
from redthread.requests.rules.sampling import is_sampled
from redthread.requests.rules.standing import Standing, client_state
from tests.demo.conftest import Demo, environment_of

FIELDS = [f.name for f in fields(Standing)]
REQUESTS = "select r.*, f.ended_by first_by from requests_clientrequest r left join requests_clientrequest f "
REQUESTS += "on f.id = r.appealed_from_id"


@pytest.fixture(scope="module")
def rows(demo: Demo) -> list[dict[str, Any]]:
    return demo.execute(REQUESTS).fetchall()


@pytest.fixture(scope="module")
def entries(demo: Demo) -> dict[str, list[dict[str, Any]]]:
    """The entries of each request, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in demo.execute(
        "select * from thread.entry where kind like 'requests.%' and client_id <> 0 order by client_id, seq"
    ):
        entry["payload"] = json.loads(entry["payload"])
        found.setdefault(entry["payload"]["request_id"], []).append(entry)
    return found


def test_every_request_stands_where_its_thread_says_by_the_rules(
    demo: Demo, pack: Pack, rows: list[dict[str, Any]], entries: dict[str, list[dict[str, Any]]]
) -> None:
    """Each step of the thread is taken anew with the rules; the row is what comes out."""
    departments = {
        (d["establishment_id"], d["code"]): d["id"]
        for d in demo.execute("select * from organisations_department")
    }
    assert len(rows) > 200
    for row in rows:
        replayed = replay(row, entries[str(row["id"])], pack, departments)
        found = {name: row[name] for name in FIELDS} | {"status": RequestStatus(row["status"])}
        assert {name: getattr(replayed, name) for name in FIELDS} == found, entries[str(row["id"])]


def replay(
    row: dict[str, Any], steps: list[dict[str, Any]], pack: Pack, departments: dict[tuple[int, str], int]
) -> Standing:
    kind, calendar = pack.request_types[row["type_code"]], calendar_of(pack)
    place = row["establishment_id"]
    at = row["received_at"]
    due = promise.due_at(received_at=at, answer_days=kind.answer_days, calendar=calendar)
    now = standing.receive(
        at=at, due_at=due, establishment_id=place, department_id=departments[place, kind.department]
    )
    for step in steps:
        at, by, said = step["at"], step["actor_id"], step["payload"]
        name = step["kind"].removeprefix("requests.")
        is_staff = by != row["filed_by"] or row["filed_on"] == "paper"
        if name == "read" or (name == "message_added" and is_staff and said["audience"] == "both"):
            now = standing.read(now, at=at)
        elif name == "taken":
            now = standing.take(now, by=by, at=at)
        elif name == "forwarded":
            now = standing.forward(now, department_id=departments[place, said["to_department"]], at=at)
        elif name == "paused":
            asked = any(s["at"] == at and s["payload"].get("is_question") for s in steps)
            now = standing.pause(
                now, reason=said["reason"], at=at, may_pause=kind.may_pause, until_reply=asked
            )
        elif name == "resumed":
            moved = promise.due_after_pause(now, at=at, calendar=calendar)
            assert datetime.fromisoformat(said["due_at"]) == max(moved, now.due_at)
            now = standing.resume(now, due_at=moved)
        elif name == "escalated":
            told = now.escalated_level + 1
            then = promise.next_escalation_at(
                at=at,
                told=told,
                chain=len(kind.escalation),
                step_days=int(pack.number("escalation_step_days")),
                calendar=calendar,
            )
            assert (said["level"], said["role"]) == (told, kind.escalation[told - 1])
            now = standing.escalate(now, at=at, next_at=then)
        else:
            now = end(now, name, row, at=at, by=by)
    return now


def end(now: Standing, name: str, row: dict[str, Any], *, at: datetime, by: int) -> Standing:
    if name in {"approved", "declined"}:
        promise.check_appeal_reader(by=by, first_decided_by=row["first_by"])
    if name == "approved":
        return standing.approve(now, by=by, at=at, next_step=row["next_step"])
    if name == "declined":
        return standing.decline(now, by=by, at=at, grounds=row["grounds"])
    if name == "returned":
        return standing.send_back(now, by=by, at=at, next_step=row["next_step"])
    if name == "withdrawn":
        return standing.withdraw(now, by=by, at=at)
    if name == "carried_out":
        standing.check_carried_out(now, already=False)
    return now


def test_limits_of_appeals_and_second_readings_are_those_of_the_rules(
    demo: Demo, pack: Pack, rows: list[dict[str, Any]]
) -> None:
    drawn = {r["request_id"] for r in demo.execute("select request_id from requests_secondreading")}
    calendar = calendar_of(pack)
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        kind, is_decided = pack.request_types[row["type_code"]], row["status"] in {"approved", "declined"}
        assert (row["id"] in drawn) == (is_decided and is_sampled(row["id"], share=kind.second_reader_share))
        until = None
        if is_decided and kind.appeal and row["appealed_from_id"] is None:
            terms = AppealTerms(days=kind.appeal.days, on_silence=kind.appeal.on_silence)
            until = promise.appeal_until(
                decided_at=row["ended_at"], terms=terms, calendar=calendar, zone=calendar.timezone
            )
        assert row["appeal_until"] == until
        if row["appealed_from_id"]:
            first = by_id[row["appealed_from_id"]]
            assert first["ended_at"] < row["received_at"] < first["appeal_until"]


def test_whoever_acted_may_write_the_class_and_reaches_the_client(demo: Demo) -> None:
    wrong = demo.execute(
        "select e.kind, a.name from thread.entry e "
        "join access.actor a on a.id = e.actor_id and a.kind = 'staff' "
        "join custody_stay s on s.client_id = e.client_id and upper_inf(s.period) "
        "where e.kind in ('requests.read', 'requests.taken', 'requests.forwarded', 'requests.paused', "
        "'requests.approved', 'requests.declined', 'requests.returned', 'requests.second_read') "
        "and not exists (select 1 from access.reach_grant g where g.actor_id = e.actor_id "
        "and g.write_mask & e.info_class <> 0 and ((g.scope_kind = 'establishment' and g.scope_id = "
        "s.establishment_id) or (g.scope_kind = 'unit' and g.scope_id = s.unit_id) "
        "or (g.scope_kind = 'client' and g.scope_id = s.client_id)))"
    ).fetchall()
    assert wrong == []


def test_chains_verify_and_books_balance(demo: Demo, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", "thread", "verify"],
        env=environment_of(demo.info.dbname, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert demo.execute("select * from money.find_discrepancies()").fetchall() == []


@pytest.mark.parametrize("given", [given for given, _, _, _ in NAMED["SE"].clients.values()])
def test_a_named_client_has_something_in_every_state(
    demo: Demo, rows: list[dict[str, Any]], given: str
) -> None:
    family = next(family for name, family, _, _ in NAMED["SE"].clients.values() if name == given)
    now = clock.now()
    own = [r for r in rows if r["client_id"] == client_of(demo, given, family)]
    states = {client_state(standing_of(r), now=now) for r in own}
    assert states >= set(ClientState)
    fresh = now - timedelta(days=1)
    assert any(r["status"] == "declined" and r["ended_at"] > fresh and r["appeal_until"] > now for r in own)
    assert any(r["appealed_from_id"] and r["ended_at"] is None for r in own)
    # What the stories of the journeys ask for can be asked for.
    assert not any(
        r["ended_at"] is None and r["type_code"] in {"kiosk", "management"}
        for r in own
        if not r["appealed_from_id"]
    )


def client_of(demo: Demo, given: str, family: str) -> int:
    found = demo.execute(
        "select id from people_client where given_name = %s and family_name = %s order by id limit 1",
        [given, family],
    ).fetchone()
    assert found is not None
    return int(found["id"])


def standing_of(row: dict[str, Any]) -> Standing:
    return Standing(**({name: row[name] for name in FIELDS} | {"status": RequestStatus(row["status"])}))


def test_nothing_happens_after_now_or_before_arrival(demo: Demo) -> None:
    odd = demo.execute(
        "select e.kind, e.at from thread.entry e left join lateral (select min(lower(s.period)) as came "
        "from custody_stay s where s.client_id = e.client_id) s on true where e.at > now() or e.at < s.came"
    ).fetchall()
    assert odd == []


def test_the_officer_covers_for_a_colleague_and_each_named_member_of_staff_is_there(demo: Demo) -> None:
    there = demo.execute(
        "select username from organisations_staffmember where username = any (%s)", [list(STAFF)]
    )
    assert {row["username"] for row in there} == set(STAFF)
    covered = demo.execute(
        "select 1 from requests_absence a join organisations_staffmember s on s.actor_id = a.cover "
        "where s.username = 'officer' and a.days @> current_date"
    ).fetchall()
    assert len(covered) == 1


def test_staff_act_by_day_unless_it_cannot_wait(demo: Demo, pack: Pack) -> None:
    """Of the answers, most fall into the hours from six to eighteen."""
    zone = calendar_of(pack).timezone
    ended = demo.execute(
        "select ended_at from requests_clientrequest where status in ('approved', 'declined')"
    )
    hours = [row["ended_at"].astimezone(zone).time() for row in ended]
    assert sum(time(6) <= at <= time(18) for at in hours) > 0.9 * len(hours)


def test_people_come_and_go(demo: Demo) -> None:
    """Every step of a transfer is there, people are out, one of them late, and somebody is expected."""
    standing = demo.execute("select status from custody_transfer order by 1").fetchall()
    assert [r["status"] for r in standing] == ["arrived", "decided", "proposed", "underway"]
    late = demo.execute(
        "select count(*) filter (where expected_back_at < now()) n, count(*) m from custody_absence"
    )
    assert late.fetchone() == {"n": 1, "m": 3}
    most = demo.execute(
        "select count(*) n from custody_keyworker group by staff_actor_id order by 1 desc limit 1"
    )
    assert 1 <= most.fetchone()["n"] <= 8  # type: ignore[index]
    assert demo.execute("select count(*) n from custody_expectedarrival").fetchone() == {"n": 2}
    assert demo.execute("select count(*) n from custody_receipt").fetchone() == {"n": 1}


def test_every_booking_stands_in_the_thread_of_whom_it_is_for(demo: Demo) -> None:
    """A series is told once, a single booking by itself, and nobody is booked before they came."""
    missing = demo.execute("""
        select b.kind, c.client_id from timetable_booking b
          join timetable_bookingclient c on c.booking_id = b.id
        where not exists (select 1 from thread.entry e where e.client_id = c.client_id
          and e.kind in ('timetable.booking_made', 'timetable.series_made')
          and coalesce(b.series_id, b.id)::text
            in (e.payload::jsonb ->> 'series_id', e.payload::jsonb ->> 'booking_id'))""").fetchall()
    assert missing == []
    early = demo.execute("""
        select 1 from timetable_bookingclient c where lower(c.period) < (select min(e.at) from thread.entry e
          where e.client_id = c.client_id and e.kind = 'custody.received')""").fetchall()
    assert early == []
