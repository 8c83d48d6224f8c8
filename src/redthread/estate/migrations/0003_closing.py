"""Units and rooms can be closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Open unless somebody closed it, also for rows that other programs insert."""

    dependencies = [("estate", "0002_security")]
    operations = [
        migrations.AddField("Unit", "is_open", models.BooleanField(default=True, db_default=True)),
        migrations.AddField("Room", "is_open", models.BooleanField(default=True, db_default=True)),
    ]
