"""What a plan is made of: goals, actions, and what others say to their owners."""

from functools import reduce
from operator import or_
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from redthread.plans.enums import (
    CLASS_OF,
    ActionStatus,
    Continues,
    DoubleAnswer,
    DoubleReason,
    GoalStatus,
    LifeArea,
    Owner,
    RemarkAnswer,
    RemarkKind,
    Source,
)
from redthread.plans.models.plan import Plan

_AREA_HAS_ITS_CLASS = reduce(or_, (Q(area=area, info_class=int(bit)) for area, bit in CLASS_OF.items()))
_PARTNER_IS_NAMED = Q(owner=Owner.PARTNER, organisation__isnull=False) | ~Q(owner=Owner.PARTNER) & Q(
    organisation__isnull=True
)


class _Part(models.Model):
    """A row of a plan that one owner writes. Client, version and author are set by a trigger.

    Attributes:
        words: what is wanted or done, as its owner wrote it, in ``language``.
        version: one more at each change; whoever saves says which one they began from.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=12, choices=LifeArea.choices)
    info_class = models.BigIntegerField()
    owner = models.CharField(max_length=10, choices=Owner.choices)
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    words = models.CharField(max_length=500)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    changed_by = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class Goal(_Part):
    """What is to be reached in a life area; ``outcome`` says how it ended."""

    status = models.CharField(max_length=10, choices=GoalStatus.choices, default=GoalStatus.OPEN)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_goal_has_the_class_of_its_area", condition=_AREA_HAS_ITS_CLASS),
            models.CheckConstraint(name="plan_goal_of_a_partner_names_it", condition=_PARTNER_IS_NAMED),
        ]
        indexes = [
            models.Index(fields=["client"], name="plan_goal_of_client"),
            models.Index(fields=["plan"], name="plan_goal_of_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.words}"


class Action(_Part):
    """What somebody does, from a day to a day, towards a goal.

    Attributes:
        goal: None for what a partner brought in before goals were set.
        person: who does it, by name; the organisation's own affair.
        ends_on: the last day; None: not known yet.
        evidence: what shows that it was done.
        continues: of a partner's action that ran before: what becomes of it.
        reference: of what was brought in: the same row of the same partner is brought in once.
    """

    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, related_name="actions", null=True, blank=True, db_index=False
    )
    person = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=ActionStatus.choices, default=ActionStatus.PLANNED)
    evidence = models.CharField(max_length=500, blank=True)
    continues = models.CharField(max_length=10, choices=Continues.choices, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    reference = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_action_has_the_class_of_its_area", condition=_AREA_HAS_ITS_CLASS
            ),
            models.CheckConstraint(name="plan_action_of_a_partner_names_it", condition=_PARTNER_IS_NAMED),
            models.CheckConstraint(
                name="plan_action_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="plan_action_brought_in_is_a_partners",
                condition=Q(source="") | Q(owner=Owner.PARTNER) & ~Q(reference=""),
            ),
            models.UniqueConstraint(
                fields=["plan", "organisation", "reference"],
                condition=~Q(reference=""),
                name="plan_action_is_brought_in_once",
            ),
        ]
        indexes = [
            models.Index(fields=["client"], name="plan_action_of_client"),
            models.Index(fields=["plan"], name="plan_action_of_plan"),
            models.Index(fields=["goal"], condition=Q(goal__isnull=False), name="plan_action_of_goal"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.words}"


class Remark(models.Model):
    """A comment on an action, or a proposal to its owner."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="remarks", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=RemarkKind.choices)
    words = models.CharField(max_length=500)
    language = models.CharField(max_length=8)
    owner = models.CharField(max_length=10, choices=Owner.choices)
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    by_actor = models.BigIntegerField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=RemarkAnswer.choices, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_remark_is_answered_by_somebody",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(kind=RemarkKind.PROPOSAL, answered_by__isnull=False),
            ),
            models.CheckConstraint(name="plan_remark_of_a_partner_names_it", condition=_PARTNER_IS_NAMED),
        ]
        indexes = [
            models.Index(fields=["client"], name="plan_remark_of_client"),
            models.Index(fields=["action"], name="plan_remark_of_action"),
        ]


class DoubleEffort(models.Model):
    """Somebody was about to start what another already did; what they decided is kept and counted.

    Attributes:
        action: what was started anyway; None when they went on with the other's.
        other: what ran already.
        reason, because: why it was started anyway: one of a few reasons, and in their own words.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    other = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=14, choices=DoubleAnswer.choices)
    words = models.CharField(max_length=500)
    reason = models.CharField(max_length=12, choices=DoubleReason.choices, blank=True)
    because = models.CharField(max_length=500, blank=True)
    owner = models.CharField(max_length=10, choices=Owner.choices)
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    by_actor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_started_anyway_has_a_reason",
                condition=Q(answer=DoubleAnswer.CONTINUE, action=None, reason="")
                | Q(answer=DoubleAnswer.START_ANYWAY, action__isnull=False)
                & ~Q(reason="")
                & (~Q(reason=DoubleReason.OTHER) | ~Q(because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["client"], name="plan_double_of_client"),
            models.Index(fields=["at"], name="plan_double_by_time"),
        ]
