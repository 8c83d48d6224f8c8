"""Django's handle on money."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Accounts and transfers of clients."""

    name = "redthread.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"
