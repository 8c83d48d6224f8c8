"""Django's handle on custody."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Where somebody is held, and the moves between places."""

    name = "redthread.custody"
    label = "custody"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.custody import sentences  # noqa: F401, PLC0415 - registers on import
