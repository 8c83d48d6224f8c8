"""Every country whose places we know has people to sign in as."""

import random
from datetime import UTC, datetime

import pytest

from redthread.demo.cast import STAFF, choose_cast
from redthread.demo.named import NAMED
from redthread.demo.names import Names
from redthread.demo.people import plan_population
from redthread.demo.places import plan_places, read_facilities
from redthread.demo.scale import SCALES
from redthread.jurisdiction.load import load_pack
from tests.jurisdiction.conftest import PACKS

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("country", ["SE", "DK", "BE"])
@pytest.mark.parametrize("scale", ["tiny", "small"])
def test_the_cast_is_found_in_every_country(country: str, scale: str) -> None:
    chance, pack = random.Random(1), load_pack(PACKS / country.lower())  # noqa: S311 - a seed, not a secret
    rows = read_facilities(PACKS / country.lower() / "facilities.csv", country)
    places = plan_places(rows, SCALES[scale], chance)
    names = Names(PACKS / "demo", country, pack.languages[0], chance)
    population = plan_population(places, pack, SCALES[scale], names, chance, NOW)
    cast = choose_cast(population, NAMED[country], NOW)
    assert set(cast.staff) == set(STAFF)
    assert {c.unit_id for c in cast.clients} == {cast.staff["officer"].roles[0][2]}
    assert len(cast.clients) == len(set(map(str, (c.person for c in cast.clients)))) == 3
    for department in pack.departments:
        assert all(population.deciders[place.id, department] for place in places)
