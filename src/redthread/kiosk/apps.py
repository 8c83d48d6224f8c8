"""Django's handle on the kiosk."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """Articles, prices and orders."""

    name = "redthread.kiosk"
    label = "kiosk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what a kiosk order sets in motion, and the sentences."""
        from redthread.kiosk import reactions, sentences  # noqa: F401, PLC0415 - models must be loaded first

        reactions.register()
