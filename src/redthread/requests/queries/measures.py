"""Measures: is the promise kept, do answers answer, are like cases answered alike. No person is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection

from redthread.requests.rules.measures import Difference, Share, unequal


class By(StrEnum):
    """What to tell apart."""

    ESTABLISHMENT = "establishment"
    UNIT = "unit"
    TYPE = "type"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Measure:
    """One group of requests received in a period. A figure is None where the group is too small to show.

    Attributes:
        within_promise: of those answered, how many in time; ``late_now`` are open and late.
        hours_to_read, hours_to_decide: medians over the clock, nights and weekends included.
        seconds_to_find, seconds_to_fill: medians, of those handed in on a screen.
        satisfied: of those ``rated``, how many said that the answer answered.
    """

    establishment_id: int | None
    unit_id: int | None
    type_code: str | None
    month: date | None
    received: int | None
    answered: int | None
    within_promise: int | None
    late_now: int | None
    approved: int | None
    declined: int | None
    returned: int | None
    withdrawn: int | None
    hours_to_read: float | None
    hours_to_decide: float | None
    seconds_to_find: float | None
    seconds_to_fill: float | None
    rated: int | None
    satisfied: int | None
    appeals: int | None
    appeals_granted: int | None
    second_read: int | None
    second_agreed: int | None

    @property
    def share_within_promise(self) -> float | None:
        """Return the share of answers given in time, 0 to 1."""
        return _share(self.within_promise, self.answered)

    @property
    def share_satisfied(self) -> float | None:
        """Return the share of "yes, it did", 0 to 1."""
        return _share(self.satisfied, self.rated)

    @property
    def share_appeals_granted(self) -> float | None:
        """Return the share of appeals that changed the answer, 0 to 1."""
        return _share(self.appeals_granted, self.appeals)


def measure(
    *,
    from_at: datetime,
    until_at: datetime,
    by: Sequence[By],
    now: datetime,
    establishment_id: int | None = None,
    type_code: str | None = None,
) -> list[Measure]:
    """Return the measures of requests received in a half-open period, told apart ``by``.

    Of one establishment they are exact and of this moment. Of the whole service they come from the tally,
    which counts whole months and is renewed every hour; times pooled over months or types are then the
    mean of their medians. Units are told apart only within the actor's own establishment.

    Needs the permission to measure.
    """
    apart = [b.value for b in by]
    with connection.cursor() as cursor:
        if establishment_id is None:
            cursor.execute(
                "select * from requests.measure_all(%s, %s, %s, %s)", [from_at, until_at, type_code, apart]
            )
        else:
            cursor.execute(
                "select * from requests.measure(%s, %s, %s, %s, %s, %s)",
                [from_at, until_at, establishment_id, type_code, apart, now],
            )
        return [Measure(*row) for row in cursor.fetchall()]


def find_unequal(*, from_at: datetime, until_at: datetime, type_code: str, now: datetime) -> list[Difference]:
    """Return the establishments whose share of yes differs from the others' beyond chance (JO 2689-2015)."""
    rows = measure(from_at=from_at, until_at=until_at, by=[By.ESTABLISHMENT], now=now, type_code=type_code)
    approved = {
        row.establishment_id: Share(row.approved, row.approved + row.declined)
        for row in rows
        if row.establishment_id is not None and row.approved is not None and row.declined is not None
    }
    return unequal(approved)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole
