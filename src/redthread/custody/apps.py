"""Django's handle on custody."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Where somebody is held, and the moves between places."""

    name = "redthread.custody"
    label = "custody"
