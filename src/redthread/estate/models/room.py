"""A room, where somebody lives or something takes place."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redthread.estate.enums import LIVED_IN, LivingType, Partition, PlanSide, RoomUse

PLAN_EDGE = 60
"""Squares of the plan's grid, in each direction."""
LOWEST, HIGHEST = -5, 40
"""Storeys, counted from the ground floor."""


class Room(models.Model):
    """A cell or room of a unit.

    ``capacity`` is the number of people it is certified for: where people live, only an approved
    certificate changes it (the database sees to that). ``working_capacity`` is how many of those places are
    in use at present.
    """

    unit = models.ForeignKey("estate.Unit", on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    """For rooms that have one: "Classroom 2"."""
    use = models.CharField(
        max_length=20, choices=RoomUse.choices, default=RoomUse.LIVING, db_default=RoomUse.LIVING
    )
    types = ArrayField(
        models.CharField(max_length=20, choices=LivingType.choices), default=list, db_default=[]
    )
    """Whom it suits, beside what its unit suits."""
    capacity = models.PositiveSmallIntegerField(default=1)
    working_capacity = models.PositiveSmallIntegerField(null=True)
    """None: as certified."""
    area = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    """Net square metres, without the sanitary annex (rule R23)."""
    partition = models.CharField(
        max_length=10, choices=Partition.choices, blank=True, default="", db_default=""
    )
    wall_distance = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    """Metres between the two nearest walls."""
    height = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    """Metres from floor to ceiling."""
    is_open = models.BooleanField(default=True, db_default=True)
    """A closed one takes nobody new; who lives there stays until moved."""
    storey = models.SmallIntegerField(default=0, db_default=0)
    """Floors above the ground floor, below it less than nought; each storey is a plan of its own."""
    plan_x = models.PositiveSmallIntegerField(null=True)
    plan_y = models.PositiveSmallIntegerField(null=True)
    plan_w = models.PositiveSmallIntegerField(null=True)
    plan_h = models.PositiveSmallIntegerField(null=True)
    plan_side = models.CharField(
        max_length=5, choices=PlanSide.choices, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="room_code_is_unique_in_unit"),
            models.CheckConstraint(name="room_use_is_known", condition=Q(use__in=RoomUse.values)),
            models.CheckConstraint(
                name="room_types_are_known", condition=Q(types__contained_by=LivingType.values)
            ),
            models.CheckConstraint(
                name="room_works_within_its_certificate",
                condition=Q(working_capacity__isnull=True) | Q(working_capacity__lte=models.F("capacity")),
            ),
            models.CheckConstraint(name="room_area_is_possible", condition=Q(area__gt=0)),
            models.CheckConstraint(
                name="room_storey_is_possible", condition=Q(storey__range=(LOWEST, HIGHEST))
            ),
            models.CheckConstraint(
                name="room_is_drawn_whole_or_not",
                condition=Q(plan_x=None, plan_y=None, plan_w=None, plan_h=None)
                | Q(
                    plan_x__lt=PLAN_EDGE,
                    plan_y__lt=PLAN_EDGE,
                    plan_w__range=(1, PLAN_EDGE),
                    plan_h__range=(1, PLAN_EDGE),
                ),
            ),
        ]
        ordering = ("unit_id", "code")

    def __str__(self) -> str:
        return self.code

    @property
    def places(self) -> int:
        """How many people may live there at present: the working capacity."""
        return self.capacity if self.working_capacity is None else self.working_capacity

    @property
    def is_lived_in(self) -> bool:
        """Whether people are placed there; other rooms are booked by the hour."""
        return self.use in LIVED_IN
