"""Published versions stay as they are; everybody with a context reads, the catalogue's keepers write."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """No client data here: questions, not answers."""

    dependencies = [("forms", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        RunSQLFile("redthread.forms", "0002_published"),
        OpenTable(
            "FormDefinition", write_permission="requests.catalogue", rights=("insert", "update", "delete")
        ),
    ]
