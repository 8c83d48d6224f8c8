"""Row security of bookings, and the functions beside it."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable


class Migration(migrations.Migration):
    """Clients of a booking are protected by its class; the booking is read by who reads one of its clients."""

    dependencies = [
        ("timetable", "0001_initial"),
        ("people", "0002_security"),
        ("organisations", "0002_security"),
    ]
    operations = [
        OpenTable("Series", write_permission="timetable.book", staff_only=True),
        ProtectTable(
            "BookingClient",
            partners=True,
            column="info_class",
            rights=("insert", "update"),
            write_also="(select access.may('timetable.book'))",
        ),
        RunSQLFile("redthread.timetable", "0002_timetable"),
    ]
