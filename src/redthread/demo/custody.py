"""Restrictions, keep-apart and one segregation of the demonstration: a few, as in life."""

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from psycopg import Connection

from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import bare, copy_rows
from redthread.demo.people import ClientPlan
from redthread.demo.sentences import Held
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.custody import Restricted

MOST_RESTRICTED: Final = 12
MOST_PAIRS: Final = 6
LONG: Final = timedelta(days=17)
KINDS: Final = (("visits", "phone"), ("visits", "phone", "letters", "electronic"), ("other_inmates", "news"))
TABLES: Final = {
    "custody_restriction": (
        "id client_id channel closes period decision_number decided_by told_reason recorded_at recorded_by "
        "lifted_decision lifted_at lifted_by withdrawn_reason withdrawn_at withdrawn_by"
    ),
    "custody_keepapart": (
        "id client_id other_id client_role other_role reason level comment opened_at opened_by closed_at "
        "closed_by closed_reason"
    ),
    "custody_segregation": (
        "id client_id establishment_id ground reason place doctor period review_due_at decided_by "
        "recorded_at ended_reason"
    ),
    "custody_segregationnote": "segregation_id client_id kind on minutes who at by",
}


class Safety:
    """What keeps some people apart; the same people always."""

    def __init__(
        self,
        held: Iterable[Held],
        cast: Iterable[ClientPlan],
        rules: Mapping[str, Restricted],
        now: datetime,
        seed: int,
    ) -> None:
        """Draw who is restricted, who is kept apart from whom, and who is segregated; nobody of the cast."""
        self._rules = rules
        self._chance, self._now = random.Random(f"safety {seed}"), now
        named = {client.client_id for client in cast}
        everybody = [h for h in held if h.client.client_id not in named]
        inside = [h for h in everybody if h.client.arrived_at < now - LONG - timedelta(days=2)]
        self._remand = [h for h in everybody if h.facts is None][::3][:MOST_RESTRICTED]
        self._pairs = list(_pairs(inside))[:MOST_PAIRS]
        self._segregated = [h for h in inside if h.facts is not None][:1]
        self._rows = {table: [] for table in TABLES}  # type: dict[str, list[tuple[object, ...]]]

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Make the rows, and add what happened to the threads."""
        for number, held in enumerate(self._remand, 1):
            self._restrict(held, chains[held.client.client_id], number)
        for number, pair in enumerate(self._pairs, 1):
            self._apart(number, pair, chains)
        for held in self._segregated:
            self._segregate(held, chains[held.client.client_id])

    def write(self, owner: Connection[Any]) -> None:
        """Send everything by COPY."""
        with bare(owner, list(TABLES)):
            for table, columns in TABLES.items():
                copy_rows(owner, table, columns.split(), self._lines(table))
        owner.execute(
            "select setval(pg_get_serial_sequence('custody_keepapart', 'id'), %s)",
            [max(1, len(self._rows["custody_keepapart"]))],
        )

    def _lines(self, table: str) -> Iterator[tuple[object, ...]]:
        yield from self._rows[table]

    def _restrict(self, held: Held, chain: Chain, number: int) -> None:
        at = min(held.recorded_at + timedelta(minutes=9), self._now - timedelta(minutes=5))
        until = self._now + timedelta(days=5 + number)
        decision, by = (
            f"AM-{100 + number}-26",
            self._chance.choice(("Kammaråklagare Berg", "Kammaråklagare Ek")),
        )
        kinds = self._chance.choice(KINDS)
        told = "" if number % 4 == 0 else "Utredningen är inte klar."
        shared = {"decision_number": decision, "decided_by": by, "channels": list(kinds)}
        self._tell(chain, at, "restrictions_imposed", held, shared | {"until": until.isoformat()})
        for n, channel in enumerate(kinds, 1):
            self._rows["custody_restriction"].append(
                (
                    self._uuid(),
                    held.client.client_id,
                    channel,
                    "{" + ",".join(self._rules[channel].closes) + "}",
                    _range(at - timedelta(minutes=30), until),
                    decision,
                    by,
                    told,
                    at,
                    held.recorded_by,
                    "",
                    None,
                    None,
                    "",
                    None,
                    None,
                )
            )
            payload = {"channel": channel, "is_closed": True, "until": until.isoformat()}
            self._tell(chain, at + timedelta(seconds=n), "restriction_changed", held, payload)

    def _apart(self, number: int, pair: tuple[Held, Held], chains: Mapping[int, Chain]) -> None:
        one, two = pair
        at = max(one.recorded_at, two.recorded_at) + timedelta(days=1)
        level = self._chance.choice(("landing", "cell", "unit"))
        reason = self._chance.choice(("threat", "violence", "gang", "legal"))
        self._rows["custody_keepapart"].append(
            (
                number,
                one.client.client_id,
                two.client.client_id,
                "victim",
                "perpetrator",
                reason,
                level,
                "",
                at,
                one.recorded_by,
                None,
                None,
                "",
            )
        )
        for held, other in ((one, two), (two, one)):
            payload = {"pair_id": number, "other_client_id": other.client.client_id, "is_open": True}
            chain = chains[held.client.client_id]
            text = payload_text(payload)
            chain.add(at, int(C.SECURITY), "custody.keep_apart_changed", one.recorded_by, text)

    def _segregate(self, held: Held, chain: Chain) -> None:
        begins, row_id = self._now - LONG, self._uuid()
        due, reason = begins + timedelta(days=20), "Hot mot flera på avdelningen."
        self._rows["custody_segregation"].append(
            (
                row_id,
                held.client.client_id,
                held.client.establishment.id,
                "safety",
                reason,
                "Avskildhet 1",
                "Dr Alm",
                _range(begins, None),
                due,
                held.recorded_by,
                begins,
                "",
            )
        )
        for n in range(LONG.days + 1):
            at = self._now - timedelta(days=n, minutes=20)
            whose = (row_id, held.client.client_id)
            # Two days of the last week had too little.
            minutes = 60 if n in {3, 5} else self._chance.randint(120, 170)
            self._note(*whose, "contact", at, minutes, "Lärare, personal", held)
            self._note(*whose, "visit", at, 0, "Vakthavande", held)
            if n % 3 == 0:
                self._note(*whose, "doctor", at, 0, "Dr Alm", held)
        payload = {
            "segregation_id": str(row_id),
            "ground": "safety",
            "reason": reason,
            "place": "Avskildhet 1",
            "review_due_at": due.isoformat(),
        }
        self._tell(chain, begins, "segregation_begun", held, payload)

    def _note(
        self,
        row_id: uuid.UUID,
        client_id: int,
        kind: str,
        at: datetime,
        minutes: int,
        who: str,
        held: Held,
    ) -> None:
        row = (row_id, client_id, kind, at.date(), minutes, who, at, held.recorded_by)
        self._rows["custody_segregationnote"].append(row)

    def _tell(self, chain: Chain, at: datetime, what: str, held: Held, payload: dict[str, Any]) -> None:
        chain.add(at, int(C.RESTRICTIONS), f"custody.{what}", held.recorded_by, payload_text(payload))

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._chance.getrandbits(128), version=4)


def _range(begins: datetime, ends: datetime | None) -> str:
    return f'["{begins.isoformat()}","{ends.isoformat()}")' if ends else f'["{begins.isoformat()}",)'


def _pairs(held: Iterable[Held]) -> Iterator[tuple[Held, Held]]:
    """Yield for each establishment two people of different units."""
    ordered = sorted(held, key=lambda h: (h.client.establishment.id, h.client.unit_id, h.client.client_id))
    for _place, there in groupby(ordered, key=lambda h: h.client.establishment.id):
        found = list(there)
        if found[0].client.unit_id != found[-1].client.unit_id:
            yield found[0], found[-1]
