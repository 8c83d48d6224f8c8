"""Reads of departments and staff."""

from datetime import datetime

from django.db.models import Q

from redthread.foundation.kept import Kept
from redthread.organisations.models import Department, PartnerMember, PartnerOrganisation, StaffMember

_DEPARTMENTS = Kept(
    lambda establishment_id: Department.objects.filter(
        establishment_id=establishment_id, is_active=True
    ).order_by("code"),
    establishment_id=int,
)


def list_departments(*, establishment_id: int) -> list[Department]:
    """Return the open departments of an establishment, by code."""
    return _DEPARTMENTS(establishment_id=establishment_id)


def find_department(*, establishment_id: int, code: str) -> Department | None:
    """Return the department with this code there, or None."""
    return Department.objects.filter(establishment_id=establishment_id, code=code).first()


_OWN_DEPARTMENTS = Kept(
    lambda actor_id: (
        Department.objects.filter(members__actor_id=actor_id, is_active=True)
        .order_by("id")
        .values_list("id", flat=True)
    ),
    actor_id=int,
)


def list_department_ids_of(*, actor_id: int) -> list[int]:
    """Return the departments in which the staff member behind ``actor_id`` works."""
    return _OWN_DEPARTMENTS(actor_id=actor_id)


def get_staff_member(*, actor_id: int) -> StaffMember:
    """Return the staff member behind an actor."""
    return StaffMember.objects.select_related("establishment").get(actor_id=actor_id)


def list_staff_of_service() -> list[StaffMember]:
    """Return those who work for the whole service and not at one establishment, by name."""
    rows = StaffMember.objects.filter(establishment=None).prefetch_related("departments")
    return list(rows.order_by("family_name", "given_name", "id"))


def list_staff(*, establishment_id: int | None = None) -> list[StaffMember]:
    """Return staff by name, of one establishment or of all."""
    rows = StaffMember.objects.select_related("establishment").prefetch_related("departments")
    if establishment_id is not None:
        rows = rows.filter(establishment_id=establishment_id)
    return list(rows.order_by("family_name", "given_name", "id"))


def find_member(*, actor_id: int) -> PartnerMember | None:
    """Return the membership behind a partner's actor, with its organisation, or None."""
    return PartnerMember.objects.select_related("organisation").filter(actor_id=actor_id).first()


def list_members(*, organisation_id: int, at: datetime | None = None) -> list[PartnerMember]:
    """Return the people of an organisation by name; with ``at``, only those whose work goes on then."""
    rows = PartnerMember.objects.filter(organisation_id=organisation_id)
    if at is not None:
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    return list(rows.order_by("family_name", "given_name", "id"))


def find_organisation(*, organisation_id: int) -> PartnerOrganisation | None:
    """Return an organisation, or None."""
    return PartnerOrganisation.objects.filter(id=organisation_id).first()


def list_organisations(*, kind: str = "", only_open: bool = True) -> list[PartnerOrganisation]:
    """Return partner organisations by name, of one kind or all."""
    rows = PartnerOrganisation.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if only_open:
        rows = rows.filter(is_active=True)
    return list(rows.order_by("name", "id"))
