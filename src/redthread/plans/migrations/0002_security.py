"""Row security of plans: each row is read by who may read its life area; only its owner writes it."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """What may be read follows from the class; who writes stands in ``sql/0002_plans.up.sql``."""

    dependencies = [("plans", "0001_initial"), ("people", "0002_security")]
    operations = [
        ProtectTable("Plan", column="info_class", rights=(), partners=True),
        ProtectTable("PlanVersion", column="info_class", rights=(), partners=True),
        ProtectTable("Goal", column="info_class", rights=(), partners=True),
        ProtectTable("Action", column="info_class", rights=(), partners=True),
        ProtectTable("Remark", column="info_class", rights=(), partners=True),
        ProtectTable("DoubleEffort", column="info_class", rights=(), partners=True),
        ProtectTable("ClientWord", column="info_class", rights=(), partners=True),
        ProtectTable("Signature", column="info_class", rights=(), partners=True),
        RunSQLFile("redthread.plans", "0002_plans"),
    ]
