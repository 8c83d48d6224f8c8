"""Who reads and writes the kiosk, and what may never change in an order."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import OpenTable, ProtectTable

OF_ARTICLE = (
    "(select s.establishment_id from kiosk_assortment s join kiosk_article a on a.assortment_id = s.id "
    "where a.id = article_id)"
)


class Migration(migrations.Migration):
    """Articles are open to read; orders belong to the class of their request."""

    dependencies = [("kiosk", "0001_initial"), ("foundation", "0001_spine")]

    operations = [
        OpenTable("assortment", write_permission="kiosk.manage", places=("establishment_id",)),
        OpenTable(
            "article",
            write_permission="kiosk.manage",
            places=("(select s.establishment_id from kiosk_assortment s where s.id = assortment_id)",),
        ),
        OpenTable("articleprice", write_permission="kiosk.manage", rights=("insert",), places=(OF_ARTICLE,)),
        OpenTable("articlechange", write_permission="kiosk.manage", rights=("insert",), places=(OF_ARTICLE,)),
        ProtectTable("order", column="info_class"),
        ProtectTable("orderline", column="info_class"),
        RunSQLFile("redthread.kiosk", "0002_orders"),
    ]
