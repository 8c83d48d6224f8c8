"""Django's handle on signin."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Credentials, devices and sessions."""

    name = "redthread.signin"
    label = "signin"

    def ready(self) -> None:
        """Connect the reactions to person events, and make the sentences known."""
        from redthread.signin import reactions, sentences  # noqa: F401, PLC0415 - after the models
