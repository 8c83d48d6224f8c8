"""Tables of requests."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estate", "0002_security"),
        ("organisations", "0002_security"),
        ("people", "0002_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("absent", models.BigIntegerField()),
                ("cover", models.BigIntegerField()),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("set_by", models.BigIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["cover"], name="absence_cover")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cover", models.F("absent")), _negated=True),
                        name="absence_is_covered_by_somebody_else",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("absent", "="), ("days", "&&")], name="absence_has_one_cover_a_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(db_index=False, max_length=40)),
                ("group", models.SlugField(db_index=False, max_length=40)),
                ("group_titles", models.JSONField(default=dict)),
                ("order", models.SmallIntegerField(default=0)),
                ("is_open", models.BooleanField(default=True)),
                ("titles", models.JSONField(default=dict)),
                ("tiles", models.JSONField(default=dict)),
                ("descriptions", models.JSONField(default=dict)),
                ("pictogram", models.SlugField(db_index=False, max_length=40)),
                ("form_code", models.SlugField(db_index=False, max_length=80)),
                ("form_version", models.PositiveIntegerField()),
                ("answer_days", models.PositiveSmallIntegerField()),
                ("info_class", models.BigIntegerField()),
                ("is_private", models.BooleanField(default=False)),
                ("allows_several", models.BooleanField(default=False)),
                ("allows_attachment", models.BooleanField(default=False)),
                (
                    "on_move",
                    models.CharField(
                        choices=[
                            ("follow", "Follows the client to the new establishment"),
                            ("stay", "Is finished by the old establishment"),
                            ("close_with_refile", "Is sent back and can be asked again in one tap"),
                        ],
                        default="follow",
                        max_length=20,
                    ),
                ),
                ("may_pause", models.BooleanField(default=True)),
                ("appeal_days", models.PositiveSmallIntegerField(default=0)),
                ("appeal_on_silence", models.BooleanField(default=False)),
                ("appeal_to", models.JSONField(default=dict)),
                ("appeal_then", models.JSONField(default=dict)),
                ("second_reader_share", models.FloatField(default=0.0)),
                ("escalation", models.JSONField(default=list)),
                (
                    "appeal_department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.department",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.department",
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
            name="ClientRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                ("type_code", models.SlugField(db_index=False, max_length=40)),
                ("allows_several", models.BooleanField(default=False)),
                ("is_private", models.BooleanField(default=False)),
                ("number", models.PositiveIntegerField()),
                ("number_year", models.PositiveSmallIntegerField()),
                ("form_code", models.SlugField(db_index=False, max_length=80)),
                ("form_version", models.PositiveIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("language", models.CharField(max_length=8)),
                (
                    "filed_on",
                    models.CharField(
                        choices=[
                            ("screen", "On a screen, by the client"),
                            ("paper", "On paper, entered by staff"),
                        ],
                        default="screen",
                        max_length=10,
                    ),
                ),
                ("filed_by", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("in_progress", "Someone is working on it"),
                            ("approved", "Yes"),
                            ("declined", "No"),
                            ("returned", "Sent back to you"),
                            ("withdrawn", "You took it back"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("first_read_at", models.DateTimeField(blank=True, null=True)),
                ("taken_by", models.BigIntegerField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=500)),
                ("resumes_on_reply", models.BooleanField(default=False)),
                ("escalated_level", models.PositiveSmallIntegerField(default=0)),
                ("escalated_to", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("escalate_at", models.DateTimeField(blank=True, null=True)),
                ("left_behind", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_by_title", models.CharField(blank=True, max_length=200)),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_form", "It needs another form"),
                            ("duplicate", "You have asked the same thing already"),
                            ("incomplete", "Something is missing"),
                            ("moved", "You have moved"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grounds", models.TextField(blank=True)),
                ("grounds_parts", models.JSONField(default=list)),
                ("next_step", models.TextField(blank=True)),
                ("next_step_parts", models.JSONField(default=list)),
                ("answer_language", models.CharField(blank=True, max_length=8)),
                ("appeal_until", models.DateTimeField(blank=True, null=True)),
                ("satisfied", models.BooleanField(blank=True, null=True)),
                ("has_reply", models.BooleanField(default=False)),
                ("has_news", models.BooleanField(default=False)),
                ("seconds_to_find", models.PositiveIntegerField(blank=True, null=True)),
                ("seconds_to_fill", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "appealed_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.clientrequest",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.department",
                    ),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
                (
                    "filed_at_establishment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
                (
                    "refiled_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.clientrequest",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.unit",
                    ),
                ),
                (
                    "request_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="requests.requesttype",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequestTypeChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "request_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="requests.requesttype",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecondReading",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="second_reading",
                        serialize=False,
                        to="requests.clientrequest",
                    ),
                ),
                ("info_class", models.BigIntegerField()),
                ("drawn_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("read_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "I would have answered the same"),
                            ("unclear", "The decision is right, the grounds are hard to understand"),
                            ("differs", "I would have decided otherwise"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroundTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type_code", models.SlugField(db_index=False, max_length=40)),
                (
                    "decision",
                    models.CharField(
                        choices=[("approved", "Yes"), ("declined", "No"), ("returned", "Sent back to you")],
                        max_length=20,
                    ),
                ),
                ("code", models.SlugField(db_index=False, max_length=80)),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_form", "It needs another form"),
                            ("duplicate", "You have asked the same thing already"),
                            ("incomplete", "Something is missing"),
                            ("moved", "You have moved"),
                        ],
                        max_length=20,
                    ),
                ),
                ("texts", models.JSONField(default=dict)),
                ("next_steps", models.JSONField(default=dict)),
                ("order", models.SmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("establishment", "unit", "type_code", "decision", "code"),
                        name="ground_template_code_is_unique_where_it_is_used",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("texts", {}), _negated=True),
                            models.Q(("next_steps", {}), _negated=True),
                            _connector="OR",
                        ),
                        name="ground_template_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("establishment", "year"), name="number_series_is_one_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestAttachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("is_paper_form", models.BooleanField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("jpeg", models.BinaryField()),
                ("thumbnail", models.BinaryField()),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="requests.clientrequest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["request", "at"], name="attachment_of_request")],
            },
        ),
        migrations.CreateModel(
            name="RequestMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("by_client", models.BooleanField()),
                ("by_title", models.CharField(blank=True, max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[("staff", "Staff only"), ("both", "The client and staff")], max_length=10
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Message"),
                            ("question", "Question to the client"),
                            ("forward", "Note on forwarding"),
                        ],
                        default="note",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("text", models.TextField()),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="requests.clientrequest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["request", "at"], name="message_of_request")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__length__gte", 1), ("text__length__lte", 1000)),
                        name="message_says_something_within_1000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by_client", False), ("audience", "both"), _connector="OR"),
                        name="message_of_the_client_is_for_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "question"), _negated=True),
                            ("audience", "both"),
                            _connector="OR",
                        ),
                        name="question_to_the_client_is_for_both",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="requesttype",
            constraint=models.UniqueConstraint(
                fields=("establishment", "code"), name="request_type_code_is_unique_in_establishment"
            ),
        ),
        migrations.AddConstraint(
            model_name="requesttype",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__gte", 1), ("answer_days__lte", 260)),
                name="request_type_is_answered_within_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="requesttype",
            constraint=models.CheckConstraint(
                condition=models.Q(("info_class__gt", 0)), name="request_type_has_a_class"
            ),
        ),
        migrations.AddConstraint(
            model_name="requesttype",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_reader_share__gte", 0), ("second_reader_share__lte", 1)),
                name="request_type_second_reader_share_is_a_share",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                condition=models.Q(("status__in", ["received", "in_progress"])),
                fields=["establishment", "department", "due_at", "id"],
                name="request_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                condition=models.Q(("status__in", ["received", "in_progress"])),
                fields=["establishment", "due_at", "id"],
                name="request_queue_all",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                condition=models.Q(("status__in", ["received", "in_progress"]), ("taken_by__isnull", False)),
                fields=["taken_by", "due_at", "id"],
                name="request_mine",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                condition=models.Q(("escalate_at__isnull", False)),
                fields=["escalate_at"],
                name="request_to_escalate",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                models.F("client"),
                models.OrderBy(models.F("received_at"), descending=True),
                name="request_own_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(
                models.F("establishment"),
                models.OrderBy(models.F("ended_at"), descending=True),
                models.F("id"),
                name="request_ended_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="clientrequest",
            index=models.Index(fields=["received_at"], name="request_measured"),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.UniqueConstraint(
                fields=("filed_at_establishment", "number_year", "number"),
                name="request_number_is_unique_in_establishment_and_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("allows_several", False),
                    ("appealed_from__isnull", True),
                    ("status__in", ["received", "in_progress"]),
                ),
                fields=("client", "establishment", "type_code"),
                name="request_one_undecided_of_a_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("appealed_from__isnull", False)),
                fields=("appealed_from",),
                name="request_is_appealed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "declined"), _negated=True),
                    models.Q(("grounds", ""), _negated=True),
                    _connector="OR",
                ),
                name="request_declined_has_grounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(("next_step", ""), _negated=True),
                    _connector="OR",
                ),
                name="request_approved_has_next_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "returned"), _negated=True),
                    models.Q(
                        models.Q(("next_step", ""), _negated=True),
                        models.Q(("return_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_returned_says_why_and_what_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("ended_by__isnull", True),
                        ("status__in", ["received", "in_progress"]),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("status__in", ["approved", "declined", "returned", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="request_has_ended_when_its_status_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                    models.Q(
                        ("escalated_level", 0),
                        ("paused_at__isnull", False),
                        ("status", "in_progress"),
                        ("escalate_at__isnull", True),
                        models.Q(("pause_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_paused_is_open_and_not_late_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["received", "in_progress"]),
                    ("escalate_at__isnull", True),
                    _connector="OR",
                ),
                name="request_ended_is_not_escalated_further",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("received_at"))),
                name="request_is_due_after_it_was_received",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("satisfied__isnull", True),
                    ("status__in", ["approved", "declined", "returned"]),
                    _connector="OR",
                ),
                name="request_is_rated_after_its_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_from__isnull", True), ("refiled_from__isnull", True), _connector="OR"
                ),
                name="request_is_an_appeal_or_asked_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("info_class__gt", 0)), name="request_has_a_class"
            ),
        ),
        migrations.AddIndex(
            model_name="requesttypechange",
            index=models.Index(
                models.F("request_type"),
                models.OrderBy(models.F("at"), descending=True),
                name="request_type_change_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="secondreading",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["establishment", "drawn_at"],
                name="second_reading_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("read_by__isnull", True),
                    models.Q(("read_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="second_reading_is_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at__isnull", True), ("read_by__isnull", True), ("verdict", "")),
                    models.Q(
                        ("read_at__isnull", False),
                        ("read_by__isnull", False),
                        models.Q(("verdict", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="second_reading_is_done_with_a_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["", "agrees"]), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="second_reading_other_than_agreeing_says_why",
            ),
        ),
    ]
