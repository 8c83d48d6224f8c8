"""Who manages keys and devices."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of sign-in."""

    ENROL_DEVICE = "signin.enrol_device"
    RESET_PIN = "signin.reset_pin"
    INVITE_STAFF = "signin.invite_staff"
    END_SESSIONS = "signin.end_sessions"
