"""What staff may do with money. Which client's money it holds for is row security's."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions that roles give."""

    MONEY_POST = "money.post"
    """Book money in, out and between a client's accounts, and see the accounts of the house."""
