"""What other modules use of organisations."""

from redthread.organisations.models import Department, StaffMember
from redthread.organisations.permissions import Permission
from redthread.organisations.queries import (
    find_department,
    get_staff_member,
    list_department_ids_of,
    list_departments,
    list_staff,
    list_staff_of_service,
)
from redthread.organisations.services import (
    add_staff_member,
    choose_language,
    save_department,
    set_departments,
)

__all__ = [
    "Department",
    "Permission",
    "StaffMember",
    "add_staff_member",
    "choose_language",
    "find_department",
    "get_staff_member",
    "list_department_ids_of",
    "list_departments",
    "list_staff",
    "list_staff_of_service",
    "save_department",
    "set_departments",
]
