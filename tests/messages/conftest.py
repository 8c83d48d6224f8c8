"""A house in which people write to each other."""

import pytest

from tests.factories.world import AsOwner, World
from tests.messages.arrange import House, arrange_house


@pytest.fixture
def house(world: World, as_owner: AsOwner) -> House:
    """Give the world, with contacts of Amir's: a sister, a friend who is reviewed, a lawyer."""
    with as_owner():
        return arrange_house(world)
