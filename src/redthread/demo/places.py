"""Real establishments from the pack's facilities, with invented units and rooms."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redthread.demo.scale import Scale

ROOMS_A_UNIT = 24
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Of units: without I, O and Q, which are read as digits."""
AS_STATED_FROM = 20
"""From so many establishments on, those whose places are stated in the data have exactly these."""
FULL = 0.93
KINDS = {
    "prison": "prison",
    "remand": "remand",
    "arresthuis": "remand",
    "maison d'arrêt": "remand",
    "maison d’arrêt": "remand",
    "strafinrichting": "prison",
    "établissement de peines": "prison",
}
"""What the tables of facilities call a place, and what that is; a place that is both counts as the first."""
FIRST = (
    *("Anstalten Hall", "Häktet Göteborg", "Anstalten Hinseberg"),
    *("Nyborg Fængsel", "Vestre Fængsel", "Jyderup Fængsel"),
)
"""The three of the small scale, country by country: a closed prison, a remand prison and a women's prison."""
UNIT = {"SE": "Avdelning {}", "DK": "Afdeling {}", "BE": "Afdeling {}"}
"""What a unit is called in the country's first language."""


@dataclass(slots=True)
class UnitPlan:
    """A unit with its rooms: ``(id, code, capacity)``."""

    id: int
    code: str
    name: str
    rooms: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class EstablishmentPlan:
    """An establishment as it will be inserted; ``share`` is its part of all clients."""

    id: int
    code: str
    name: str
    kind: str
    gender: str
    town: str
    latitude: float | None
    longitude: float | None
    share: float
    units: list[UnitPlan] = field(default_factory=list)

    @property
    def places(self) -> int:
        """Places in all rooms."""
        return sum(capacity for unit in self.units for _, _, capacity in unit.rooms)


def read_facilities(file: Path, country: str) -> list[dict[str, str]]:
    """Return prisons and remand prisons of a country from the facilities table."""
    with file.open(encoding="utf-8", newline="") as rows:
        found = [r for r in csv.DictReader(rows) if r["country"] == country]
    kinds = (KINDS.get(r["type"].partition("+")[0].strip()) for r in found)
    return [r | {"type": kind} for r, kind in zip(found, kinds, strict=True) if kind]


def plan_places(
    rows: Sequence[dict[str, str]], scale: Scale, chance: random.Random
) -> list[EstablishmentPlan]:
    """Choose establishments, share the clients among them, and draw units and rooms with room to spare."""
    order = sorted(rows, key=lambda r: FIRST.index(r["name"]) if r["name"] in FIRST else len(FIRST))
    chosen = order[: scale.establishments]
    weights = [float(r["capacity"] or 0) or chance.uniform(60, 220) for r in chosen]
    shares = _shares(chosen, weights, scale)
    plans = []
    ids = {"unit": 0, "room": 0}
    for number, (row, share) in enumerate(zip(chosen, shares, strict=True), 1):
        plan = EstablishmentPlan(
            id=number,
            code=_slug(row["name"]),
            name=row["name"],
            kind=row["type"],
            gender="f" if row["gender"] == "f" else "m",
            town=row["town"],
            latitude=float(row["lat"]) if row["lat"] else None,
            longitude=float(row["lon"]) if row["lon"] else None,
            share=share,
        )
        needed = round(scale.clients * plan.share * 1.12) + 4
        is_stated = _is_as_stated(row, scale)
        wanted = int(row["capacity"]) if is_stated else needed
        _add_units(plan, wanted, ids, UNIT[row["country"]], is_exact=is_stated)
        plans.append(plan)
    return plans


def _is_as_stated(row: dict[str, str], scale: Scale) -> bool:
    """Tell whether a place has as many places as its source states: only where others can take the rest."""
    return bool(row["capacity"]) and scale.establishments >= AS_STATED_FROM


def _shares(rows: Sequence[dict[str, str]], weights: Sequence[float], scale: Scale) -> list[float]:
    """Return each place's part of all clients; where the places are stated, nearly as many as those."""
    stated = [
        FULL * float(row["capacity"]) / scale.clients if _is_as_stated(row, scale) else None for row in rows
    ]
    rest = 1 - sum(share for share in stated if share is not None)
    others = sum(w for w, share in zip(weights, stated, strict=True) if share is None)
    return [rest * w / others if share is None else share for w, share in zip(weights, stated, strict=True)]


def _add_units(
    plan: EstablishmentPlan, places: int, ids: dict[str, int], name: str, *, is_exact: bool
) -> None:
    while plan.places < places:
        ids["unit"] += 1
        code = _unit_code(len(plan.units))
        unit = UnitPlan(ids["unit"], code, name.format(code))
        for n in range(1, ROOMS_A_UNIT + 1):
            ids["room"] += 1
            # One room in eight is shared, as in most of the houses that the data names.
            left = places - plan.places - sum(capacity for _, _, capacity in unit.rooms)
            unit.rooms.append((ids["room"], f"{code}{200 + n}", 2 if n % 8 == 0 and left > 1 else 1))
            if is_exact and left <= unit.rooms[-1][2]:
                break
        plan.units.append(unit)


def _unit_code(number: int) -> str:
    """Return A to Z for the first units, then AA, AB …: a very large house has more than the alphabet."""
    further, place = divmod(number, len(LETTERS))
    return (LETTERS[further - 1] if further else "") + LETTERS[place]


def _slug(name: str) -> str:
    table = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o", "é": "e", " ": "-", "'": ""})
    return "".join(c for c in name.lower().translate(table) if c.isascii() and (c.isalnum() or c == "-"))[:40]
