"""The tests' database: our own PostgreSQL, migrated as owner, used as the web role."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from tests.factories.world import Acting, AsOwner, Cast, World, acting_as_member, arrange_world
from tests.support.cluster import database_for, ensure_cluster
from tests.support.service import Service, running_service

# Playwright keeps an event loop in the thread of its tests; Django would then refuse the database to
# every later one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

RETRIED = {"journeys", "client_js", "project", "ui", "test_browser.py", "test_keys.py"}
"""What waits for real processes: on a busy machine one may be late; thrice is no accident."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that wait for a browser or a started service try again, twice at most."""
    for item in items:
        if RETRIED & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


WEB_ROLE = settings.PREPARED | {"options": "-c role=rt_web"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """A migrated database of this worker's own; connections are the superuser's, acting as the web role."""
    server = ensure_cluster()
    name = database_for(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    for alias in ("default", "signin", "owner", "verify"):
        connections.settings[alias].update(
            HOST=server["host"],
            PORT=server["port"],
            USER=server["superuser"],
            PASSWORD=server["password"],
            NAME=name,
            OPTIONS=dict(WEB_ROLE),
        )


@pytest.fixture(autouse=True)
def _one_connection_for_all_roles(request: pytest.FixtureRequest) -> Iterator[None]:
    """Inside a test transaction the roles share one connection and step between roles with SET ROLE."""
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")  # first, or Django would close our shared connection as one not asked for
    before = {alias: connections[alias] for alias in ("signin", "owner")}
    for alias in before:
        connections[alias] = connections["default"]
    yield
    for alias, wrapper in before.items():
        connections[alias] = wrapper


@contextmanager
def _owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute("set role rt_owner")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f'set role "{before}"')


@pytest.fixture
def as_owner(db: None) -> AsOwner:
    """Give the way out of row security."""
    return _owner


@pytest.fixture
def world(as_owner: AsOwner) -> World:
    """Two establishments with units, rooms, staff and clients; everybody is placed, nobody is signed in."""
    with as_owner():
        return arrange_world()


@pytest.fixture
def cast(world: World) -> Cast:
    """The people of the world by name: ``cast.officer``, ``cast.nurse``, ``cast.amir``."""
    return world.cast


@pytest.fixture
def acting(as_owner: AsOwner) -> Acting:
    """Give the way to act as somebody of the cast through a real session."""
    return acting_as_member(as_owner)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The real thing with the tiny demonstration: web server, worker, a database of its own."""
    with running_service() as found:
        yield found
