"""Django's handle on the foundation."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Spine tables and functions in the schemas ``access`` and ``thread``."""

    name = "redthread.foundation"
    label = "foundation"
