"""Django's handle on people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Clients: who the service is responsible for."""

    name = "redthread.people"
    label = "people"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.people import reactions, sentences  # noqa: F401, PLC0415 - after the models
