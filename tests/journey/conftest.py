"""Fixtures of the journey."""

import pytest

from tests.factories.world import Acting, AsOwner, World
from tests.journey.arrange import Courses


@pytest.fixture
def courses(world: World, acting: Acting, as_owner: AsOwner) -> Courses:
    """The world with the guides of Sweden published; nobody has a course yet."""
    found = Courses(acting, as_owner, world)
    found.load()
    return found
