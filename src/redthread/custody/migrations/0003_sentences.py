"""Legal status and sentences, and their row security."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from redthread.foundation.classes import InformationClass as C
from redthread.foundation.operations import RunSQLFile
from redthread.foundation.security import ProtectTable

MAY = "(select access.may('custody.sentence'))"


class Migration(migrations.Migration):
    """Facts that are added to: rows are ended or withdrawn, never written over."""

    dependencies = [
        ("custody", "0002_security"),
        ("people", "0002_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sentence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=20)),
                ("starts_on", models.DateField()),
                ("remand_days", models.PositiveIntegerField(default=0)),
                ("postponed_days", models.PositiveIntegerField(default=0)),
                ("is_repeat", models.BooleanField(default=False)),
                ("release_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("supervision_ends_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("is_current", models.BooleanField(default=True)),
                ("is_set_aside", models.BooleanField(db_default=False, default=False)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.sentence",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SentenceInterruption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("why", models.CharField(blank=True, max_length=120)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "sentence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interruptions",
                        to="custody.sentence",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SentencePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("case", models.CharField(blank=True, max_length=80)),
                ("judged_on", models.DateField()),
                ("final_on", models.DateField()),
                ("is_life", models.BooleanField(default=False)),
                ("years", models.PositiveSmallIntegerField(default=0)),
                ("months", models.PositiveSmallIntegerField(default=0)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                (
                    "runs",
                    models.CharField(
                        choices=[("after", "after"), ("together", "together")], default="after", max_length=10
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.client"
                    ),
                ),
                (
                    "sentence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="custody.sentence",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalStatus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("remand", "in remand"),
                            ("sentenced", "serving a sentence"),
                            ("recalled", "recalled"),
                            ("on_leave", "on leave"),
                            ("on_supervision", "under supervision"),
                            ("ended", "ended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.BigIntegerField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("is_set_aside", models.BooleanField(db_default=False, default=False)),
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
                        condition=models.Q(("is_set_aside", False), ("withdrawn_at", None)),
                        expressions=[("client", "="), ("period", "&&")],
                        name="legal_statuses_of_a_client_never_overlap",
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
                        name="legal_status_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="sentence",
            index=models.Index(
                condition=models.Q(("is_current", True)), fields=["release_on"], name="sentence_by_release"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True), ("is_set_aside", False)),
                fields=("client",),
                name="one_current_sentence_a_client",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="sentence_corrected_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("release_on", None), ("release_on__lte", models.F("ends_on")), _connector="OR"
                ),
                name="sentence_release_not_after_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentenceinterruption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("begins_on"))),
                name="sentence_interruption_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentencepart",
            constraint=models.UniqueConstraint(fields=("sentence", "number"), name="sentence_part_number"),
        ),
        migrations.AddConstraint(
            model_name="sentencepart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days", 0), ("is_life", True), ("months", 0), ("years", 0)),
                    models.Q(
                        ("is_life", False),
                        models.Q(("years__gt", 0), ("months__gt", 0), ("days__gt", 0), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="sentence_part_is_life_or_a_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentencepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("final_on__gte", models.F("judged_on"))),
                name="sentence_part_final_after_judged",
            ),
        ),
        ProtectTable("LegalStatus", partners=True, info_class=int(C.PHASE), write_also=MAY),
        ProtectTable("Sentence", partners=True, info_class=int(C.RELEASE_DATES), write_also=MAY),
        ProtectTable(
            "SentencePart", partners=True, info_class=int(C.RELEASE_DATES), rights=("insert",), write_also=MAY
        ),
        ProtectTable(
            "SentenceInterruption",
            partners=True,
            info_class=int(C.RELEASE_DATES),
            rights=("insert",),
            write_also=MAY,
        ),
        RunSQLFile("redthread.custody", "0003_sentences"),
    ]
