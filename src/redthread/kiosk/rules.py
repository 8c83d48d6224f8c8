"""What may be bought: weeks, windows, prices, limits and totals. Whole minor units, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MAX_QUANTITY = 99
"""Most of one article in one order: a finger held down stops here."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week in which limits are counted: its first day there, and its half-open span of instants."""

    first_on: date
    starts_at: datetime
    ends_at: datetime


def week_of(at: datetime, *, timezone: ZoneInfo, first_weekday: int = 0) -> Week:
    """Return the week that an instant belongs to in the establishment's timezone.

    ``first_weekday`` 0 is Monday. A week with a change of the clock has 167 or 169 hours.
    """
    local = at.astimezone(timezone).date()
    first = local - timedelta(days=(local.weekday() - first_weekday) % 7)
    return Week(
        first,
        _midnight(first, timezone),
        _midnight(first + timedelta(days=7), timezone),
    )


def _midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone)


@dataclass(frozen=True, slots=True)
class OrderWindow:
    """The part of each week in which orders are taken, local times; may run over the end of the week.

    Both ends equal means always open. Weekday 0 is Monday.
    """

    opens_weekday: int
    opens_time: time
    closes_weekday: int
    closes_time: time

    @property
    def is_always_open(self) -> bool:
        """Say whether orders are taken round the clock, all week."""
        return (self.opens_weekday, self.opens_time) == (
            self.closes_weekday,
            self.closes_time,
        )


def is_open(at: datetime, *, window: OrderWindow, timezone: ZoneInfo) -> bool:
    """Say whether orders are taken at an instant; the closing minute itself is closed."""
    if window.is_always_open:
        return True
    now = _week_key(at.astimezone(timezone).weekday(), at.astimezone(timezone).time())
    opens, closes = _week_key(window.opens_weekday, window.opens_time), _closing(window)
    return opens <= now < closes if opens < closes else now >= opens or now < closes


def next_opening(at: datetime, *, window: OrderWindow, timezone: ZoneInfo) -> datetime:
    """Return the first instant from ``at`` on at which orders are taken."""
    if is_open(at, window=window, timezone=timezone):
        return at
    return _next(at, window.opens_weekday, window.opens_time, timezone)


def next_closing(at: datetime, *, window: OrderWindow, timezone: ZoneInfo) -> datetime | None:
    """Return when the order window closes next after ``at``; nothing where it never does."""
    if window.is_always_open:
        return None
    return _next(at, window.closes_weekday, window.closes_time, timezone)


def _week_key(weekday: int, clock: time) -> tuple[int, time]:
    return weekday, clock.replace(tzinfo=None)


def _closing(window: OrderWindow) -> tuple[int, time]:
    return _week_key(window.closes_weekday, window.closes_time)


def _next(at: datetime, weekday: int, clock: time, timezone: ZoneInfo) -> datetime:
    day = at.astimezone(timezone).date()
    ahead = (weekday - day.weekday()) % 7
    found = datetime.combine(day + timedelta(days=ahead), clock, tzinfo=timezone)
    if found <= at:
        found = datetime.combine(day + timedelta(days=ahead + 7), clock, tzinfo=timezone)
    return found


@dataclass(frozen=True, slots=True)
class ArticleOffer:
    """An article as it can be bought now. ``price`` in minor units; limits count a week, nothing is none."""

    article_id: int
    price: int
    weekly_limit: int | None = None
    age_limit: int | None = None
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a client's order now: money in minor units, ``bought`` article → quantity this week."""

    balance: int
    weekly_limit: int | None
    spent: int
    bought: Mapping[int, int]
    age: int | None
    is_open: bool

    @property
    def left_to_spend(self) -> int:
        """Return what can be spent now, in minor units: the balance or the week's rest, never below 0."""
        if self.weekly_limit is None:
            return max(self.balance, 0)
        return max(min(self.balance, self.weekly_limit - self.spent), 0)


