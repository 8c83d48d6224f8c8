"""Who reads and writes departments and staff."""

from django.db import migrations

from redthread.foundation.security import OpenTable


class Migration(migrations.Migration):
    """No client data here; writing asks for the permission in the database too."""

    dependencies = [("organisations", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        OpenTable("Department", write_permission="organisations.manage", places=("establishment_id",)),
        OpenTable(
            "StaffMember",
            write_permission="organisations.manage",
            staff_only=True,
            places=("establishment_id",),
        ),
        OpenTable(
            "staffmember_departments",
            write_permission="organisations.manage",
            rights=("insert", "update", "delete"),
            staff_only=True,
            places=(
                "(select d.establishment_id from organisations_department d where d.id = department_id)",
                "(select s.establishment_id from organisations_staffmember s where s.id = staffmember_id)",
            ),
        ),
    ]
