"""What roles may allow in contacts."""

from enum import StrEnum


class Permission(StrEnum):
    """Asked by services with :func:`redthread.foundation.actor.require`, and by the database."""

    READ = "contacts.read"
    APPROVE = "contacts.approve"
    BAR = "contacts.bar"
    VERIFY = "contacts.verify"
