"""A tiny demonstration in a database of its own, looked at from outside row security."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.project.home import SUPERUSER
from redthread.project.postgres import connection_settings
from tests.jurisdiction.conftest import PACKS
from tests.support.cluster import HOME, extra_database

LOAD = """
import django; django.setup()
from redthread.demo.public import load
load(scale="tiny", show=lambda what, done, total: None)
"""
Demo = psycopg.Connection[dict[str, Any]]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack(PACKS / "se")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The database with everything in it; its name is ``demo.info.dbname``."""
    with extra_database("demo") as name:
        anchors = tmp_path_factory.mktemp("anchors")
        environment = environment_of(name, anchors)
        done = subprocess.run(
            [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        settings = connection_settings(SUPERUSER, HOME) | {"dbname": name}
        with psycopg.connect(**settings, autocommit=True, row_factory=dict_row) as connection:
            yield connection


def environment_of(database: str, anchors: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "redthread.project.settings",
        "REDTHREAD_DATABASE_NAME": database,
        "REDTHREAD_DATABASE_ROLE": "rt_job",
        "REDTHREAD_ANCHORS": str(anchors),
    }
