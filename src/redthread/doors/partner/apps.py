"""Django's handle on the partner door."""

from django.apps import AppConfig


class PartnerDoorConfig(AppConfig):
    """Pages under /partner/."""

    name = "redthread.doors.partner"
    label = "partner_door"
