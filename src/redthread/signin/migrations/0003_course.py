"""What a move asks of sign-in."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("signin", "0002_security")]
    operations = [RunSQLFile("redthread.signin", "0003_course")]
