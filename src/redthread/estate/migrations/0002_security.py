"""Who reads and writes the estate."""

from django.db import migrations

from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """No client data here; the sign-in page names the establishment and the room."""

    dependencies = [("estate", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        OpenTable("Establishment", write_permission="estate.manage", before_sign_in=True, places=("id",)),
        OpenTable("Unit", write_permission="estate.manage", before_sign_in=True),
        OpenTable("Room", write_permission="estate.manage", before_sign_in=True),
    ]
