"""Django's handle on custody."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Where somebody is held, and the moves between places."""

    name = "redthread.custody"
    label = "custody"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.custody import legal_reactions, reactions, sentences  # noqa: F401, PLC0415 - after models
