"""The staff's queue: the right rows, in the right order, page by page, in few statements."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.foundation import clock
from redthread.requests import public as requests
from redthread.requests.public import Audience, QueueFilter, Show
from tests.factories.requests import MONDAY, NO


@pytest.fixture
def hall(world):
    """The number of Hall."""
    return world.establishments["hall"]


def listed(acting, who, where, *, now=MONDAY, **more):
    with acting(who):
        return requests.list_queue(where=where, language="en", now=now, **more)


def ids(page):
    return [row.id for row in page.rows]


def test_the_queue_is_in_the_order_of_promises(desk, cast, acting, hall):
    """What falls due first stands first, whoever asked when."""
    later = desk.ask(cast.amir, "management")
    sooner = desk.ask(cast.jonas, "person", at=MONDAY + timedelta(hours=1))
    assert ids(listed(acting, cast.officer, QueueFilter(establishment_id=hall))) == [sooner, later]


def test_a_row_tells_who_what_where_and_how_long(desk, cast, acting, hall):
    """Without opening it."""
    desk.ask(cast.amir)
    row = listed(acting, cast.officer, QueueFilter(establishment_id=hall)).rows[0]
    assert (row.client_name, row.reference, row.unit, row.department) == (
        "A. Rahmani",
        "2026-1",
        "Avdelning C",
        "Management",
    )
    assert not row.is_late
    assert not row.is_read


def test_everybody_sees_only_what_is_theirs(desk, cast, acting, hall, world):
    """Officer: the own unit without health. Nurse: health alone. Elsewhere: nothing of Hall."""
    mine, health, other_unit = desk.ask(cast.amir), desk.ask(cast.amir, "nurse"), desk.ask(cast.leila)
    where = QueueFilter(establishment_id=hall)
    assert ids(listed(acting, cast.officer, where)) == [mine]
    assert ids(listed(acting, cast.nurse, where)) == [health]
    assert set(ids(listed(acting, cast.manager, where))) == {mine, other_unit}
    assert ids(listed(acting, cast.officer_elsewhere, where)) == []


def test_the_filters_narrow(desk, cast, acting, hall, world):
    """Department, type, unit, taken by, and each part of the queue."""
    a = desk.ask(cast.amir, "management")
    b = desk.ask(cast.leila, "laundry")
    c = desk.ask(cast.jonas, "person")
    desk.do(cast.officer, requests.take_request, a)
    desk.do(cast.officer, requests.pause_request, c, reason="We wait")
    desk.do(cast.leila, requests.add_message, b, message_id=uuid4(), text="Please", audience=Audience.BOTH)
    with acting(cast.manager):
        laundry = requests.find_request(request_id=b).department_id

    def found(now=MONDAY, **narrow):
        return set(ids(listed(acting, cast.manager, QueueFilter(establishment_id=hall, **narrow), now=now)))

    late = MONDAY + timedelta(days=20)
    assert found(types=["laundry", "person"]) == {b, c}
    assert found(departments=[laundry]) == {b}
    assert found(unit_id=world.units["hall-D"]) == {b}
    assert found(taken_by=cast.officer.actor_id) == {a}
    assert found(show=Show.MINE, mine=[cast.officer.actor_id]) == {a}
    assert found(show=Show.NEW) == {b}
    assert found(show=Show.REPLIES) == {b}
    assert found(show=Show.PAUSED) == {c}
    assert found(show=Show.LATE, now=late) == {a, b}
    assert found(show=Show.DUE_TODAY, day_ends=late) == {a, b}
    assert found(show=Show.APPEALS) == set()
    assert found(show=Show.ESCALATED, roles=["unit_manager"]) == set()


def test_a_number_or_a_name_finds_the_request(desk, cast, acting, hall):
    """As people say it; a name goes through the search that forgives typing errors and is logged."""
    a, b = desk.ask(cast.amir), desk.ask(cast.jonas)
    for text, expected in (("2026-1", [a]), ("2", [b]), ("rahmanni", [a]), ("2025-1", []), ("%", [])):
        assert ids(listed(acting, cast.manager, QueueFilter(establishment_id=hall, text=text))) == expected


def test_what_has_ended_is_listed_newest_first(desk, cast, acting, hall):
    """For looking back."""
    a, b = desk.ask(cast.amir), desk.ask(cast.jonas)
    desk.decline(cast.manager, a, at=MONDAY + timedelta(hours=1))
    desk.decline(cast.manager, b, at=MONDAY + timedelta(hours=2))
    assert ids(listed(acting, cast.manager, QueueFilter(establishment_id=hall, show=Show.ENDED))) == [b, a]


@pytest.mark.parametrize("show", [Show.OPEN, Show.ENDED])
def test_pages_follow_each_other_without_gap_or_repeat(desk, cast, acting, hall, show):
    """By the last row seen, not by counting; what came in between does not shift anything."""
    made = [desk.ask(cast.amir, "nurse") for _ in range(5)]
    if show is Show.ENDED:
        for request in made:
            desk.do(cast.nurse, requests.decline_request, request, words=NO)
    where, seen, after = QueueFilter(establishment_id=hall, show=show), [], None
    while True:
        page = listed(acting, cast.nurse, where, after=after, limit=2)
        seen += ids(page)
        if page.following is None:
            break
        after = requests.Cursor.parse(str(page.following))
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-03-02~",
        "2026-03-02T10:00:00~6c1bf0a5-9a57-4d66-8ea6-5ac0b5a4a6dd",
        "~~",
        "'; drop table",
    ],
)
def test_a_cursor_from_outside_is_checked(text):
    """Whatever stands in the URL: the first page."""
    assert requests.Cursor.parse(text) is None


def test_the_queue_takes_the_same_statements_for_one_row_and_for_many(desk, cast, acting, hall):
    """No statement per row."""

    def statements():
        with (
            acting(cast.manager),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            requests.list_queue(where=QueueFilter(establishment_id=hall), language="en", now=MONDAY)
        return len(queries)

    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, request)
    one = statements()
    for member, kind in ((cast.jonas, "management"), (cast.leila, "laundry"), (cast.jonas, "laundry")):
        desk.do(cast.manager, requests.take_request, desk.ask(member, kind))
    assert statements() == one == 2


def test_today_counts_every_part_at_once(desk, cast, acting, hall):
    """What is late, what falls due, what is new."""
    desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, desk.ask(cast.jonas))
    late = MONDAY + timedelta(days=20)
    where = QueueFilter(establishment_id=hall, mine=[cast.officer.actor_id], roles=["unit_manager"])
    with acting(cast.officer):
        counts = requests.count_queue(where=where, now=late)
        by_department = requests.count_by_department(establishment_id=hall, now=late)
    assert (counts[Show.OPEN], counts[Show.LATE], counts[Show.NEW], counts[Show.MINE]) == (2, 2, 1, 1)
    assert list(by_department.values()) == [(2, 2)]


def test_next_goes_down_the_queue(desk, cast, acting, hall):
    """The keyboard's "next", after deciding too."""
    first, second = desk.ask(cast.amir), desk.ask(cast.jonas, at=MONDAY + timedelta(days=1))
    where = QueueFilter(establishment_id=hall)
    with acting(cast.manager):
        assert requests.find_next(where=where, now=MONDAY, than=first) == second
        assert requests.find_next(where=where, now=MONDAY, than=second) is None
    desk.decline(cast.manager, first)
    with acting(cast.manager):
        assert requests.find_next(where=where, now=MONDAY, than=first) == second


def test_the_page_of_a_request_shows_what_helps_to_answer(desk, cast, acting):
    """Earlier ones of the type, the texts of the unit, where it can go, what happened."""
    earlier = desk.ask(cast.amir, at=MONDAY - timedelta(days=30))
    desk.decline(cast.manager, earlier, at=MONDAY - timedelta(days=29))
    request = desk.ask(cast.amir)
    with acting(cast.officer, focus=cast.amir.client_id):
        view = requests.get_staff_view(request_id=request, now=MONDAY)
    assert [r.id for r in view.earlier] == [earlier]
    assert view.days_left == 5
    assert {t.code for t in view.templates[requests.RequestStatus.DECLINED]} >= {"no-rule", "no-safety"}
    assert "management" not in {d.code for d in view.departments}
    assert [e.kind for e in view.history] == ["requests.received"]


def test_roles_of_somebody_are_those_held_now(desk, cast, acting):
    """For what was escalated to one's role."""
    with acting(cast.manager):
        held = requests.list_role_codes(actor_id=cast.manager.actor_id, now=clock.now() + timedelta(hours=1))
        assert held == ["unit_manager"]
