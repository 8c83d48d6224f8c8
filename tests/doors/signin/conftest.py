"""Browsers at the doors."""

from typing import Any

import pytest

from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast, World
from tests.signin.arrange import Keys


@pytest.fixture
def keys(world: World, as_owner: Any) -> Keys:
    """Give what puts keys and tablets in place."""
    return Keys(world, as_owner)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def tablet(keys: Keys) -> Tablet:
    """An enrolled tablet in room C204."""
    made = Tablet()
    made.browser.cookies["rt_device"] = keys.device(room="C204")
    return made


@pytest.fixture
def stranger(world: World) -> Tablet:
    """A browser that nobody knows."""
    return Tablet()


@pytest.fixture
def amirs_number(keys: Keys, cast: Cast) -> str:
    """Amir's number; his PIN is in place."""
    return keys.pin(cast.amir)


@pytest.fixture
def jonas_number(keys: Keys, cast: Cast) -> str:
    """Jonas' number; his PIN is in place."""
    return keys.pin(cast.jonas)
