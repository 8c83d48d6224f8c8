"""The only place that asks what time it is; services are told (``at``)."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, timezone-aware, in UTC."""
    return datetime.now(UTC)
