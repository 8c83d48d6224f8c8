"""Django's handle on people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Clients: who the service is responsible for."""

    name = "redthread.people"
    label = "people"
