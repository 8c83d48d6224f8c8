"""Row security of stays, and searching."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """Stays begin through a function and end by an update of those who may place."""

    dependencies = [
        ("custody", "0001_initial"),
        ("people", "0002_security"),
        ("estate", "0002_security"),
    ]
    operations = [
        RunSQLFile("redthread.custody", "0002_search"),
        ProtectTable(
            "Stay",
            partners=True,
            info_class=int(InformationClass.LOCATION),
            rights=("update",),
            write_also="(select access.may('custody.place'))",
        ),
    ]
