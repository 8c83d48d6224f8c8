"""Who covers for whom."""

from datetime import date

from redthread.foundation.kept import Kept
from redthread.requests.models import Absence

_COVERED = Kept(
    lambda cover, on: (
        Absence.objects.filter(cover=cover, days__contains=on)
        .order_by("absent")
        .values_list("absent", flat=True)
    ),
    cover=int,
    on=date,
)


def list_covered(*, cover: int, on: date) -> list[int]:
    """Return the actors whose requests ``cover`` looks after on a day."""
    return _COVERED(cover=cover, on=on)


def find_absence(*, absent: int, on: date) -> Absence | None:
    """Return the absence of somebody on a day, if they are away."""
    return Absence.objects.filter(absent=absent, days__contains=on).first()


def list_absences(*, since: date) -> list[Absence]:
    """Return absences that have not ended before ``since``, first day first."""
    return list(Absence.objects.filter(days__endswith__gt=since).order_by("days", "id"))
