"""Who takes part, how it is written, and how it is controlled."""

from django.db import migrations

from redthread.foundation.classes import InformationClass as C
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """Conversations are protected by who takes part; looks and decisions by their class."""

    dependencies = [
        ("messages", "0001_initial"),
        ("contacts", "0002_security"),
        ("custody", "0006_safety"),
        ("notices", "0002_security"),
        ("organisations", "0004_partner_security"),
        ("people", "0004_merges"),
        ("sharing", "0003_partner_security"),
        ("signin", "0002_security"),
    ]
    operations = [
        ProtectTable(
            "Look",
            info_class=C.MESSAGES,
            rights=(),
            read_also="(select access.actor_kind()) in ('client', 'staff')",
        ),
        ProtectTable(
            "ClientReview",
            info_class=C.MESSAGES,
            read_also="(select access.actor_kind()) in ('client', 'staff')",
            write_also="(select access.may('messages.restrict'))",
        ),
        RunSQLFile("redthread.messages", "0002_messages"),
        RunSQLFile("redthread.messages", "0003_control"),
    ]
