"""What protects disclosures, handovers and templates, and the functions that write them; reviewed as SQL."""

from django.db import migrations

from redthread.foundation.classes import InformationClass
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable

OWN_ORGANISATION = (
    "(select access.actor_kind()) <> 'partner' or organisation_id = (select access.organisation_id())"
)
NOT_OUTSIDE = "(select access.actor_kind()) in ('client', 'staff', 'system')"


class Migration(migrations.Migration):
    """Written by functions only: nobody outside reads whom else something was told."""

    dependencies = [
        ("sharing", "0002_partners"),
        ("organisations", "0004_partner_security"),
        ("people", "0004_merges"),
    ]
    operations = [
        ProtectTable("disclosure", info_class=InformationClass.IDENTITY, rights=(), read_also=NOT_OUTSIDE),
        ProtectTable(
            "handover",
            info_class=InformationClass.IDENTITY,
            rights=(),
            read_also=OWN_ORGANISATION,
            partners=True,
        ),
        OpenTable("granttemplate", partners=True),
        RunSQLFile("redthread.sharing", "0003_partners"),
        RunSQLFile("redthread.sharing", "0004_handovers"),
    ]
