"""Who keeps the questionnaires."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions that roles give."""

    FORMS_KEEP = "requests.catalogue"
    """Save, publish and retire questionnaires: one task with keeping the catalogue that offers them."""
