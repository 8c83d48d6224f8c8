"""Keys and tablets for the cast."""

from typing import Any

import pytest

from tests.factories.world import World
from tests.signin.arrange import Keys


@pytest.fixture
def keys(world: World, as_owner: Any) -> Keys:
    """Give what puts keys and tablets in place."""
    return Keys(world, as_owner)
