"""A request: what was asked, the promise, and the answer."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from redthread.requests.enums import FiledOn, RequestStatus, ReturnReason

OPEN = [s.value for s in RequestStatus if s.is_open]
ENDED = [s.value for s in RequestStatus if not s.is_open]


class ClientRequest(models.Model):
    """Something a client asks the service to decide, such as a visit or a leave.

    Every step goes through :mod:`redthread.requests.services`; a trigger refuses the steps that must never
    happen.

    Attributes:
        id: carried by the form, so that sending it twice is one request.
        number: for people, with ``number_year``; counted per establishment where it was handed in.
        establishment: who answers now; ``filed_at_establishment`` is where it was handed in.
        unit: where the client lives, kept up to date while the request is open.
        allows_several, is_private: of the type at hand-in.
        grounds, next_step: the words as the person deciding saw them, in ``answer_language``;
            ``…_parts`` hold them piece by piece in every language they exist in (``rules.answers``).
        left_behind: the client has moved and the old establishment finishes it.
        escalated_to: the role told last that the promise is broken.
        carried_out_at: when what a yes promised had happened.
        has_reply, has_news: something new for staff, for the client.
        seconds_to_find, seconds_to_fill: from the catalogue to the form, from the form to hand-in.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    filed_at_establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "estate.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    department = models.ForeignKey(
        "organisations.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    request_type = models.ForeignKey(
        "requests.RequestType", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    type_code = models.SlugField(max_length=40, db_index=False)
    allows_several = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    number_year = models.PositiveSmallIntegerField()
    form_code = models.SlugField(max_length=80, db_index=False)
    form_version = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=8)
    filed_on = models.CharField(max_length=10, choices=FiledOn.choices, default=FiledOn.SCREEN)
    filed_by = models.BigIntegerField()
    refiled_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    appealed_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    status = models.CharField(max_length=20, choices=RequestStatus.choices, default=RequestStatus.RECEIVED)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.BigIntegerField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=500, blank=True)
    resumes_on_reply = models.BooleanField(default=False)
    escalated_level = models.PositiveSmallIntegerField(default=0)
    escalated_to = models.SlugField(max_length=40, blank=True, db_index=False)
    escalate_at = models.DateTimeField(null=True, blank=True)
    left_behind = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    ended_by_title = models.CharField(max_length=200, blank=True)
    return_reason = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    grounds = models.TextField(blank=True)
    grounds_parts = models.JSONField(default=list)
    next_step = models.TextField(blank=True)
    next_step_parts = models.JSONField(default=list)
    answer_language = models.CharField(max_length=8, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    satisfied = models.BooleanField(null=True, blank=True)
    has_reply = models.BooleanField(default=False)
    has_news = models.BooleanField(default=False)
    seconds_to_find = models.PositiveIntegerField(null=True, blank=True)
    seconds_to_fill = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filed_at_establishment", "number_year", "number"],
                name="request_number_is_unique_in_establishment_and_year",
            ),
            models.UniqueConstraint(
                fields=["client", "establishment", "type_code"],
                condition=Q(status__in=OPEN, allows_several=False, appealed_from__isnull=True),
                name="request_one_undecided_of_a_type",
            ),
            models.UniqueConstraint(
                fields=["appealed_from"],
                condition=Q(appealed_from__isnull=False),
                name="request_is_appealed_once",
            ),
            models.CheckConstraint(
                name="request_declined_has_grounds", condition=~Q(status="declined") | ~Q(grounds="")
            ),
            models.CheckConstraint(
                name="request_approved_has_next_step", condition=~Q(status="approved") | ~Q(next_step="")
            ),
            models.CheckConstraint(
                name="request_returned_says_why_and_what_to_do",
                condition=~Q(status="returned") | (~Q(next_step="") & ~Q(return_reason="")),
            ),
            models.CheckConstraint(
                name="request_has_ended_when_its_status_says_so",
                condition=Q(status__in=OPEN, ended_at__isnull=True, ended_by__isnull=True)
                | Q(status__in=ENDED, ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="request_paused_is_open_and_not_late_and_says_why",
                condition=Q(paused_at__isnull=True, pause_reason="")
                | (
                    Q(paused_at__isnull=False, status="in_progress", escalated_level=0)
                    & Q(escalate_at__isnull=True)
                    & ~Q(pause_reason="")
                ),
            ),
            models.CheckConstraint(
                name="request_ended_is_not_escalated_further",
                condition=Q(status__in=OPEN) | Q(escalate_at__isnull=True),
            ),
            models.CheckConstraint(
                name="request_is_due_after_it_was_received", condition=Q(due_at__gte=F("received_at"))
            ),
            models.CheckConstraint(
                name="request_is_rated_after_its_answer",
                condition=Q(satisfied__isnull=True) | Q(status__in=["approved", "declined", "returned"]),
            ),
            models.CheckConstraint(
                name="request_is_carried_out_after_a_yes",
                condition=Q(carried_out_at__isnull=True) | Q(status="approved"),
            ),
            models.CheckConstraint(
                name="request_is_an_appeal_or_asked_again",
                condition=Q(appealed_from__isnull=True) | Q(refiled_from__isnull=True),
            ),
            models.CheckConstraint(name="request_has_a_class", condition=Q(info_class__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["establishment", "department", "due_at", "id"],
                condition=Q(status__in=OPEN),
                name="request_queue",
            ),
            models.Index(
                fields=["establishment", "due_at", "id"],
                condition=Q(status__in=OPEN),
                name="request_queue_all",
            ),
            models.Index(
                fields=["taken_by", "due_at", "id"],
                condition=Q(status__in=OPEN, taken_by__isnull=False),
                name="request_mine",
            ),
            models.Index(
                fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="request_to_escalate"
            ),
            models.Index(F("client"), F("received_at").desc(), name="request_own_newest"),
            models.Index(F("establishment"), F("ended_at").desc(), name="request_ended_newest"),
            models.Index(fields=["establishment", "received_at"], name="request_measured"),
        ]

    def __repr__(self) -> str:
        return f"<ClientRequest {self.reference} {self.status}>"

    @property
    def reference(self) -> str:
        """The number that people say; unique with the establishment where it was handed in."""
        return f"{self.number_year}-{self.number}"
