"""Django's handle on notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices that something waits: by e-mail, with nothing personal in them."""

    name = "redthread.notices"
    label = "notices"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.notices import reactions, sentences  # noqa: F401, PLC0415 - after the models
