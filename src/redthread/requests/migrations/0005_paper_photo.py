"""A photo of a paper form is kept while the form still has mistakes."""

from uuid import uuid4

from django.db import migrations, models

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable

OWN = "by = (select access.actor_id()) and (select access.actor_kind()) = 'staff'"


class Migration(migrations.Migration):
    """One table, which only whoever enters the form sees, and the job that empties it."""

    dependencies = [("requests", "0004_carried_out")]
    operations = [
        migrations.CreateModel(
            name="PaperPhoto",
            fields=[
                ("id", models.UUIDField(default=uuid4, primary_key=True, serialize=False)),
                ("form_id", models.UUIDField()),
                ("info_class", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("jpeg", models.BinaryField()),
                ("thumbnail", models.BinaryField()),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["form_id", "at"], name="paper_photo_of_form")]},
        ),
        ProtectTable(
            "PaperPhoto", column="info_class", rights=("insert", "delete"), read_also=OWN, write_also=OWN
        ),
        RunSQLFile("redthread.requests", "0005_paper_photo"),
    ]
