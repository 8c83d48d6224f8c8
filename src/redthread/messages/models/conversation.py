"""Conversations, the messages in them, and what they say.

Nothing is written here by the web role: every change goes through a function of ``sql/``, which looks at both
ends. What a message says lies in tables of their own, so that both sides see a held one without its words.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import get_language

from redthread.messages.enums import AddresseeKind, AttachmentKind, CloseReason, MessageState, Side


class Conversation(models.Model):
    """A thread between a client and one addressee.

    Attributes:
        addressee: code of the pack's addressee for a unit or role; empty otherwise.
        names: what the addressee is called, language → words; one of a person has the key ``""``.
        roles: who answers for a unit or role, wherever the client is.
        never_closed: no restriction of a remand closes it off (a lawyer, a court).
        receipts: the other side's look is told to who wrote.
        answer_due_at: before when an answer is expected; None where nothing waits.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=AddresseeKind.choices)
    addressee = models.SlugField(max_length=40, blank=True, db_index=False)
    names = models.JSONField()
    pictogram = models.CharField(max_length=40)
    client_name = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    unit = models.ForeignKey(
        "estate.Unit", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    staff_actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    correspondent_id = models.BigIntegerField(null=True)
    never_closed = models.BooleanField(default=False)
    receipts = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    last_at = models.DateTimeField()
    last_side = models.CharField(max_length=10, choices=Side.choices)
    client_unread = models.PositiveIntegerField(default=0)
    other_unread = models.PositiveIntegerField(default=0)
    answer_due_at = models.DateTimeField(null=True)
    taken_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=10, choices=CloseReason.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conversation_names_one_addressee",
                condition=(
                    Q(
                        kind__in=["unit", "role"],
                        staff_actor_id=None,
                        organisation_id=None,
                        correspondent_id=None,
                    )
                    & ~Q(addressee="")
                )
                | Q(kind__in=["staff", "teacher"], staff_actor_id__isnull=False, correspondent_id=None)
                | Q(kind="partner", organisation_id__isnull=False, correspondent_id=None)
                | Q(kind__in=["relative", "privileged"], correspondent_id__isnull=False, staff_actor_id=None),
            ),
            models.CheckConstraint(
                name="conversation_closed_has_reason", condition=Q(closed_at=None) ^ ~Q(closed_why="")
            ),
            models.UniqueConstraint(
                name="conversation_open_once_with_a_role",
                fields=["client", "addressee"],
                condition=Q(closed_at=None) & ~Q(addressee=""),
            ),
            models.UniqueConstraint(
                name="conversation_open_once_with_staff",
                fields=["client", "staff_actor_id"],
                condition=Q(closed_at=None, staff_actor_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="conversation_open_once_with_a_partner",
                fields=["client", "organisation_id"],
                condition=Q(closed_at=None, organisation_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="conversation_open_once_with_a_contact",
                fields=["client", "correspondent_id"],
                condition=Q(closed_at=None, correspondent_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-last_at"], name="conversation_of_client"),
            models.Index(
                fields=["establishment", "-last_at"],
                name="conversation_of_role",
                condition=Q(kind__in=["unit", "role"]),
            ),
            models.Index(
                fields=["establishment", "answer_due_at"],
                name="conversation_waiting",
                condition=Q(kind__in=["unit", "role"], answer_due_at__isnull=False),
            ),
            models.Index(
                fields=["staff_actor_id", "-last_at"],
                name="conversation_of_staff",
                condition=Q(staff_actor_id__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "-last_at"],
                name="conversation_of_partner",
                condition=Q(organisation_id__isnull=False),
            ),
            models.Index(
                fields=["correspondent_id", "-last_at"],
                name="conversation_of_contact",
                condition=Q(correspondent_id__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Say whether it can be written in."""
        return self.closed_at is None

    @property
    def name(self) -> str:
        """What the addressee is called, in the active language."""
        names: dict[str, str] = self.names
        return names.get(get_language() or "en") or names.get("") or names.get("en", "")

    @property
    def kind_words(self) -> str | Promise:
        """What kind of addressee it is, to the client."""
        return AddresseeKind(self.kind).label


class Message(models.Model):
    """The envelope of a message: both sides see it, whatever becomes of what it says.

    Attributes:
        by: the actor who wrote it; ``by_name`` and ``by_title`` are what the other side reads.
        seen_at: when the other side first opened the conversation after it was delivered.
        causes: why it is or was read by staff; empty where nobody reads it.
        review_due_at: before when; None where nothing waits.
        escalated_at: when a role was told last that it waits too long; ``told_roles`` were told so far.
        escalate_at: when the next role is told; None: nobody else is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices)
    delivered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(null=True)
    causes = ArrayField(models.CharField(max_length=12), default=list)
    review_due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    told_roles = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    block_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_delivered_has_time",
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_held_waits_for_somebody",
                condition=~Q(state="held") | Q(review_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_seen_after_it_came", condition=Q(seen_at=None) | Q(seen_at__gte=F("at"))
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-at"], name="message_of_conversation"),
            models.Index(
                fields=["review_due_at"], name="message_to_review", condition=Q(review_due_at__isnull=False)
            ),
            models.Index(
                fields=["client", "review_due_at"],
                name="message_to_review_of",
                condition=Q(review_due_at__isnull=False),
            ),
        ]


class Body(models.Model):
    """What a message says."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="body")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="body_holds_no_more_than_20000_characters", condition=Q(text__length__lte=20_000)
            )
        ]


class Attachment(models.Model):
    """A photo, drawing or voice note, encoded anew by us; ``milliseconds`` is the length of a voice note."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=AttachmentKind.choices)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    milliseconds = models.PositiveIntegerField(default=0)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
