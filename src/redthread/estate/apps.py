"""Django's handle on estate."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """Establishments, units and rooms."""

    name = "redthread.estate"
    label = "estate"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.estate import sentences  # noqa: F401, PLC0415 - registers on import
