"""Django's handle on custody."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Where somebody is held, and the moves between places."""

    name = "redthread.custody"
    label = "custody"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.custody import (  # noqa: PLC0415 - after models
            legal_reactions,  # noqa: F401
            reactions,  # noqa: F401
            safety_reactions,  # noqa: F401
            sentences,  # noqa: F401
        )
