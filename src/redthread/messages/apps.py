"""Django's handle on messages."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Threads between a client and everybody they may write to."""

    name = "redthread.messages"
    label = "messages"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.messages import reactions, sentences  # noqa: F401, PLC0415 - after the models
