"""What happens to plans at a person event."""

from typing import Final

from redthread.foundation import course
from redthread.foundation.course import nothing

_EMPTY: Final = nothing("There is no table of clients here yet, and so nothing to move.")
REACTIONS: Final[course.Reactions] = dict.fromkeys(course.PERSON_EVENTS, _EMPTY)
course.declare("plans", REACTIONS)
