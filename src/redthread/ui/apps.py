"""Makes Django find the templates, static files and translations of the look."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The application ``redthread.ui``; it has no models."""

    name = "redthread.ui"
    label = "ui"
