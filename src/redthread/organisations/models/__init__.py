"""The tables of organisations."""

from redthread.organisations.models.department import Department
from redthread.organisations.models.partner import PartnerDesk, PartnerMember, PartnerOrganisation
from redthread.organisations.models.staff_member import StaffMember

__all__ = ["Department", "PartnerDesk", "PartnerMember", "PartnerOrganisation", "StaffMember"]
