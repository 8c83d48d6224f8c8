"""Restrictions, keep-apart, cell-sharing risk and segregation, and their row security."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from redthread.foundation.classes import InformationClass as C
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable


class Migration(migrations.Migration):
    """Facts of safety: a trigger keeps what was decided as it was decided."""

    dependencies = [
        ("custody", "0005_capacity"),
        ("estate", "0005_estate"),
        ("people", "0003_number"),
    ]

    operations = [
        migrations.CreateModel(
            name="Segregation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ground", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=1000)),
                ("place", models.CharField(max_length=120)),
                ("doctor", models.CharField(max_length=120)),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("review_due_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_reason", models.CharField(blank=True, max_length=500)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SegregationNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "time with other people"),
                            ("doctor", "a doctor came"),
                            ("visit", "the daily visit"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("who", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "segregation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="custody.segregation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SegregationReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(choices=[("continue", "goes on"), ("end", "ends")], max_length=20),
                ),
                ("grounds", models.CharField(max_length=1000)),
                ("was_late", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "segregation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="custody.segregation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CellSharing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("standard", "standard"),
                            ("raised", "raised"),
                            ("high", "high: alone, or by a named decision"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("assessed_at", models.DateTimeField()),
                ("assessed_by", models.BigIntegerField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-assessed_at"], name="cell_sharing_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="cell_sharing_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("assessed_at")),
                            _connector="OR",
                        ),
                        name="cell_sharing_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeepApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_role",
                    models.CharField(
                        choices=[
                            ("victim", "victim"),
                            ("perpetrator", "perpetrator"),
                            ("not_relevant", "not relevant"),
                            ("unknown", "unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "other_role",
                    models.CharField(
                        choices=[
                            ("victim", "victim"),
                            ("perpetrator", "perpetrator"),
                            ("not_relevant", "not relevant"),
                            ("unknown", "unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bullying", "bullying"),
                            ("gang", "gangs"),
                            ("violence", "violence"),
                            ("threat", "threats"),
                            ("police", "the police asked for it"),
                            ("legal", "parties of the same case"),
                            ("other", "another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("cell", "the same room"),
                            ("landing", "the same unit"),
                            ("unit", "the same house"),
                            ("establishment", "the same establishment"),
                            ("transport", "the same journey"),
                        ],
                        max_length=20,
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=1000)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_reason", models.CharField(blank=True, max_length=500)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("client", "other"),
                        django.db.models.functions.comparison.Greatest("client", "other"),
                        condition=models.Q(("closed_at", None)),
                        name="keep_apart_one_open_per_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("client", models.F("other")), _negated=True),
                        name="keep_apart_is_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None), ("closed_reason", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("closed_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="keep_apart_closed_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("other_inmates", "being with others"),
                            ("news", "following the news"),
                            ("visits", "visits"),
                            ("letters", "letters"),
                            ("phone", "phone calls"),
                            ("belongings", "having certain belongings"),
                            ("electronic", "electronic contact"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "closes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        db_default=["message", "letter", "phone", "visit", "video"],
                        size=None,
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("decision_number", models.CharField(max_length=60)),
                ("decided_by", models.CharField(max_length=120)),
                ("told_reason", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField()),
                ("lifted_decision", models.CharField(blank=True, max_length=60)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.BigIntegerField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.BigIntegerField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        expressions=[("client", "="), ("channel", "="), ("period", "&&")],
                        name="restrictions_of_a_kind_never_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    "other_inmates",
                                    "news",
                                    "visits",
                                    "letters",
                                    "phone",
                                    "belongings",
                                    "electronic",
                                ],
                            )
                        ),
                        name="restriction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision_number", ""), _negated=True),
                            models.Q(("decided_by", ""), _negated=True),
                        ),
                        name="restriction_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_decision", ""),
                            models.Q(
                                ("lifted_at__isnull", False),
                                models.Q(("lifted_decision", models.F("decision_number")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_is_lifted_by_another_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="segregation",
            index=models.Index(
                condition=models.Q(("period__endswith", None)),
                fields=["establishment"],
                name="segregation_now_by_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="segregation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("client", "="), ("period", "&&")], name="segregations_of_a_client_never_overlap"
            ),
        ),
        migrations.AddConstraint(
            model_name="segregation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("place", ""), _negated=True),
                    models.Q(("doctor", ""), _negated=True),
                ),
                name="segregation_holds_its_facts",
            ),
        ),
        migrations.AddIndex(
            model_name="segregationnote",
            index=models.Index(fields=["segregation", "on"], name="segregation_note_by_day"),
        ),
        migrations.AddConstraint(
            model_name="segregationnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "contact"), ("minutes__gte", 1), ("minutes__lte", 1440)),
                    models.Q(models.Q(("kind", "contact"), _negated=True), ("minutes", 0)),
                    _connector="OR",
                ),
                name="segregation_contact_has_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="segregationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("grounds", ""), _negated=True), name="segregation_review_has_grounds"
            ),
        ),
        ProtectTable(
            "Restriction",
            partners=True,
            info_class=int(C.RESTRICTIONS),
            read_also="(select access.actor_kind() in ('staff', 'system')) or withdrawn_at is null",
            write_also="(select access.may('custody.restrict'))",
        ),
        ProtectTable(
            "KeepApart",
            info_class=int(C.RESTRICTIONS),
            rights=(),
            read_also="(select access.actor_kind() in ('staff', 'system'))",
        ),
        ProtectTable(
            "CellSharing",
            info_class=int(C.RISK_LEVEL),
            rights=("insert",),
            write_also="(select access.may('custody.keep_apart')) and assessed_by = (select access.actor_id())",
        ),
        ProtectTable(
            "Segregation",
            info_class=int(C.RESTRICTIONS),
            write_also="(select access.may('custody.segregate'))",
        ),
        ProtectTable(
            "SegregationReview",
            info_class=int(C.RESTRICTIONS),
            rights=("insert",),
            write_also="(select access.may('custody.segregate')) and by = (select access.actor_id())",
        ),
        ProtectTable("SegregationNote", info_class=int(C.RESTRICTIONS), rights=()),
        RunSQLFile("redthread.custody", "0006_safety"),
    ]
