"""A catalogue at both establishments, and a desk to take steps from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from redthread.requests import ports
from tests.factories.requests import Desk, arrange_departments, load_catalogues
from tests.factories.world import World


@pytest.fixture
def desk(world: World, as_owner: Any, acting: Any) -> Desk:
    """The Swedish catalogue stands at Hall and Kumla."""
    with as_owner():
        arrange_departments(world)
    load_catalogues(acting, world)
    return Desk(acting, world)


@dataclass(frozen=True)
class Photo:
    """What a photo cleaner gives back."""

    jpeg: bytes
    thumbnail: bytes = b"small"
    width: int = 800
    height: int = 600


@pytest.fixture
def photo() -> Iterator[bytes]:
    """Bytes of a photo, with a cleaner connected that marks what went through it."""
    before = list(ports._photo_cleaners)
    ports.connect_photo_cleaner(lambda data: Photo(jpeg=b"clean:" + data))
    yield b"\xff\xd8 a photo"
    ports._photo_cleaners[:] = before
