"""Who reads and writes partner organisations; reviewed as SQL."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """Policies and the functions that invite and end members."""

    dependencies = [("organisations", "0003_partners")]
    operations = [RunSQLFile("redthread.organisations", "0004_partners")]
