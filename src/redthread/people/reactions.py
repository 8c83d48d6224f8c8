"""What happens to somebody's master data at a person event: nothing; a name and a number do not move."""

from typing import Final

from redthread.foundation import course
from redthread.foundation.course import nothing

_SAME: Final = nothing("Name, number, birth date and language are the same wherever a person is.")
REACTIONS: Final[course.Reactions] = dict.fromkeys(course.PERSON_EVENTS, _SAME) | {
    course.ClientMerged: nothing("The merge itself keeps both names and numbers, see the Merge row."),
    course.ClientUnmerged: nothing(
        "Undoing the merge gives both records their own words for searching back."
    ),
}
course.declare("people", REACTIONS)
