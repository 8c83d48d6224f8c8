"""Who may change the estate, and who says how many people a room may hold."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of the estate."""

    MANAGE = "estate.manage"
    CERTIFY_REQUEST = "estate.certify_request"
    CERTIFY = "estate.certify"
