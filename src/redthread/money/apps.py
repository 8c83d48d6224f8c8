"""Django's handle on money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Accounts and transfers of clients."""

    name = "redthread.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.money import reactions, sentences  # noqa: F401, PLC0415 - after the models
