"""Django's handle on estate."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """Establishments, units and rooms."""

    name = "redthread.estate"
    label = "estate"
