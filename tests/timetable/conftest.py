"""Rooms to book at Hall and Kumla."""

from typing import Any

import pytest

from tests.factories.world import World
from tests.timetable.arrange import Plan, arrange_rooms


@pytest.fixture
def plan(world: World, as_owner: Any, acting: Any) -> Plan:
    """The world with rooms and devices that are booked by the hour."""
    made = Plan(acting, world, as_owner)
    with as_owner():
        arrange_rooms(made)
    return made
