"""Amir's plan, and who sits at its table."""

from typing import Any

import pytest

from tests.factories.world import World
from tests.plans.arrange import Desk, arrange_team


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The world with two plan officers, a municipality and the employment service."""
    with as_owner():
        team = arrange_team(world)
    return Desk(acting, world, as_owner, team)
