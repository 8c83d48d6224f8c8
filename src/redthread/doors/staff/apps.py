"""Django's handle on the staff door."""

from django.apps import AppConfig


class StaffDoorConfig(AppConfig):
    """Pages under /staff/."""

    name = "redthread.doors.staff"
    label = "staff_door"
