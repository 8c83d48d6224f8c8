"""What the data protection officer samples."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """Two functions; sharing has no tables of its own."""

    dependencies = [("foundation", "0001_spine"), ("people", "0003_number")]
    operations = [RunSQLFile("redthread.sharing", "0001_sampling")]
