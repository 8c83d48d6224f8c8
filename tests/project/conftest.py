"""Homes of their own for servers that a test may kill, damage or take apart."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from redthread.project.home import CHECKOUT
from redthread.project.server import EmbeddedServer


@pytest.fixture(scope="session")
def shared_root() -> Iterator[Path]:
    """A folder under the checkout that a plain user can reach (pytest's own temporary folders are closed)."""
    folder = CHECKOUT / ".redthread" / "test" / "homes" / f"{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_home(shared_root: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """An empty home; whatever server was made in it is stopped and deleted after the test."""
    folder = shared_root / f"h{abs(hash(request.node.nodeid)) % 10**6}"
    folder.mkdir()
    yield folder
    EmbeddedServer(folder, for_tests=True).remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(own_home: Path) -> EmbeddedServer:
    """A server of the test's own, not started yet."""
    return EmbeddedServer(own_home, for_tests=True)
