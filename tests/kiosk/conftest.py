"""A till at Hall: articles are on the shelves, accounts are open."""

from typing import Any

import pytest

from tests.factories.kiosk import Till, load_kiosks
from tests.factories.requests import arrange_departments
from tests.factories.world import World


@pytest.fixture
def till(world: World, as_owner: Any, acting: Any) -> Till:
    """The Swedish kiosk stands at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_kiosks(acting, world)
    return Till(acting, world)
