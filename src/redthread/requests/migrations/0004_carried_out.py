"""What a yes promised can be noted as done."""

from django.db import migrations, models
from django.db.models import Q

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """One column, and the guards of all columns."""

    dependencies = [("requests", "0003_tally")]
    operations = [
        migrations.AddField(
            model_name="clientrequest",
            name="carried_out_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                name="request_is_carried_out_after_a_yes",
                condition=Q(carried_out_at__isnull=True) | Q(status="approved"),
            ),
        ),
        RunSQLFile("redthread.requests", "0004_guards"),
    ]
