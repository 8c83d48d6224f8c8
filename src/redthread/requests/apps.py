"""Django's handle on requests."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """What clients ask, and the service's promise to answer."""

    name = "redthread.requests"
    label = "requests"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.requests import reactions, sentences  # noqa: F401, PLC0415 - after the models
