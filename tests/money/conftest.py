"""A bank at Hall: its accounts are open."""

from typing import Any

import pytest

from tests.factories.money import open_house
from tests.factories.world import World


@pytest.fixture
def bank(world: World, as_owner: Any) -> World:
    """The world with open accounts at both establishments."""
    with as_owner():
        for establishment in world.establishments.values():
            open_house(establishment)
    return world
