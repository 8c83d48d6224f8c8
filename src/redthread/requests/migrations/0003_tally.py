"""Counts across the service come from a tally; the measures of one place from its own index."""

from django.db import migrations, models
from django.db.models import F

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """Narrower indexes, and the tally with the functions that read it."""

    dependencies = [("requests", "0002_security")]
    operations = [
        migrations.RemoveIndex(model_name="clientrequest", name="request_ended_newest"),
        migrations.RemoveIndex(model_name="clientrequest", name="request_measured"),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(F("establishment"), F("ended_at").desc(), name="request_ended_newest"),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(fields=["establishment", "received_at"], name="request_measured"),
        ),
        RunSQLFile("redthread.requests", "0003_tally"),
    ]
