"""Open requests of two records that are one person."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0005_paper_photo"),
        ("people", "0004_merges"),
    ]
    operations = [RunSQLFile("redthread.requests", "0006_merges")]
