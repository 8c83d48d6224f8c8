"""Django's handle on organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Departments and the people who work in them."""

    name = "redthread.organisations"
    label = "organisations"
