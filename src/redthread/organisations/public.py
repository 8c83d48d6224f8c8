"""What other modules use of organisations."""

from redthread.organisations.enums import MemberRole, PartnerKind
from redthread.organisations.models import (
    Department,
    PartnerDesk,
    PartnerMember,
    PartnerOrganisation,
    StaffMember,
)
from redthread.organisations.permissions import Permission
from redthread.organisations.queries import (
    find_department,
    find_member,
    find_organisation,
    get_staff_member,
    list_department_ids_of,
    list_departments,
    list_members,
    list_organisations,
    list_staff,
    list_staff_of_service,
)
from redthread.organisations.services.partners import (
    MemberExistsError,
    MembershipEndedError,
    PartnerExistsError,
    change_member,
    change_organisation,
    close_organisation,
    end_membership,
    invite_member,
    may_manage,
    register_organisation,
    set_identity_provider,
)
from redthread.organisations.services.staff import (
    add_staff_member,
    choose_language,
    save_department,
    set_departments,
)

__all__ = [
    "Department",
    "MemberExistsError",
    "MemberRole",
    "MembershipEndedError",
    "PartnerDesk",
    "PartnerExistsError",
    "PartnerKind",
    "PartnerMember",
    "PartnerOrganisation",
    "Permission",
    "StaffMember",
    "add_staff_member",
    "change_member",
    "change_organisation",
    "choose_language",
    "close_organisation",
    "end_membership",
    "find_department",
    "find_member",
    "find_organisation",
    "get_staff_member",
    "invite_member",
    "list_department_ids_of",
    "list_departments",
    "list_members",
    "list_organisations",
    "list_staff",
    "list_staff_of_service",
    "may_manage",
    "register_organisation",
    "save_department",
    "set_departments",
    "set_identity_provider",
]
