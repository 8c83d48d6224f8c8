"""Django's handle on plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The shared plan of a course."""

    name = "redthread.plans"
    label = "plans"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.plans import reactions, sentences  # noqa: F401, PLC0415 - after the models
