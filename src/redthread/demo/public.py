"""What the command line calls."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from redthread.demo.cast import TOTP_SECRET, announce_tablet, ways_in
from redthread.demo.load import load as load_service
from redthread.demo.scale import SCALES
from redthread.foundation import clock


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration, and how to sign in as them, in one line."""

    door: str
    name: str
    role: str
    how: str


def loaded_scale() -> str | None:
    """Return the scale whose number of clients is in the database, or None when nobody is."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from people_client")
        there = int(cursor.fetchone()[0])
    fitting = [s for s in SCALES.values() if s.clients <= there]
    return fitting[-1].name if fitting else None


def load(*, scale: str, show: Callable[[str, int, int], None]) -> None:
    """Load the demonstration of a scale; ``COUNTRY`` chooses whose places and names (SE by default)."""
    country = os.environ.get("COUNTRY", "SE").upper()
    load_service(scale=SCALES[scale], packs=settings.PACKS, country=country, now=clock.now(), progress=show)


def people() -> list[Person]:
    """Return the sign-in sheet; a fresh one-time code for the demonstration tablet with it."""
    code = announce_tablet(at=clock.now())
    sheet = [Person("client", "The tablet", "enrol it once", f"open /my/enrol and type {code}")]
    for way in ways_in():
        how = (
            f"{way.name}, PIN {way.secret}" if way.door == "client" else f"{way.name}, password {way.secret}"
        )
        if way.door == "family":
            how += ", then the code from the newest mail (without a mail server: a file under mail/)"
        sheet.append(Person(way.door, way.who, way.what, how))
    sheet.append(
        Person(
            "staff",
            "Code generator",
            "the same for all of them",
            f"secret {TOTP_SECRET}, or `redthread demo code`",
        )
    )
    return sheet
