"""Django's handle on journey."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """Phases, guides and tasks with clocks."""

    name = "redthread.journey"
    label = "journey"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.journey import reactions, sentences  # noqa: F401, PLC0415 - after the models
