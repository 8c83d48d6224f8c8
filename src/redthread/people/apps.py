"""Django's handle on people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Clients: who the service is responsible for."""

    name = "redthread.people"
    label = "people"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.people import sentences  # noqa: F401, PLC0415 - registers on import
