"""Where two records are after a merge."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0006_safety"),
        ("people", "0004_merges"),
    ]
    operations = [RunSQLFile("redthread.custody", "0007_merges")]
