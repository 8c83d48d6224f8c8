"""What staff may do with the kiosk."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions that roles give."""

    KIOSK_MANAGE = "kiosk.manage"
    """Maintain articles, prices, limits and the stop-list."""
    REQUESTS_DECIDE = "requests.decide"
    """Pack an order: whoever answers the request says what comes."""
