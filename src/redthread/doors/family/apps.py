"""Django's handle on the family door."""

from django.apps import AppConfig


class FamilyDoorConfig(AppConfig):
    """Pages under /family/."""

    name = "redthread.doors.family"
    label = "family_door"
