"""Django's handle on money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Accounts and transfers of clients."""

    name = "redthread.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.money import sentences  # noqa: F401, PLC0415 - registers on import
