"""Django's handle on the client's door."""

from django.apps import AppConfig


class ClientDoorConfig(AppConfig):
    """Pages under /my/."""

    name = "redthread.doors.client"
    label = "client_door"
