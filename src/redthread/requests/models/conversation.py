"""What is said and shown inside a request."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from redthread.requests.enums import Audience, MessageKind

models.TextField.register_lookup(Length)


class RequestMessage(models.Model):
    """A message inside a request; never changed and never deleted.

    Attributes:
        id: carried by the form, so that sending it twice is one message.
        audience: ``staff`` is hidden from the client by row security.
        info_class: of the request.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    request = models.ForeignKey(
        "requests.ClientRequest", on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    by_client = models.BooleanField()
    by_title = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.NOTE)
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_says_something_within_1000_characters",
                condition=Q(text__length__gte=1) & Q(text__length__lte=1_000),
            ),
            models.CheckConstraint(
                name="message_of_the_client_is_for_both", condition=Q(by_client=False) | Q(audience="both")
            ),
            models.CheckConstraint(
                name="question_to_the_client_is_for_both", condition=~Q(kind="question") | Q(audience="both")
            ),
        ]
        indexes = [models.Index(fields=["request", "at"], name="message_of_request")]


class RequestAttachment(models.Model):
    """A cleaned picture: the photo of a paper form, or what a client wants to show."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    request = models.ForeignKey(
        "requests.ClientRequest", on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    is_paper_form = models.BooleanField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    jpeg = models.BinaryField()
    thumbnail = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="attachment_of_request")]


class PaperPhoto(models.Model):
    """A cleaned photo of a paper form that is being entered: kept while the form has mistakes, a day at most.

    Attributes:
        form_id: the id that the form carries, which becomes the request's.
        by: who enters it; nobody else sees it.
        info_class: of the type that is being entered.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    form_id = models.UUIDField()
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    jpeg = models.BinaryField()
    thumbnail = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["form_id", "at"], name="paper_photo_of_form")]
