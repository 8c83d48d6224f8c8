"""Browsers in which somebody outside has shown before that the mailbox is theirs."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("signin", "0003_course")]
    operations = [RunSQLFile("redthread.signin", "0004_browsers")]
