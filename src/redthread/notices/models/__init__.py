"""The table of notices."""

from redthread.notices.models.notice import Notice

__all__ = ["Notice"]
