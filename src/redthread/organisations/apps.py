"""Django's handle on organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Departments and the people who work in them."""

    name = "redthread.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.organisations import sentences  # noqa: F401, PLC0415 - registers on import
