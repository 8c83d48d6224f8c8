"""Row security of contacts and bans, and the functions that answer what passes."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """Contacts are read by class; a ban by the class of its source, and by staff only."""

    dependencies = [
        ("contacts", "0001_initial"),
        ("people", "0004_merges"),
        ("estate", "0001_initial"),
    ]
    operations = [
        ProtectTable(
            "Contact",
            info_class=int(InformationClass.CONTACTS),
            rights=("insert", "update"),
            write_also="(select access.may('contacts.approve'))",
        ),
        ProtectTable(
            "Ban",
            column="info_class",
            rights=("insert", "update"),
            read_also="(select access.actor_kind() in ('staff', 'system'))",
            write_also="(select access.may('contacts.bar'))",
        ),
        RunSQLFile("redthread.contacts", "0002_contacts"),
    ]
