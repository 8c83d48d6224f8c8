"""Django's handle on contacts."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Who a client may reach and be reached by."""

    name = "redthread.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.contacts import reactions, sentences  # noqa: F401, PLC0415 - after the models
