"""Who changes the estate where, what only a certificate changes, and the tree of units."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """Writing is of the own establishment, in the database too."""

    dependencies = [("estate", "0004_capacity")]
    operations = [
        OpenTable(
            "OutOfUse",
            write_permission="estate.manage",
            rights=("insert", "update", "delete"),
            staff_only=True,
        ),
        OpenTable("Equipment", write_permission="estate.manage", staff_only=True),
        OpenTable("CapacityCertificate", staff_only=True),
        RunSQLFile("redthread.estate", "0005_estate"),
    ]
