"""A booking, and whom and what it takes."""

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from redthread.timetable.enums import TAKES, BookingStatus, EndCode

ACTIVE = sorted(TAKES)


class Booking(models.Model):
    """Somebody, a room or a device is taken for a time.

    A room is never taken twice: the database refuses. People can be, by a named decision; whoever made the
    weaker booking sees that it clashes (:mod:`redthread.timetable.queries.clashes`).

    Attributes:
        origin, reference: the module that asked for it and its own id there; empty reference for none.
        kind: a kind of the pack (``court``, ``visit``, ``work`` …); its priority and title are there.
        titles: own words by language; empty: the kind's.
        info_class: who may read it; the others see that the person is busy and nothing more.
        rank: how strong the kind was when it was booked, 0 the strongest.
        place: where, in words, when it is none of our rooms (a court).
        occurrence: of a series: the wall time by the rule, which stays when the occurrence is moved.
        decided_by, decision_reason: who booked over a clash, and why.
        offered_from: the booking that this one is offered instead of.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    origin = models.SlugField(max_length=40, default="timetable", db_index=False)
    reference = models.CharField(max_length=80, blank=True)
    kind = models.SlugField(max_length=40, db_index=False)
    titles = models.JSONField(default=dict)
    info_class = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField()
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    room = models.ForeignKey(
        "estate.Room", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    place = models.CharField(max_length=120, blank=True)
    period = DateTimeRangeField()
    status = models.CharField(max_length=10, choices=BookingStatus.choices, default=BookingStatus.PLANNED)
    series = models.ForeignKey(
        "timetable.Series", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    occurrence = models.CharField(max_length=16, blank=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    end_code = models.CharField(max_length=20, choices=EndCode.choices, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    offered_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_takes_a_room_alone",
                expressions=[("room", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(status__in=ACTIVE, room__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["series", "occurrence"],
                condition=Q(series__isnull=False),
                name="booking_of_a_series_is_there_once",
            ),
            models.CheckConstraint(
                name="booking_has_a_beginning_and_an_end",
                condition=Q(period__startswith__isnull=False, period__endswith__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_cancelled_says_why",
                condition=Q(status="cancelled", ended_at__isnull=False) & ~Q(end_code="")
                | ~Q(status="cancelled") & Q(end_code="", ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_over_a_clash_names_who_and_why",
                condition=Q(decided_by__isnull=True, decision_reason="", decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="booking_of_series"),
            models.Index(
                fields=["offered_from"], condition=Q(offered_from__isnull=False), name="booking_instead"
            ),
            models.Index(
                fields=["establishment"], condition=Q(status="offered"), name="booking_offered_here"
            ),
            models.Index(fields=["made_by", "made_at"], name="booking_by_maker"),
            models.Index(
                fields=["origin", "reference"], condition=~Q(reference=""), name="booking_of_origin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class _Part(models.Model):
    """What a booking takes. ``period`` and ``is_active`` are the booking's: a trigger copies them."""

    period = DateTimeRangeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True


class BookingClient(_Part):
    """A client in a booking; several in a group. ``left_at``: their part ended, not that of the others."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="clients", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_code = models.CharField(max_length=20, choices=EndCode.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "client"], condition=Q(left_at=None), name="booking_has_a_client_once"
            )
        ]
        indexes = [
            GistIndex(fields=["client", "period"], name="booking_client_when"),
            models.Index(fields=["booking"], name="booking_client_of"),
        ]


class BookingStaff(_Part):
    """A member of staff in a booking."""

    pk = models.CompositePrimaryKey("booking_id", "staff_id")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="staff", db_index=False)
    staff = models.ForeignKey(
        "organisations.StaffMember", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [GistIndex(fields=["staff", "period"], name="booking_staff_when")]


class BookingEquipment(_Part):
    """A device in a booking; never in two at a time."""

    pk = models.CompositePrimaryKey("booking_id", "equipment_id")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="equipment", db_index=False)
    equipment = models.ForeignKey(
        "estate.Equipment", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_takes_a_device_alone",
                expressions=[("equipment", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_active=True),
            )
        ]
