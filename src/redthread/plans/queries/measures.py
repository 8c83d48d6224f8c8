"""Measures of plans: is what runs already started again, is a plan agreed in time. No person is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection


class By(StrEnum):
    """What to tell apart. Reasons are those for which something was started anyway."""

    ESTABLISHMENT = "establishment"
    AREA = "area"
    MONTH = "month"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class DoubleEfforts:
    """How often somebody was told that another does this already, and what they did.

    Keys that were not told apart are None, and so are the figures of a group of fewer than five.
    """

    establishment_id: int | None
    area: str | None
    month: date | None
    reason: str | None
    asked: int | None
    continued: int | None
    anyway: int | None


@dataclass(frozen=True, slots=True)
class AgreedInTime:
    """Of how many people inside a plan was agreed within four weeks after their intake.

    Source: the published schedule for a good release ("plan at latest four weeks after intake").
    Figures of a group of fewer than five are None. ``month``: in which the four weeks were over.
    """

    establishment_id: int | None
    month: date | None
    people: int | None
    agreed: int | None

    @property
    def share(self) -> float | None:
        """Return the share, 0 to 1."""
        return None if self.agreed is None or not self.people else self.agreed / self.people


def measure_double_efforts(
    *, since: datetime, until: datetime, by: Sequence[By] = (), establishment_id: int | None = None
) -> list[DoubleEfforts]:
    """Return the answers to double efforts given in a half-open period, told apart ``by``.

    Needs ``plans.measure``. Of the whole service where no establishment is named.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from plans.measure_double_efforts(%s, %s, %s, %s)",
            [since, until, establishment_id, [b.value for b in by]],
        )
        return [DoubleEfforts(*row) for row in cursor.fetchall()]


def measure_agreed_in_time(
    *, since: datetime, until: datetime, by: Sequence[By] = (), establishment_id: int | None = None
) -> list[AgreedInTime]:
    """Return for whom four weeks after the intake were over in a half-open period, and whose plan was agreed.

    Counted where somebody was then; who was out by then is not counted. Needs ``plans.measure``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from plans.measure_agreed_in_time(%s, %s, %s, %s)",
            [since, until, establishment_id, [b.value for b in by]],
        )
        return [AgreedInTime(*row) for row in cursor.fetchall()]
