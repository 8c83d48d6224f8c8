"""Django's handle on sharing."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Who reaches which classes of whose data, and why."""

    name = "redthread.sharing"
    label = "sharing"
