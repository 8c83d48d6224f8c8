"""What may be bought, when, and how much: pure rules of the kiosk."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.kiosk import rules
from redthread.kiosk.rules import (
    ArticleOffer,
    DeliveredLine,
    Limits,
    ObstacleKind,
    OrderWindow,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ALWAYS = OrderWindow(0, time(0), 0, time(0))
SUNDAY_TO_TUESDAY = OrderWindow(6, time(8), 1, time(12))
INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),
    max_value=datetime(2035, 1, 1),
    timezones=st.just(UTC),
)
WEEKDAYS = st.integers(min_value=0, max_value=6)
WINDOWS = st.builds(
    OrderWindow,
    WEEKDAYS,
    st.sampled_from([time(0), time(8), time(12, 30)]),
    WEEKDAYS,
    st.just(time(17)),
)


def limits(**change: object) -> Limits:
    given_ = {
        "balance": 200_00,
        "weekly_limit": 500_00,
        "spent": 0,
        "bought": {},
        "age": 30,
        "is_open": True,
    }
    return Limits(**{**given_, **change})  # type: ignore[arg-type]


COFFEE = ArticleOffer(1, 45_00, weekly_limit=2)
SNUFF = ArticleOffer(2, 60_00, age_limit=18)
SOLD_OUT = ArticleOffer(3, 10_00, is_stopped=True)
OFFERS = {offer.article_id: offer for offer in (COFFEE, SNUFF, SOLD_OUT)}


@given(at=INSTANTS, first=WEEKDAYS)
def test_week_holds_the_instant_and_starts_on_its_weekday(at: datetime, first: int) -> None:
    week = rules.week_of(at, timezone=STOCKHOLM, first_weekday=first)

    assert week.starts_at <= at < week.ends_at
    assert week.first_on.weekday() == first
    assert rules.week_of(
        week.ends_at, timezone=STOCKHOLM, first_weekday=first
    ).first_on == week.first_on + timedelta(7)


def test_week_with_a_clock_change_is_an_hour_shorter() -> None:
    week = rules.week_of(datetime(2026, 3, 28, tzinfo=UTC), timezone=STOCKHOLM)

    assert week.ends_at.astimezone(UTC) - week.starts_at.astimezone(UTC) == timedelta(hours=167)


def test_week_starts_at_midnight_there_not_in_london() -> None:
    assert rules.week_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), timezone=STOCKHOLM).first_on == date(
        2026, 11, 23
    )


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 11, 21, 12, tzinfo=STOCKHOLM), False),
        (datetime(2026, 11, 22, 7, 59, tzinfo=STOCKHOLM), False),
        (datetime(2026, 11, 22, 8, tzinfo=STOCKHOLM), True),
        (datetime(2026, 11, 23, 3, tzinfo=STOCKHOLM), True),
        (datetime(2026, 11, 24, 11, 59, tzinfo=STOCKHOLM), True),
        (datetime(2026, 11, 24, 12, tzinfo=STOCKHOLM), False),
    ],
)
def test_window_over_the_end_of_the_week_is_open_between_its_ends(
    at: datetime,
    open_: bool,
) -> None:
    assert rules.is_open(at, window=SUNDAY_TO_TUESDAY, timezone=STOCKHOLM) is open_


@given(at=INSTANTS, window=WINDOWS)
def test_next_opening_is_open_and_the_closing_after_it_is_not(at: datetime, window: OrderWindow) -> None:
    opening = rules.next_opening(at, window=window, timezone=STOCKHOLM)
    closing = rules.next_closing(opening, window=window, timezone=STOCKHOLM)

    assert at <= opening <= at + timedelta(days=7, hours=1)
    assert rules.is_open(opening, window=window, timezone=STOCKHOLM)
    assert closing is not None
    assert closing > opening
    assert not rules.is_open(closing, window=window, timezone=STOCKHOLM)


def test_window_with_equal_ends_never_closes() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    assert rules.is_open(at, window=ALWAYS, timezone=STOCKHOLM)
    assert rules.next_opening(at, window=ALWAYS, timezone=STOCKHOLM) == at
    assert rules.next_closing(at, window=ALWAYS, timezone=STOCKHOLM) is None


@pytest.mark.parametrize(
    ("wanted", "change", "kind", "allowed", "asked"),
    [
        ({}, {}, ObstacleKind.EMPTY, 0, 0),
        ({1: 1}, {"is_open": False}, ObstacleKind.WINDOW_CLOSED, 0, 0),
        ({9: 1}, {}, ObstacleKind.UNKNOWN_ARTICLE, 0, 0),
        ({1: -1}, {}, ObstacleKind.BAD_QUANTITY, rules.MAX_QUANTITY, -1),
        (
            {2: 100},
            {"balance": 10**9},
            ObstacleKind.BAD_QUANTITY,
            rules.MAX_QUANTITY,
            100,
        ),
        ({3: 1}, {}, ObstacleKind.STOPPED, 0, 0),
        ({2: 1}, {"age": 17}, ObstacleKind.TOO_YOUNG, 18, 0),
        ({2: 1}, {"age": None}, ObstacleKind.TOO_YOUNG, 18, 0),
        ({1: 3}, {}, ObstacleKind.ARTICLE_LIMIT, 2, 3),
        ({1: 1}, {"bought": {1: 2}}, ObstacleKind.ARTICLE_LIMIT, 0, 1),
        ({1: 1}, {"spent": 480_00}, ObstacleKind.MONEY_LIMIT, 20_00, 45_00),
        ({1: 1, 2: 1}, {"balance": 100_00}, ObstacleKind.BALANCE, 100_00, 105_00),
    ],
)
def test_order_is_stopped_by_what_is_in_the_way(
    wanted: dict[int, int],
    change: dict[str, object],
    kind: ObstacleKind,
    allowed: int,
    asked: int,
) -> None:
    found = rules.find_obstacles(wanted, offers=OFFERS, limits=limits(**change))

    assert [(o.kind, o.allowed, o.wanted) for o in found] == [(kind, allowed, asked)]


def test_order_that_is_just_affordable_is_taken() -> None:
    wanted = {1: 2, 2: 1}
    assert (
        rules.find_obstacles(wanted, offers=OFFERS, limits=limits(balance=150_00, weekly_limit=150_00)) == []
    )


def test_everything_in_the_way_is_said_at_once() -> None:
    found = rules.find_obstacles({1: 3, 3: 1}, offers=OFFERS, limits=limits(balance=0, weekly_limit=0))

    assert [o.kind for o in found] == [
        "article_limit",
        "stopped",
        "money_limit",
        "balance",
    ]


@given(
    balance=st.integers(0, 500_00),
    spent=st.integers(0, 600_00),
    bought=st.integers(0, 4),
    price=st.integers(0, 100_00),
)
def test_most_of_an_article_can_be_ordered_and_one_more_cannot(
    balance: int, spent: int, bought: int, price: int
) -> None:
    offer = ArticleOffer(1, price, weekly_limit=5)
    now = limits(balance=balance, spent=min(spent, 500_00), bought={1: bought})

    most = rules.most_of(offer, limits=now)

    assert most == 0 or rules.find_obstacles({1: most}, offers={1: offer}, limits=now) == []
    assert rules.find_obstacles({1: most + 1}, offers={1: offer}, limits=now) != []


def test_lines_of_one_article_are_added_up_before_limits_are_checked() -> None:
    assert rules.merge_lines([(1, 1), (2, 0), (1, 2)]) == {1: 3}


LINES = st.builds(
    lambda price, delivered, short: DeliveredLine(price, delivered + short, delivered),
    st.integers(0, 100_00),
    st.integers(0, 99),
    st.integers(0, 99),
)


@given(lines=st.lists(LINES, max_size=20))
def test_settlement_splits_the_order_without_losing_a_unit(
    lines: list[DeliveredLine],
) -> None:
    settled = rules.settle(lines)

    assert settled.paid + settled.returned == sum(line.price * line.ordered for line in lines)
    assert settled.paid >= 0
    assert settled.returned >= 0


@pytest.mark.parametrize("delivered", [-1, 3])
def test_more_than_was_ordered_cannot_be_delivered(delivered: int) -> None:
    with pytest.raises(ValueError, match="delivered"):
        rules.settle([DeliveredLine(10, 2, delivered)])


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2008, 11, 21), date(2026, 11, 21), 18),
        (date(2008, 11, 22), date(2026, 11, 21), 17),
    ],
)
def test_age_counts_completed_years(born: date, day: date, age: int) -> None:
    assert rules.age_on(born, day) == age
