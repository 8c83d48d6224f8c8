"""Versions are complete, and nobody's action is changed by another, whatever the order of edits."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redthread.foundation.errors import DomainError
from redthread.plans import public as plans
from redthread.plans.models import Action, PlanVersion
from redthread.plans.public import DoubleReply
from redthread.plans.rules.double import Effort, find_double, overlap, starts_something
from redthread.plans.rules.versions import areas_at, differences, field_changes
from tests.plans.arrange import Desk, later

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["officer", "second", "municipality", "colleague", "agency", "amir"]),
        st.sampled_from(["work", "home", "money"]),
        st.integers(0, 5),
        st.sampled_from(["running", "planned", "done", "paused"]),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=12,
)


def who_of(desk: Desk, name: str) -> Any:
    return desk.world.cast.amir if name == "amir" else getattr(desk.team, name)


def rows(desk: Desk) -> dict[Any, Action]:
    with desk.as_owner():
        return Action.objects.in_bulk()


def side_of(desk: Desk, name: str) -> tuple[str, int | None]:
    organisations = desk.team.organisations
    return {
        "officer": ("service", None),
        "second": ("service", None),
        "municipality": ("partner", organisations["town"]),
        "colleague": ("partner", organisations["town"]),
        "agency": ("partner", organisations["agency"]),
        "amir": ("client", None),
    }[name]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(moves=MOVES)
def test_any_sequence_of_edits_leaves_others_alone_and_versions_whole(desk: Desk, moves: list[Any]) -> None:
    before = rows(desk)
    for n, (name, area, target, status, days) in enumerate(moves):
        known = sorted(before.values(), key=lambda a: a.made_at)
        chosen = known[target] if target < len(known) else None
        with suppress(DomainError):
            desk.write(
                who_of(desk, name),
                action_id=chosen.id if chosen else uuid4(),
                expected=chosen.version if chosen else None,
                reply=DoubleReply("start_anyway", "We both have our reasons"),
                at=later(n),
                area=chosen.area if chosen else area,
                words=f"{name} {n}",
                status=status,
                starts_on=date(2026, 1, 1),
                ends_on=date.fromordinal(date(2026, 1, 1).toordinal() + days),
            )
        after = rows(desk)
        for id_, row in before.items():
            if after[id_].version != row.version:
                assert (row.owner, row.organisation_id) == side_of(desk, name), (name, row)
            else:
                assert after[id_].words == row.words
        before = after
    with desk.as_owner():
        versions = list(PlanVersion.objects.filter(client_id=desk.client_id).order_by("number"))
        plan = plans.Plan.objects.filter(client_id=desk.client_id).first()
    if not before:
        return
    assert plan
    assert [v.number for v in versions] == list(range(1, plan.version + 1)), "no version is missing"
    latest = areas_at([(v.number, v.area, v.snapshot) for v in versions], plan.version)
    kept = {row["id"]: row for area in latest.values() for row in area["actions"]}
    assert {id_: row["words"] for id_, row in kept.items()} == {str(a.id): a.words for a in before.values()}
    assert {id_: row["version"] for id_, row in kept.items()} == {
        str(a.id): a.version for a in before.values()
    }


def test_what_changed_is_told_field_by_field_in_what_one_may_read(desk: Desk) -> None:
    action = desk.write(desk.team.officer, words="Course")
    desk.write(desk.team.officer, area="money", words="Debts", at=later(1))
    desk.write(
        desk.team.officer,
        action_id=action.id,
        expected=1,
        words="Course",
        status="done",
        at=later(2),
        evidence="Certificate",
    )
    with desk.sit(desk.team.officer):
        plan = plans.find_plan(client_id=desk.client_id)
        assert plan
        (change,) = plans.compare_versions(plan=plan, before=2, after=3)
        assert [(f.field, f.before, f.after) for f in change.fields] == [
            ("status", "running", "done"),
            ("evidence", None, "Certificate"),
        ]
        assert [c.is_new for c in plans.compare_versions(plan=plan, before=0, after=3)] == [True, True]
        assert [line.number for line in plans.list_versions(plan=plan)] == [3, 2, 1]
    with desk.sit(desk.team.municipality):
        plan = plans.find_plan(client_id=desk.client_id)
        assert plan
        assert [line.areas for line in plans.list_versions(plan=plan)] == [("work",), ("work",)]
        assert {c.area for c in plans.compare_versions(plan=plan, before=0, after=3)} == {"work"}


def test_a_version_cannot_be_forged_or_changed(desk: Desk) -> None:
    desk.write(desk.team.officer)
    for statement in (
        "update plans_planversion set number = 7",
        "delete from plans_planversion",
        "update plans_plan set version = 9",
        "delete from plans_action",
        "insert into plans_plan select * from plans_plan",
    ):
        with (
            desk.sit(desk.team.officer),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def effort(**more: Any) -> Effort:
    said = {"id": uuid4(), "area": "work", "owner": "service", "organisation_id": None, "status": "running"}
    return Effort(**said | {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 4, 1)} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "is_double"),
    [
        ({}, True),
        ({"area": "home"}, False),
        ({"organisation_id": None, "owner": "service"}, False),
        ({"owner": "client", "organisation_id": None}, False),
        ({"status": "done"}, False),
        ({"status": "stopped"}, False),
        ({"status": "paused"}, True),
        ({"starts_on": date(2026, 4, 2), "ends_on": None}, False),
        ({"starts_on": date(2026, 4, 1), "ends_on": None}, True),
        ({"starts_on": date(2025, 1, 1), "ends_on": date(2026, 2, 28)}, False),
        ({"starts_on": date(2025, 1, 1), "ends_on": None}, True),
    ],
)
def test_a_double_effort_is_same_area_overlapping_time_other_owner(
    other: dict[str, Any], is_double: bool
) -> None:
    found = effort(**{"owner": "partner", "organisation_id": 7} | other)
    assert bool(find_double(effort(), [found])) is is_double


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_overlap_is_mutual_and_means_a_common_day(
    a: date, until: date | None, b: date, end: date | None
) -> None:
    first = effort(starts_on=a, ends_on=until and max(a, until))
    second = effort(starts_on=b, ends_on=end and max(b, end))
    last = date(2027, 12, 31)
    common = max(first.starts_on, second.starts_on) <= min(first.ends_on or last, second.ends_on or last)
    assert overlap(first, second) is overlap(second, first) is common


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"status": "paused"}, False),
        ({}, {"status": "done"}, False),
        ({"status": "planned"}, {"status": "running"}, False),
        ({"status": "paused"}, {"status": "running"}, True),
        ({"status": "stopped"}, {"status": "planned"}, True),
        ({"ends_on": date(2026, 6, 1)}, {"ends_on": date(2026, 5, 1)}, False),
        ({"ends_on": date(2026, 6, 1)}, {"ends_on": date(2026, 7, 1)}, True),
        ({"ends_on": date(2026, 6, 1)}, {"ends_on": None}, True),
        ({}, {"starts_on": date(2025, 12, 1)}, True),
    ],
)
def test_what_rests_or_gets_shorter_starts_nothing(before: Any, after: Any, expected: bool) -> None:
    was = effort(starts_on=date(2026, 1, 1), **before)
    assert starts_something(was, replace(was, **after)) is expected


def test_who_pauses_what_another_started_beside_it_is_not_asked(desk: Desk) -> None:
    theirs = desk.write(desk.team.municipality)
    desk.write(desk.team.officer, reply=DoubleReply("start_anyway", reason="other_help"))
    rests = desk.write(desk.team.municipality, action_id=theirs.id, expected=1, status="paused")
    again = desk.write(desk.team.municipality, action_id=theirs.id, expected=2, status="running")
    assert (rests.status, again.version) == ("paused", 3)


def test_an_answered_double_effort_is_not_asked_about_again(desk: Desk) -> None:
    desk.write(desk.team.municipality)
    reply = DoubleReply("start_anyway", "Another trade altogether")
    action = desk.write(desk.team.officer, reply=reply)
    changed = desk.write(
        desk.team.officer, action_id=action.id, expected=1, words="Longer", ends_on=date(2026, 9, 1)
    )
    assert changed.words == "Longer"


def test_empty_and_missing_are_the_same_in_a_difference() -> None:
    assert field_changes({"evidence": ""}, {"evidence": None}, ["evidence"]) == ()
    assert differences({}, {"work": {"goals": [], "actions": []}}) == []
