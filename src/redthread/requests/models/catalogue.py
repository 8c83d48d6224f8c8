"""The catalogue: which types of request an establishment offers, and the texts its units answer with."""

from django.db import models
from django.db.models import F, Q

from redthread.requests.enums import MoveRule, RequestStatus, ReturnReason

TEXTS = ("titles", "tiles", "descriptions", "group_titles", "appeal_to", "appeal_then")
"""Columns of a type that only pages read: a step leaves them in the database."""


class RequestType(models.Model):
    """A kind of request that an establishment answers, such as a question to the nurse.

    Texts are mappings of language to text; ``appeal_then`` says what comes after the answer to an appeal.
    Changes go through ``services.change_request_type``, which keeps who changed what; requests keep the terms
    they were handed in under.
    """

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40, db_index=False)
    group = models.SlugField(max_length=40, db_index=False)
    group_titles = models.JSONField(default=dict)
    order = models.SmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    titles = models.JSONField(default=dict)
    tiles = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    pictogram = models.SlugField(max_length=40, db_index=False)
    form_code = models.SlugField(max_length=80, db_index=False)
    form_version = models.PositiveIntegerField()
    department = models.ForeignKey("organisations.Department", on_delete=models.PROTECT, related_name="+")
    answer_days = models.PositiveSmallIntegerField()
    info_class = models.BigIntegerField()
    is_private = models.BooleanField(default=False)
    allows_several = models.BooleanField(default=False)
    allows_attachment = models.BooleanField(default=False)
    on_move = models.CharField(max_length=20, choices=MoveRule.choices, default=MoveRule.FOLLOW)
    may_pause = models.BooleanField(default=True)
    appeal_days = models.PositiveSmallIntegerField(default=0)
    appeal_on_silence = models.BooleanField(default=False)
    appeal_to = models.JSONField(default=dict)
    appeal_then = models.JSONField(default=dict)
    appeal_department = models.ForeignKey(
        "organisations.Department", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    second_reader_share = models.FloatField(default=0.0)
    escalation = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "code"], name="request_type_code_is_unique_in_establishment"
            ),
            models.CheckConstraint(
                name="request_type_is_answered_within_a_year",
                condition=Q(answer_days__gte=1) & Q(answer_days__lte=260),
            ),
            models.CheckConstraint(name="request_type_has_a_class", condition=Q(info_class__gt=0)),
            models.CheckConstraint(
                name="request_type_second_reader_share_is_a_share",
                condition=Q(second_reader_share__gte=0) & Q(second_reader_share__lte=1),
            ),
        ]

    def __repr__(self) -> str:
        return f"<RequestType {self.code} of establishment {self.establishment_id}>"


class RequestTypeChange(models.Model):
    """One change of a type: who, when, why, and every field before and after. Never updated."""

    request_type = models.ForeignKey(RequestType, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(F("request_type"), F("at").desc(), name="request_type_change_newest")]


class GroundTemplate(models.Model):
    """A text that a unit or a whole establishment answers with; ``texts`` and ``next_steps`` by language.

    What was said with it is frozen in the request: a later change does not rewrite an answer.
    """

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "estate.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    type_code = models.SlugField(max_length=40, db_index=False)
    decision = models.CharField(
        max_length=20,
        choices=[
            (s.value, s.label)
            for s in (RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.RETURNED)
        ],
    )
    code = models.SlugField(max_length=80, db_index=False)
    return_reason = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    texts = models.JSONField(default=dict)
    next_steps = models.JSONField(default=dict)
    order = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "unit", "type_code", "decision", "code"],
                nulls_distinct=False,
                name="ground_template_code_is_unique_where_it_is_used",
            ),
            models.CheckConstraint(
                name="ground_template_says_something", condition=~Q(texts={}) | ~Q(next_steps={})
            ),
        ]


class NumberSeries(models.Model):
    """The last number given in a year at an establishment; written by ``requests.next_number`` alone."""

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year"], name="number_series_is_one_a_year")
        ]
