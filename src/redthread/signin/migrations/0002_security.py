"""Credentials, and who reads and writes devices."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """Which device hangs in which room is staff's business; a device's keys are nobody's but the sign-in role's."""

    dependencies = [("signin", "0001_initial"), ("people", "0002_security"), ("estate", "0002_security")]
    operations = [
        RunSQLFile("redthread.signin", "0002_credentials"),
        OpenTable(
            "Device", write_permission="signin.enrol_device", staff_only=True, places=("establishment_id",)
        ),
    ]
