"""Links by which somebody outside who lost their password chooses a new one."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("signin", "0004_browsers")]
    operations = [RunSQLFile("redthread.signin", "0005_lost_passwords")]
