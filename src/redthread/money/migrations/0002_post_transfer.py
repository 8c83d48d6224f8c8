"""Who reads the ledger, and the one function that writes it."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable

TABLES = ("account", "transfer", "posting", "reservation")


class Migration(migrations.Migration):
    """Row security without any right to write, then the SQL."""

    dependencies = [("money", "0001_initial"), ("foundation", "0001_spine")]

    operations = [
        *(ProtectTable(table, info_class=int(InformationClass.FINANCES), rights=()) for table in TABLES),
        RunSQLFile("redthread.money", "0002_post_transfer"),
    ]
