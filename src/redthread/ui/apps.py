"""Makes Django find the templates, static files and translations of the look."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The application ``redthread.ui``; it has no models."""

    name = "redthread.ui"
    label = "ui"

    def ready(self) -> None:
        """Let sentences of the thread say days as every page does."""
        from redthread.foundation.sentences import connect_days  # noqa: PLC0415 - after the settings
        from redthread.ui.words import date_short  # noqa: PLC0415

        connect_days(lambda day: date_short(day, tz="UTC", year=True))
