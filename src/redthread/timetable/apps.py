"""Django's handle on the timetable."""

from django.apps import AppConfig


class TimetableConfig(AppConfig):
    """Bookings of people, rooms and devices."""

    name = "redthread.timetable"
    label = "timetable"

    def ready(self) -> None:
        """Answer person events, and make the sentences known."""
        from redthread.timetable import reactions, sentences  # noqa: F401, PLC0415 - after the models
