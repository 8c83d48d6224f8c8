"""Django's handle on signin."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Credentials, devices and sessions."""

    name = "redthread.signin"
    label = "signin"

    def ready(self) -> None:
        """Make the sentences known."""
        from redthread.signin import sentences  # noqa: F401, PLC0415 - registers on import
