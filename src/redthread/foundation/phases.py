"""The phases of a course: where a client is on the way from remand to the day after the last meeting.

They live in the foundation because what a partner may read follows from the phase (``sharing``), and so do
the guides (``journey``). Source: the rules for phases, guides and the shared plan.
"""

from enum import StrEnum


class Phase(StrEnum):
    """In the order of a course; a course may begin at any of them and go back (recall)."""

    REMAND = "remand"
    INTAKE = "intake"
    SERVING = "serving"
    RELEASE = "release"
    SUPERVISION = "supervision"
    AFTER = "after"
