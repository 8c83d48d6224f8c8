"""Django's handle on sharing."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Who reaches which classes of whose data, and why."""

    name = "redthread.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.sharing import reactions, sentences  # noqa: F401, PLC0415 - after the models
