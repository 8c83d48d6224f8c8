"""What happens to notices at a person event: nothing, for they hold nothing about a person."""

from typing import Final

from redthread.foundation import course
from redthread.foundation.course import nothing

_NOTHING: Final = nothing("A notice names no client, so nothing about one moves or ends with it.")
REACTIONS: Final[course.Reactions] = dict.fromkeys(course.PERSON_EVENTS, _NOTHING)
course.declare("notices", REACTIONS)
