"""Who tells, and who reads the outbox."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """Forced row security, and the one way to write a notice."""

    dependencies = [("notices", "0001_initial"), ("foundation", "0001_spine")]
    operations = [RunSQLFile("redthread.notices", "0002_notices")]
