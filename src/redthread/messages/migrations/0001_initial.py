"""Tables of messages."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("estate", "0005_estate"),
        ("people", "0004_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                ("side", models.CharField(choices=[("client", "Client"), ("other", "Other")], max_length=10)),
                ("by", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=200)),
                ("by_title", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("delivered", "Delivered"),
                            ("blocked", "Blocked"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.BigIntegerField(null=True)),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("review_due_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("escalate_at", models.DateTimeField(null=True)),
                (
                    "told_roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), db_default=[], default=list, size=None
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("block_reason", models.CharField(blank=True, max_length=12)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unit", "Your unit"),
                            ("role", "Staff"),
                            ("staff", "One of the staff"),
                            ("teacher", "A teacher"),
                            ("partner", "A case worker outside"),
                            ("relative", "Family or a friend"),
                            ("privileged", "A lawyer, a court or an authority"),
                        ],
                        max_length=10,
                    ),
                ),
                ("addressee", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("names", models.JSONField()),
                ("pictogram", models.CharField(max_length=40)),
                ("client_name", models.CharField(max_length=200)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("staff_actor_id", models.BigIntegerField(null=True)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("correspondent_id", models.BigIntegerField(null=True)),
                ("never_closed", models.BooleanField(default=False)),
                ("receipts", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField()),
                ("last_at", models.DateTimeField()),
                (
                    "last_side",
                    models.CharField(choices=[("client", "Client"), ("other", "Other")], max_length=10),
                ),
                ("client_unread", models.PositiveIntegerField(default=0)),
                ("other_unread", models.PositiveIntegerField(default=0)),
                ("answer_due_at", models.DateTimeField(null=True)),
                ("taken_by", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved"),
                            ("released", "Released"),
                            ("barred", "Barred"),
                            ("left", "Left"),
                            ("died", "Died"),
                            ("merged", "Merged"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
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
                    "establishment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.establishment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estate.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("info_class", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "Photo"), ("drawing", "Drawing"), ("voice", "Voice note")],
                        max_length=10,
                    ),
                ),
                ("media_type", models.CharField(max_length=40)),
                ("data", models.BinaryField()),
                ("milliseconds", models.PositiveIntegerField(default=0)),
                ("width", models.PositiveSmallIntegerField(default=0)),
                ("height", models.PositiveSmallIntegerField(default=0)),
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="messages.message",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="conversation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="messages.conversation",
            ),
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="messages.message",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="messages.message",
                    ),
                ),
                ("info_class", models.BigIntegerField()),
                ("text", models.TextField(blank=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ControlCopy",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="messages.message",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("new_text", models.TextField(blank=True)),
                ("words", models.JSONField(default=list)),
                ("destroy_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClientReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("grounds", models.CharField(max_length=500)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("set_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.client",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("begins_at")), models.Q(("grounds", ""), _negated=True)
                        ),
                        name="client_review_has_an_end_and_grounds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("client",),
                        name="client_review_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["conversation", "-at"], name="message_of_conversation"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("review_due_at__isnull", False)),
                fields=["review_due_at"],
                name="message_to_review",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("review_due_at__isnull", False)),
                fields=["client", "review_due_at"],
                name="message_to_review_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "delivered"), _negated=True),
                    ("delivered_at__isnull", False),
                    _connector="OR",
                ),
                name="message_delivered_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    ("review_due_at__isnull", False),
                    _connector="OR",
                ),
                name="message_held_waits_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("seen_at", None), ("seen_at__gte", models.F("at")), _connector="OR"),
                name="message_seen_after_it_came",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["client", "-last_at"], name="conversation_of_client"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("kind__in", ["unit", "role"])),
                fields=["establishment", "-last_at"],
                name="conversation_of_role",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("answer_due_at__isnull", False), ("kind__in", ["unit", "role"])),
                fields=["establishment", "answer_due_at"],
                name="conversation_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("staff_actor_id__isnull", False)),
                fields=["staff_actor_id", "-last_at"],
                name="conversation_of_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("organisation_id__isnull", False)),
                fields=["organisation_id", "-last_at"],
                name="conversation_of_partner",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("correspondent_id__isnull", False)),
                fields=["correspondent_id", "-last_at"],
                name="conversation_of_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("correspondent_id", None),
                        ("kind__in", ["unit", "role"]),
                        ("organisation_id", None),
                        ("staff_actor_id", None),
                        models.Q(("addressee", ""), _negated=True),
                    ),
                    models.Q(
                        ("correspondent_id", None),
                        ("kind__in", ["staff", "teacher"]),
                        ("staff_actor_id__isnull", False),
                    ),
                    models.Q(
                        ("correspondent_id", None), ("kind", "partner"), ("organisation_id__isnull", False)
                    ),
                    models.Q(
                        ("correspondent_id__isnull", False),
                        ("kind__in", ["relative", "privileged"]),
                        ("staff_actor_id", None),
                    ),
                    _connector="OR",
                ),
                name="conversation_names_one_addressee",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at", None), models.Q(("closed_why", ""), _negated=True), _connector="XOR"
                ),
                name="conversation_closed_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), models.Q(("addressee", ""), _negated=True)),
                fields=("client", "addressee"),
                name="conversation_open_once_with_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("staff_actor_id__isnull", False)),
                fields=("client", "staff_actor_id"),
                name="conversation_open_once_with_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("organisation_id__isnull", False)),
                fields=("client", "organisation_id"),
                name="conversation_open_once_with_a_partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("correspondent_id__isnull", False)),
                fields=("client", "correspondent_id"),
                name="conversation_open_once_with_a_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__length__lte", 20000)),
                name="body_holds_no_more_than_20000_characters",
            ),
        ),
        migrations.AddIndex(
            model_name="controlcopy",
            index=models.Index(
                condition=models.Q(("destroyed_at", None)), fields=["destroy_at"], name="copy_to_destroy"
            ),
        ),
        migrations.AddConstraint(
            model_name="controlcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("destroyed_at", None), models.Q(("new_text", ""), ("text", "")), _connector="OR"
                ),
                name="copy_destroyed_is_empty",
            ),
        ),
    ]
