"""Django's handle on forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Versions of questionnaires; what people answered is kept by the module that asked."""

    name = "redthread.forms"
    label = "forms"