class ObstacleKind(StrEnum):
    """Why an order cannot be taken."""

    WINDOW_CLOSED = "window_closed"
    EMPTY = "empty"
    BAD_QUANTITY = "bad_quantity"
    UNKNOWN_ARTICLE = "unknown_article"
    STOPPED = "stopped"
    TOO_YOUNG = "too_young"
    ARTICLE_LIMIT = "article_limit"
    MONEY_LIMIT = "money_limit"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way: ``allowed`` is what there is room for, ``wanted`` what was asked for."""

    kind: ObstacleKind
    article_id: int | None = None
    allowed: int = 0
    wanted: int = 0


def order_total(wanted: Mapping[int, int], offers: Mapping[int, ArticleOffer]) -> int:
    """Return the price of an order in minor units; articles that are not offered cost nothing here."""
    return sum(offers[article].price * quantity for article, quantity in wanted.items() if article in offers)


def merge_lines(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up lines of the same article, drop those with none, keep the order in which they came."""
    merged: dict[int, int] = {}
    for article, quantity in lines:
        merged[article] = merged.get(article, 0) + quantity
    return {article: quantity for article, quantity in merged.items() if quantity != 0}


def find_obstacles(
    wanted: Mapping[int, int], *, offers: Mapping[int, ArticleOffer], limits: Limits
) -> list[Obstacle]:
    """Return everything in the way of an order, worst first; nothing means that it can be taken.

    All of it at once, so that a person need not try again and again.
    """
    if not limits.is_open:
        return [Obstacle(ObstacleKind.WINDOW_CLOSED)]
    if not wanted:
        return [Obstacle(ObstacleKind.EMPTY)]
    found = [
        obstacle
        for article, quantity in wanted.items()
        if (obstacle := _line_obstacle(article, quantity, offers.get(article), limits)) is not None
    ]
    if any(o.kind in {ObstacleKind.BAD_QUANTITY, ObstacleKind.UNKNOWN_ARTICLE} for o in found):
        return found
    total = order_total(wanted, offers)
    if limits.weekly_limit is not None and limits.spent + total > limits.weekly_limit:
        left = max(limits.weekly_limit - limits.spent, 0)
        found.append(Obstacle(ObstacleKind.MONEY_LIMIT, allowed=left, wanted=total))
    if total > limits.balance:
        found.append(Obstacle(ObstacleKind.BALANCE, allowed=max(limits.balance, 0), wanted=total))
    return found


def _line_obstacle(
    article: int, quantity: int, offer: ArticleOffer | None, limits: Limits
) -> Obstacle | None:
    if offer is None:
        return Obstacle(ObstacleKind.UNKNOWN_ARTICLE, article)
    if not 1 <= quantity <= MAX_QUANTITY:
        return Obstacle(ObstacleKind.BAD_QUANTITY, article, allowed=MAX_QUANTITY, wanted=quantity)
    if offer.is_stopped:
        return Obstacle(ObstacleKind.STOPPED, article)
    # An unknown age is not old enough: tobacco is not sold on a guess.
    if offer.age_limit is not None and (limits.age is None or limits.age < offer.age_limit):
        return Obstacle(ObstacleKind.TOO_YOUNG, article, allowed=offer.age_limit)
    bought = limits.bought.get(article, 0)
    if offer.weekly_limit is not None and bought + quantity > offer.weekly_limit:
        left = max(offer.weekly_limit - bought, 0)
        return Obstacle(ObstacleKind.ARTICLE_LIMIT, article, allowed=left, wanted=quantity)
    return None


def most_of(offer: ArticleOffer, *, limits: Limits) -> int:
    """Return how many of an article could be ordered now, with nothing else in the basket."""
    if not limits.is_open or _line_obstacle(offer.article_id, 1, offer, limits) is not None:
        return 0
    room = [MAX_QUANTITY]
    if offer.weekly_limit is not None:
        room.append(offer.weekly_limit - limits.bought.get(offer.article_id, 0))
    if offer.price > 0:
        room.append(limits.left_to_spend // offer.price)
    return max(min(room), 0)


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """One line of an order after packing; ``price`` of one in minor units."""

    price: int
    ordered: int
    delivered: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an order comes to: what is paid and what goes back, in minor units, and whether all came."""

    paid: int
    returned: int
    is_complete: bool


def settle(lines: Sequence[DeliveredLine]) -> Settlement:
    """Return what is paid for what came and what goes back for what did not.

    Raises:
        ValueError: more delivered than ordered, or less than none.
    """
    if any(not 0 <= line.delivered <= line.ordered for line in lines):
        message = "delivered lies between none and what was ordered"
        raise ValueError(message)
    paid = sum(line.price * line.delivered for line in lines)
    ordered = sum(line.price * line.ordered for line in lines)
    return Settlement(paid, ordered - paid, all(line.delivered == line.ordered for line in lines))


def age_on(born_on: date, day: date) -> int:
    """Return completed years of age on a day; a birthday on 29 February is kept on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
