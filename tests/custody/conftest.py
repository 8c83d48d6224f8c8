"""A catalogue at both establishments, so that people have something to lose."""

from typing import Any

import pytest

from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import World


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The Swedish catalogue stands at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    return Desk(acting, world)
