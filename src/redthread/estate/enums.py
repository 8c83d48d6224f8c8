"""Stored choices of the estate. Their words are for staff."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RoomUse(TextChoices):
    """What a room is for."""

    LIVING = "living", pgettext_lazy("room", "Living room")
    SEGREGATION = "segregation", pgettext_lazy("room", "Segregation room")
    CLASSROOM = "classroom", pgettext_lazy("room", "Classroom")
    WORKSHOP = "workshop", pgettext_lazy("room", "Workshop")
    VISIT = "visit", pgettext_lazy("room", "Visiting room")
    HEALTH = "health", pgettext_lazy("room", "Health care room")
    VIDEO = "video", pgettext_lazy("room", "Video room")
    MEETING = "meeting", pgettext_lazy("room", "Meeting room")
    COURT = "court", pgettext_lazy("room", "Court room")


LIVED_IN = (RoomUse.LIVING, RoomUse.SEGREGATION)
"""Where people are placed; all others are booked by the hour."""


class LivingType(TextChoices):
    """Whom a unit or a room suits."""

    REMAND = "remand", pgettext_lazy("unit", "Remand")
    OPEN = "open", pgettext_lazy("unit", "Open conditions")
    CLOSED = "closed", pgettext_lazy("unit", "Closed conditions")
    WOMEN = "women", pgettext_lazy("unit", "Women")
    YOUTH = "youth", pgettext_lazy("unit", "Young people")
    CARE = "care", pgettext_lazy("unit", "Care")
    MOTHER_CHILD = "mother_child", pgettext_lazy("unit", "Parent and child")
    ACCESSIBLE = "accessible", pgettext_lazy("unit", "Accessible")


class Partition(TextChoices):
    """How toilet and basin are set apart from the room."""

    UNKNOWN = "", pgettext_lazy("sanitary annex", "Not known")
    ELSEWHERE = "elsewhere", pgettext_lazy("sanitary annex", "Outside the room")
    NONE = "none", pgettext_lazy("sanitary annex", "In the room, not set apart")
    PARTIAL = "partial", pgettext_lazy("sanitary annex", "In the room, partly set apart")
    FULL = "full", pgettext_lazy("sanitary annex", "Set apart from floor to ceiling")


class PlanSide(TextChoices):
    """The side of the corridor on which a room lies."""

    AUTOMATIC = "", pgettext_lazy("plan", "Odd numbers above, even below")
    ABOVE = "above", pgettext_lazy("plan", "Above the corridor")
    BELOW = "below", pgettext_lazy("plan", "Below the corridor")


class OutReason(TextChoices):
    """Why a room is out of use."""

    REPAIR = "repair", pgettext_lazy("room", "Repair")
    DAMAGE = "damage", pgettext_lazy("room", "Damage")
    WATER = "water", pgettext_lazy("room", "No water, heat or power")
    CLEANING = "cleaning", pgettext_lazy("room", "Cleaning")
    INSPECTION = "inspection", pgettext_lazy("room", "Inspection")
    REBUILDING = "rebuilding", pgettext_lazy("room", "Rebuilding")
    OTHER = "other", pgettext_lazy("room", "Other")


class CertificateState(TextChoices):
    """Where a capacity certificate stands."""

    REQUESTED = "requested", pgettext_lazy("certificate", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("certificate", "Approved")
    DECLINED = "declined", pgettext_lazy("certificate", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "Withdrawn")


class EquipmentKind(TextChoices):
    """Devices that are booked."""

    VIDEO_LINK = "video_link", pgettext_lazy("device", "Video link")
    LAPTOP_CART = "laptop_cart", pgettext_lazy("device", "Laptop cart")
    PROJECTOR = "projector", pgettext_lazy("device", "Projector")
    INTERPRETER_PHONE = "interpreter_phone", pgettext_lazy("device", "Interpreter's telephone")
    OTHER = "other", pgettext_lazy("device", "Other device")
