"""Who is outside in the demonstration: somebody released, people who are expected, the probation offices.

Everybody is invented.
"""

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from redthread.demo.chains import ENTRY_COLUMNS, Chain, head_rows, payload_text
from redthread.demo.copying import copy_lines, copy_rows
from redthread.demo.named import NAMED
from redthread.demo.offices import write_offices
from redthread.demo.places import EstablishmentPlan
from redthread.demo.sentences import COURTS
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.pack import Pack

GROUNDS: Final = {
    "en": {
        "closer": "Your family lives there, and visits are easier.",
        "treatment": "The course that your plan names is given there. It begins next week.",
        "sentence": "A place to serve your sentence has become free.",
    },
    "sv": {
        "closer": "Din familj bor där, och det blir lättare att komma på besök.",
        "treatment": "Programmet som står i din plan ges där. Det börjar nästa vecka.",
        "sentence": "En plats där du kan avtjäna straffet har blivit ledig.",
    },
    "da": {
        "closer": "Din familie bor der, og det bliver lettere at komme på besøg.",
        "treatment": "Forløbet, som står i din plan, gives der. Det begynder i næste uge.",
        "sentence": "En plads, hvor du kan afsone din straf, er blevet ledig.",
    },
    "nl": {
        "closer": "Uw familie woont daar, en op bezoek komen wordt makkelijker.",
        "treatment": "De cursus uit uw plan wordt daar gegeven. Hij begint volgende week.",
        "sentence": "Er is een plaats vrij om uw straf uit te zitten.",
    },
}
"""Why somebody is to live elsewhere, written so that they can read it."""


class Outside:
    """People who are not held now: one of them was, and is expected again."""

    def __init__(
        self,
        home: EstablishmentPlan,
        pack: Pack,
        by: int,
        now: datetime,
        seed: int,
        *,
        former_id: int,
        room: tuple[int, int],
    ) -> None:
        """Plan them for one establishment; ``by`` noted everything, the former client lived in ``room``."""
        self._home, self._pack, self._by, self._now = home, pack, by, now
        # Expected again, under almost the same name.
        self._released = NAMED[pack.country].released
        self._chance = random.Random(f"outside {seed}")
        self._former = Chain(former_id)
        self._unit_id, self._room_id = room

    def write(self, owner: Connection[Any], facilities: Path) -> None:
        """Send everything, once people and places are there."""
        self._keep_former()
        self._write_former(owner)
        self._write_expected(owner)
        write_offices(owner, facilities, self._pack, now=self._now, by=self._by)

    def _keep_former(self) -> None:
        by, home = self._by, self._home
        payload: dict[str, Any] = {"establishment_id": home.id, "unit_id": self._unit_id, "place": home.name}
        payload["room_id"] = self._room_id
        began, ended = self._former_time()
        self._former.add(began, int(C.LOCATION), "custody.received", by, payload_text(payload))
        payload = {"establishment_id": home.id}
        self._former.add(ended, int(C.LOCATION), "custody.released", by, payload_text(payload))

    def _former_time(self) -> tuple[datetime, datetime]:
        ended = self._now.replace(microsecond=0) - timedelta(days=410)
        return ended - timedelta(days=380), ended

    def _write_former(self, owner: Connection[Any]) -> None:
        chain, (began, ended) = self._former, self._former_time()
        given, family, born_on, gender, language = self._released
        number = f"K{began.year % 100:02}{chain.client_id:06}"
        owner.execute(
            "insert into people_client (id, number, given_name, family_name, born_on, gender, language, "
            "search_key, created_at) values (%s, %s, %s, %s, %s, %s, %s, people_search_key(%s, %s, %s), %s)",
            [chain.client_id, number, given, family, born_on, gender, language, given, family, number, began],
        )
        owner.execute("select setval('people_client_id_seq', %s)", [chain.client_id])
        owner.execute(
            "insert into access.actor (kind, name, title, language, client_id) "
            "values ('client', %s, '', %s, %s)",
            [f"{given} {family}", language, chain.client_id],
        )
        owner.execute(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period, came_as, "
            "left_as) values (%s, %s, %s, %s, tstzrange(%s, %s), 'new', 'released')",
            [chain.client_id, self._home.id, self._unit_id, self._room_id, began, ended],
        )
        copy_lines(owner, "thread.entry", ENTRY_COLUMNS, chain.lines())
        copy_rows(owner, "thread.head", ("client_id", "seq", "hash"), head_rows([chain]))

    def _write_expected(self, owner: Connection[Any]) -> None:
        given, family, born_on, gender, language = self._released
        court = COURTS.get(self._pack.code, ("",))[0]
        hour = self._now.replace(minute=0, second=0, microsecond=0)
        soon, tomorrow = hour + timedelta(hours=3), hour + timedelta(hours=26)
        same = (self._home.id, "expected", self._now - timedelta(hours=5), self._by)
        people = (
            (
                soon,
                given.replace("c", "k"),
                family.replace("ö", "o").replace("å", "aa"),
                born_on,
                gender,
                language,
                court,
                "B 4471-26",
            ),
            (tomorrow, "Samir", "Haddad", date(1998, 8, 2), "m", "ar", court, "B 4502-26"),
        )
        columns = (
            "id establishment_id status announced_at announced_by expected_at given_name family_name born_on "
            "gender language source order_number known_number"
        )
        rows = ((self._uuid(), *same, *person, "") for person in people)
        copy_rows(owner, "custody_expectedarrival", columns.split(), rows)

    def _uuid(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)
