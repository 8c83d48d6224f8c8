"""The measures of plans: what was started again and why, whose plan was agreed in time; no person in them."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from redthread.plans import public as plans
from redthread.plans.public import AgreedInTime, By, DoubleEfforts, DoubleReply, PlanRefusedError
from tests.factories.world import client
from tests.plans.arrange import MONDAY, PLAN_WORK, Desk, later

CONTINUE = DoubleReply("continue")
BESIDE = DoubleReply("start_anyway", reason="other_help")
MONTH = MONDAY.date().replace(day=1)
DAY = timedelta(days=1)
YEAR = {"since": MONDAY - 300 * DAY, "until": MONDAY + 60 * DAY}


def answer(desk: Desk, reply: DoubleReply, times: int) -> None:
    """Let the plan officer be told so often that the municipality does this already."""
    for n in range(times):
        desk.write(desk.team.officer, reply=reply, words=f"{reply.answer} {reply.reason} {n}", at=later(n))


def efforts(desk: Desk, by: list[By], *, here: bool = True) -> list[DoubleEfforts]:
    hall = desk.world.establishments["hall"]
    with desk.sit(desk.team.officer):
        return plans.measure_double_efforts(
            since=MONDAY, until=later(600), by=by, establishment_id=hall if here else None
        )


def test_double_efforts_are_counted_by_place_area_month_and_reason(desk: Desk) -> None:
    desk.write(desk.team.municipality)
    answer(desk, CONTINUE, 4)
    answer(desk, BESIDE, 5)
    hall = desk.world.establishments["hall"]
    assert efforts(desk, []) == [DoubleEfforts(None, None, None, None, 9, 4, 5)]
    assert efforts(desk, [By.ESTABLISHMENT], here=False) == [DoubleEfforts(hall, None, None, None, 9, 4, 5)]
    assert efforts(desk, [By.AREA, By.MONTH]) == [DoubleEfforts(None, "work", MONTH, None, 9, 4, 5)]
    assert efforts(desk, [By.REASON]) == [DoubleEfforts(None, None, None, "other_help", 5, 0, 5)]


def test_fewer_than_five_are_not_counted_out(desk: Desk) -> None:
    desk.write(desk.team.municipality)
    answer(desk, CONTINUE, 3)
    answer(desk, BESIDE, 1)
    assert efforts(desk, [By.AREA]) == [DoubleEfforts(None, "work", None, None, None, None, None)]
    assert efforts(desk, [By.REASON]) == [DoubleEfforts(None, None, None, "other_help", None, None, None)]


def test_who_may_not_measure_counts_nothing(desk: Desk) -> None:
    for measure in (plans.measure_double_efforts, plans.measure_agreed_in_time):
        for who in (desk.world.cast.nurse, desk.world.cast.amir, desk.team.municipality):
            with desk.sit(who), pytest.raises(ProgrammingError), transaction.atomic():
                measure(since=MONDAY, until=later(60))


def test_to_start_anyway_needs_one_of_the_reasons_and_another_one_needs_words(desk: Desk) -> None:
    desk.write(desk.team.municipality)
    for reply in (DoubleReply("start_anyway", "short"), DoubleReply("start_anyway", "Long enough", "whim")):
        with pytest.raises(PlanRefusedError):
            desk.write(desk.team.officer, reply=reply)
    desk.write(desk.team.officer, reply=BESIDE)
    desk.write(desk.team.officer, reply=DoubleReply("continue", "ignored", "wish"), words="More")
    with desk.as_owner():
        kept = plans.DoubleEffort.objects.order_by("at", "answer").values_list("answer", "reason", "because")
        assert sorted(kept) == [("continue", "", ""), ("start_anyway", "other_help", "")]


ROOMS = ("C203", "C204", "C204", "D202", "D203", "D204")


def serving(
    desk: Desk, name: str, *, since: datetime, agreed_at: datetime | None, answer: str = "agrees"
) -> None:
    """Let somebody serve a sentence since a day, whose plan was signed at a moment. Call as the owner."""
    member = client(name, "Counted", "sv", desk.world, ROOMS["ABCDEF".index(name[0])], since)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, "
            "recorded_by, withdrawn_reason) values (gen_random_uuid(), %s, 'sentenced', "
            "tstzrange(%s, null), '', %s, 1, '')",
            [member.client_id, since, since],
        )
        if agreed_at is None:
            return
        plan, word = uuid4(), uuid4()
        cursor.execute(
            "insert into plans_plan (id, client_id, info_class, version, opened_at, opened_by, closed_code) "
            "values (%s, %s, 40896, 1, %s, 1, '')",
            [plan, member.client_id, since],
        )
        cursor.execute(
            "insert into plans_clientword (id, plan_id, client_id, info_class, number, answer, words, "
            "language, said_by, at) values (%s, %s, %s, %s, 1, %s, '', 'sv', 1, %s)",
            [word, plan, member.client_id, PLAN_WORK, answer, agreed_at],
        )
        cursor.execute(
            "insert into plans_signature (id, word_id, client_id, info_class, by_actor, at) "
            "values (gen_random_uuid(), %s, %s, %s, 1, %s)",
            [word, member.client_id, PLAN_WORK, agreed_at],
        )


def test_a_plan_counts_that_was_agreed_and_signed_within_four_weeks(desk: Desk) -> None:
    hall, since = desk.world.establishments["hall"], MONDAY - 40 * DAY
    with desk.as_owner():
        serving(desk, "Anna", since=since, agreed_at=since + 20 * DAY)
        serving(desk, "Bo", since=since, agreed_at=since + 28 * DAY)
        serving(desk, "Carl", since=since, agreed_at=since + 29 * DAY)
        serving(desk, "Dan", since=since, agreed_at=None)
        serving(desk, "Eva", since=since, agreed_at=since + DAY, answer="not")
        serving(desk, "Fay", since=MONDAY, agreed_at=None)  # her four weeks go on
    month = (since + 28 * DAY).date().replace(day=1)
    with desk.sit(desk.team.officer):
        found = plans.measure_agreed_in_time(
            since=MONDAY - 60 * DAY, until=later(1), by=[By.ESTABLISHMENT, By.MONTH], establishment_id=hall
        )
        assert found == [AgreedInTime(hall, month, 5, 2)]
        assert found[0].share == 0.4
        (few,) = plans.measure_agreed_in_time(since=MONDAY - 60 * DAY, until=MONDAY + 29 * DAY)
        assert (few.people, few.agreed) == (6, 2)


def test_a_leave_is_no_new_intake_and_too_few_are_not_shown(desk: Desk) -> None:
    since = MONDAY - 100 * DAY
    with desk.as_owner(), connection.cursor() as cursor:
        serving(desk, "Anna", since=since, agreed_at=since + DAY)
        cursor.execute(
            "update custody_legalstatus set period = tstzrange(lower(period), %s) where basis = ''",
            [since + 50 * DAY],
        )
        for status, begins, ends in (("on_leave", 50, 52), ("sentenced", 52, None)):
            cursor.execute(
                "insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, "
                "recorded_by, withdrawn_reason) select gen_random_uuid(), client_id, %s, tstzrange(%s, %s), "
                "'leave', %s, 1, '' from custody_legalstatus where basis = ''",
                [status, since + begins * DAY, since + ends * DAY if ends else None, since],
            )
    with desk.sit(desk.team.officer):
        (one,) = plans.measure_agreed_in_time(since=YEAR["since"], until=YEAR["until"], by=[By.MONTH])
        assert (one.month, one.people, one.share) == ((since + 28 * DAY).date().replace(day=1), None, None)
