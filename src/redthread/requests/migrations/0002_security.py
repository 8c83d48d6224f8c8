"""Row security of requests, and the functions beside it."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable

NOT_FOR_CLIENTS = "(select access.actor_kind()) <> 'client'"


class Migration(migrations.Migration):
    """Every table is protected; what a client wrote or was told is never deleted."""

    dependencies = [("requests", "0001_initial"), ("foundation", "0001_spine")]
    operations = [
        OpenTable("RequestType", write_permission="requests.catalogue", places=("establishment_id",)),
        OpenTable(
            "RequestTypeChange",
            write_permission="requests.catalogue",
            rights=("insert",),
            places=("(select t.establishment_id from requests_requesttype t where t.id = request_type_id)",),
        ),
        OpenTable("GroundTemplate"),
        OpenTable("NumberSeries"),
        OpenTable(
            "Absence",
            write_permission="requests.decide",
            rights=("insert", "update", "delete"),
            places=(
                "(select s.establishment_id from organisations_staffmember s where s.actor_id = absent)",
            ),
        ),
        ProtectTable("ClientRequest", column="info_class"),
        ProtectTable(
            "RequestMessage",
            column="info_class",
            rights=("insert",),
            read_also=f"(audience = 'both' or {NOT_FOR_CLIENTS})",
            write_also=f"(audience = 'both' or {NOT_FOR_CLIENTS})",
        ),
        ProtectTable("RequestAttachment", column="info_class", rights=("insert",)),
        ProtectTable(
            "SecondReading",
            column="info_class",
            rights=("insert",),
            read_also=NOT_FOR_CLIENTS,
            write_also=NOT_FOR_CLIENTS,
        ),
        RunSQLFile("redthread.requests", "0002_requests"),
    ]
