"""Reads of who may be the person on the papers."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.custody.models import ExpectedArrival
from redthread.custody.rules.matching import Person, Reason, Weighed, weigh

REASONS: dict[Reason, Promise] = {
    Reason.SAME_NUMBER: _("the same number"),
    Reason.SAME_NAME: _("the same name"),
    Reason.LIKE_NAME: _("a like name"),
    Reason.SWAPPED_NAMES: _("given name and family name changed round"),
    Reason.SAME_BIRTH: _("the same birth date"),
    Reason.NEAR_BIRTH: _("almost the same birth date"),
    Reason.OTHER_BIRTH: _("another birth date"),
    Reason.OTHER_GENDER: _("another gender"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known who may be the person on the papers."""

    client_id: int
    number: str
    given_name: str
    family_name: str
    born_on: date
    held_at: str | None
    weighed: Weighed

    @property
    def speaks_for(self) -> list[Promise]:
        """Return in words what speaks for it."""
        return [REASONS[r] for r in self.weighed.reasons if not r.is_against]

    @property
    def speaks_against(self) -> list[Promise]:
        """Return in words what speaks against it."""
        return [REASONS[r] for r in self.weighed.reasons if r.is_against]


def list_candidates(*, arrival: ExpectedArrival, limit: int = 8) -> list[Candidate]:
    """Return who in the whole service may be the person on the papers, the weightiest first; it is logged."""
    paper = Person(
        given_name=arrival.given_name,
        family_name=arrival.family_name,
        born_on=arrival.born_on,
        gender=arrival.gender,
        number=arrival.known_number,
    )
    names = f"{arrival.given_name} {arrival.family_name}"
    with connection.cursor() as cursor:
        cursor.execute(
            "select client_id, number, given_name, family_name, born_on, gender, held_at, likeness "
            "from custody_candidates(%s, %s, %s)",
            [names, arrival.born_on, arrival.known_number],
        )
        rows = cursor.fetchall()
    found = [
        Candidate(
            client_id,
            number,
            given,
            family,
            born,
            held_at,
            weigh(
                paper,
                Person(given_name=given, family_name=family, born_on=born, gender=gender, number=number),
                likeness=likeness,
            ),
        )
        for client_id, number, given, family, born, gender, held_at, likeness in rows
    ]
    shown = [c for c in found if c.weighed.is_shown]
    return sorted(shown, key=lambda c: -c.weighed.weight)[:limit]
