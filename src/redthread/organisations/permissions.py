"""Who may change departments and staff."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of organisations."""

    MANAGE = "organisations.manage"
    MANAGE_PARTNERS = "organisations.manage_partners"
