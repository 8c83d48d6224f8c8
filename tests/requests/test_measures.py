"""Measures: counted right, hiding the few, comparing places without showing people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.requests import public as requests
from redthread.requests.jobs import renew_tally
from redthread.requests.public import By
from tests.factories.requests import MONDAY, NO, YES

END = MONDAY + timedelta(days=60)


@pytest.fixture
def tallied(as_owner):
    """Count anew, as the worker does every hour."""

    def tally():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("select requests.refresh_tally()")

    return tally


def measured(acting, who, *, by=(By.ESTABLISHMENT,), **more):
    with acting(who):
        return requests.measure(from_at=MONDAY, until_at=END, by=by, now=END, **more)


def answer(desk, cast, n, *, yes=0, late=0, glad=0, type_code="laundry"):
    """Let Amir ask ``n`` times: the first ``yes`` approved, ``late`` too late, ``glad`` rated yes."""
    at = MONDAY
    for i in range(n):
        request = desk.ask(cast.amir, type_code, at=at)
        done = at + timedelta(days=10 if i < late else 1)
        service = requests.approve_request if i < yes else requests.decline_request
        desk.do(cast.officer, service, request, at=done, words=YES if i < yes else NO)
        desk.do(cast.amir, requests.answer_satisfaction, request, at=done, satisfied=i < glad)
        at = done


def test_the_measures_count_what_happened(desk, cast, acting, world):
    """Six answers: four yes, one late, two that answered."""
    answer(desk, cast, 6, yes=4, late=1, glad=2)
    row = measured(acting, cast.manager, establishment_id=world.establishments["hall"])[0]
    assert row.establishment_id == world.establishments["hall"]
    assert (row.received, row.answered, row.approved, row.declined, row.rated, row.satisfied) == (
        6,
        6,
        4,
        2,
        6,
        2,
    )
    assert row.share_within_promise == pytest.approx(5 / 6)
    assert row.share_satisfied == pytest.approx(2 / 6)
    assert row.hours_to_decide == pytest.approx(24)


def test_fewer_than_five_are_not_shown(desk, cast, acting, world):
    """The group is there, its figures are not."""
    answer(desk, cast, 4)
    row = measured(acting, cast.manager, establishment_id=world.establishments["hall"])[0]
    assert (row.received, row.answered, row.approved, row.hours_to_read, row.rated) == (None,) * 5
    assert row.share_within_promise is None


def test_groups_are_told_apart(desk, cast, acting, world):
    """By type, by month, by unit of the own establishment."""
    answer(desk, cast, 5)
    hall = world.establishments["hall"]
    by_type = measured(acting, cast.manager, by=(By.TYPE,), establishment_id=hall)
    by_unit = measured(acting, cast.manager, by=(By.UNIT, By.MONTH), establishment_id=hall)
    assert [(r.type_code, r.received) for r in by_type] == [("laundry", 5)]
    assert [(r.unit_id, r.month.isoformat(), r.received) for r in by_unit] == [
        (world.units["hall-C"], "2026-03-01", 5)
    ]


def test_units_of_another_place_are_not_told_apart(desk, cast, acting, world):
    """Kumla's landings are Kumla's matter."""
    with acting(cast.manager), pytest.raises(DatabaseError), transaction.atomic():
        requests.measure(
            from_at=MONDAY,
            until_at=END,
            by=[By.UNIT],
            now=END,
            establishment_id=world.establishments["kumla"],
        )


def test_measuring_takes_the_permission(desk, cast, acting):
    """An officer answers; measuring is for those who lead."""
    with acting(cast.officer), pytest.raises(DatabaseError), transaction.atomic():
        requests.measure(from_at=MONDAY, until_at=END, by=[], now=END)


def test_appeals_are_measured_apart_from_what_they_appeal(desk, cast, acting, world):
    """Five no, five appeals, one of them granted."""
    at = MONDAY
    for n in range(5):
        request, appeal = desk.ask(cast.amir, "laundry", at=at), uuid4()
        desk.do(cast.officer, requests.decline_request, request, at=at, words=NO)
        desk.do(cast.amir, requests.appeal_request, request, at=at, appeal_id=appeal, text="No")
        service = requests.approve_request if n == 0 else requests.decline_request
        desk.do(cast.manager, service, appeal, at=at, words=YES if n == 0 else NO)
        at += timedelta(days=1)
    row = measured(acting, cast.manager, establishment_id=world.establishments["hall"])[0]
    assert (row.received, row.declined, row.appeals, row.appeals_granted) == (5, 5, 5, 1)


def test_the_service_is_counted_by_the_tally_like_one_place_at_this_moment(
    desk, cast, acting, world, tallied
):
    """Both ways of counting agree; before the tally was renewed there is nothing."""
    answer(desk, cast, 6, yes=4, late=1, glad=2)
    assert measured(acting, cast.manager) == []
    tallied()
    by = (By.ESTABLISHMENT, By.TYPE, By.MONTH)
    assert measured(acting, cast.manager, by=by) == measured(
        acting, cast.manager, by=by, establishment_id=world.establishments["hall"]
    )


def test_the_tally_hides_the_few_too(desk, cast, acting, tallied):
    """Four are nobody's practice."""
    answer(desk, cast, 4)
    tallied()
    row = measured(acting, cast.manager, by=(By.TYPE,))[0]
    assert (row.type_code, row.received, row.approved, row.hours_to_decide) == ("laundry", None, None, None)


def test_the_tally_is_not_read_but_through_the_functions(desk, cast, acting):
    """Nobody reads it directly, and only the worker renews it."""
    with acting(cast.governor), connection.cursor() as cursor:
        for statement in ("select * from requests.tally", "select requests.refresh_tally()"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)


def test_the_worker_renews_the_tally(desk, as_owner):
    """The task as it runs."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    renew_tally(0)
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")


def test_unequal_practice_in_equal_cases_is_found(desk, cast, acting, world, tallied):
    """Hall says yes to everybody, Kumla to nobody."""
    answer(desk, cast, 8, yes=8)
    at = MONDAY
    for _ in range(8):
        request = desk.ask(cast.marek, "laundry", at=at)
        desk.do(cast.officer_elsewhere, requests.decline_request, request, at=at, words=NO)
        at += timedelta(days=1)
    tallied()
    with acting(cast.manager):
        found = requests.find_unequal(from_at=MONDAY, until_at=END, type_code="laundry", now=END)
    assert {d.establishment_id for d in found} == set(world.establishments.values())


def test_the_counts_cannot_be_read_around(desk, cast, acting):
    """The functions give counts; the table gives only one's own rows."""
    desk.ask(cast.marek, "laundry")
    with acting(cast.manager), connection.cursor() as cursor:
        cursor.execute("select count(*) from requests_clientrequest")
        assert cursor.fetchone()[0] == 0
