"""Outboxes that are put back."""

from collections.abc import Iterator

import pytest

from redthread.project import outside


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """After each test mails leave as the project says again."""
    yield
    outside.connect()
