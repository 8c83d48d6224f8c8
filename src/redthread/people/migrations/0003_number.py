"""Finding whose number it is, before a record is opened outside one's reach."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """One function."""

    dependencies = [("people", "0002_security")]
    operations = [RunSQLFile("redthread.people", "0003_number")]
