"""Who reads and writes departments and staff."""

from django.db import migrations

from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """No client data here; writing asks for the permission in the database too."""

    dependencies = [("organisations", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        OpenTable("Department", write_permission="organisations.manage"),
        OpenTable("StaffMember", write_permission="organisations.manage", staff_only=True),
        OpenTable(
            "staffmember_departments",
            write_permission="organisations.manage",
            rights=("insert", "update", "delete"),
            staff_only=True,
        ),
    ]
