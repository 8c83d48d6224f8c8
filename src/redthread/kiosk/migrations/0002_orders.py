"""Who reads and writes the kiosk, and what may never change in an order."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable


class Migration(migrations.Migration):
    """Articles are open to read; orders belong to the class of their request."""

    dependencies = [("kiosk", "0001_initial"), ("foundation", "0001_spine")]

    operations = [
        OpenTable("assortment", write_permission="kiosk.manage"),
        OpenTable("article", write_permission="kiosk.manage"),
        OpenTable("articleprice", write_permission="kiosk.manage", rights=("insert",)),
        OpenTable("articlechange", write_permission="kiosk.manage", rights=("insert",)),
        ProtectTable("order", column="info_class"),
        ProtectTable("orderline", column="info_class"),
        RunSQLFile("redthread.kiosk", "0002_orders"),
    ]
