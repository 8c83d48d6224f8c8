"""What staff may do with clients' master data."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of people."""

    READ = "people.read"
    SEARCH = "people.search"
    CREATE = "people.create"
    MERGE = "people.merge"
    """Say that two records are one person, or that they were not."""
