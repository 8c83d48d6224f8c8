"""What a move asks of money."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("money", "0002_post_transfer")]
    operations = [RunSQLFile("redthread.money", "0003_course")]
