"""Access and the thread: schemas, tables, functions, policies. Reviewed as SQL, in the files named here."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """The spine."""

    initial = True
    dependencies = []
    operations = [
        RunSQLFile("redthread.foundation", "0001_access"),
        RunSQLFile("redthread.foundation", "0002_session"),
        RunSQLFile("redthread.foundation", "0003_reach"),
        RunSQLFile("redthread.foundation", "0004_thread"),
    ]
