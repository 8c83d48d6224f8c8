"""The course of a client: its phases, and the tasks of the guides that hold in them."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redthread.journey.enums import LapseReason, TaskStatus
from redthread.journey.models.guide import PHASES

TO_DO = (TaskStatus.WAITING.value, TaskStatus.OPEN.value, TaskStatus.KNOWN.value)


class Course(models.Model):
    """From an arrival to the end of what follows it. ``look_at``: when time alone brings the next change."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    pack = models.SlugField(max_length=20, db_index=False)
    phase = models.CharField(max_length=20, choices=PHASES)
    phase_since = models.DateTimeField()
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    """When the guides began to be kept; later than the start for who was here before them."""
    look_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    merge_id = models.BigIntegerField(null=True)
    """The merge of two records that ended it; it goes on when that is undone."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_at=None), name="course_one_running_a_client"
            )
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(ended_at=None), name="course_to_look_at"),
            models.Index(fields=["pack", "client"], condition=Q(ended_at=None), name="course_by_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} in {self.phase}"


class CoursePhase(models.Model):
    """The guide of a phase held in a course, in the version that was current when it began."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="phases")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=20, choices=PHASES)
    version = models.ForeignKey("journey.GuideVersion", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "phase"], condition=Q(left_at=None), name="course_phase_holds_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase} of {self.client_id}"


class CourseTask(models.Model):
    """A task of somebody's course. Written by the functions of ``sql/0002_journey.up.sql`` and nobody else.

    Attributes:
        occurrence: which time of a task that is done again and again, from 1.
        role, assignee_id: who does it: a role or somebody outside, and the person where one was named.
        is_shown: the guide has words for the client; the others are hidden from them by the database.
        counted_from: the instant of the fact that the deadline counts from.
        latest_at: the longer limit with special reasons.
        checks: kinds of thread events, each of which completes it.
        repeats_on: kinds of thread events after which it is to be done again, and ``again_at`` when one came.
        done_seq: the entry of the thread that completed it; None where somebody said so.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("journey.GuideVersion", on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=20, choices=PHASES)
    code = models.SlugField(max_length=60, db_index=False)
    occurrence = models.PositiveIntegerField(default=1)
    order = models.PositiveSmallIntegerField()
    info_class = models.BigIntegerField()
    is_shown = models.BooleanField()
    role = models.SlugField(max_length=40, db_index=False)
    assignee_id = models.BigIntegerField(null=True)
    escalates_to = models.SlugField(max_length=40, blank=True, db_index=False)
    checks = ArrayField(models.CharField(max_length=80), default=list)
    repeats_on = ArrayField(models.CharField(max_length=80), default=list)
    status = models.CharField(max_length=10, choices=TaskStatus.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    latest_at = models.DateTimeField(null=True)
    counted_from = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    done_seq = models.IntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    lapsed = models.CharField(max_length=10, choices=LapseReason.choices, blank=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "code", "occurrence"], name="course_task_occurs_once"),
            models.CheckConstraint(
                name="course_task_ended_says_when",
                condition=Q(status__in=TO_DO, done_at=None) | ~Q(status__in=TO_DO) & Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="course_task_done_by_somebody",
                condition=~Q(status__in=("done", "skipped")) | Q(done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="course_task_skipped_says_why", condition=~Q(status="skipped") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="course_task_lapsed_says_why", condition=Q(status="lapsed") ^ Q(lapsed="")
            ),
        ]
        indexes = [
            models.Index(fields=["role", "client"], condition=Q(status="open"), name="course_task_of_a_role"),
            models.Index(
                fields=["assignee_id"],
                condition=Q(status="open", assignee_id__isnull=False),
                name="course_task_of_a_person",
            ),
            models.Index(
                fields=["escalates_to", "client"],
                condition=Q(status="open", escalated_at__isnull=False),
                name="course_task_escalated",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(status="open", escalated_at=None) & ~Q(escalates_to=""),
                name="course_task_to_escalate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.client_id}: {self.status}"


class TaskAnswers(models.Model):
    """The form of a task as it was sent, which completed the task; never changed. Read like the task itself.

    Attributes:
        form, version: the published questionnaire that was answered.
        answers: linkId → answer, as the forms engine checked them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    task = models.OneToOneField(CourseTask, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    info_class = models.BigIntegerField()
    is_shown = models.BooleanField()
    form = models.SlugField(max_length=64, db_index=False)
    version = models.PositiveIntegerField()
    answers = models.JSONField()
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.form} {self.version} of {self.client_id}"


class NotedFact(models.Model):
    """The day of something that no other part of the service sees, noted by staff; the last one counts."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    fact = models.SlugField(max_length=40, db_index=False)
    on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.fact} of {self.client_id} on {self.on}"
