"""Row security of clients, and the functions beside it."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """Clients are protected; rows are made by a function."""

    dependencies = [("people", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        RunSQLFile("redthread.people", "0002_clients"),
        ProtectTable(
            "Client", partners=True, info_class=int(InformationClass.IDENTITY), client_column="id", rights=()
        ),
    ]
