"""Django's handle on forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Versions of questionnaires; what people answered is kept by the module that asked."""

    name = "redthread.forms"
    label = "forms"

    def ready(self) -> None:
        """Register the sentences of the thread."""
        from redthread.forms import sentences  # noqa: F401, PLC0415 - translations must be loaded first
