"""What happens to rights at a person event: the caseload follows from where the person is held.

Nothing is done here by hand: ``access.place_client`` derives who reaches the person in the same transaction
(``foundation/sql/0003_reach.up.sql``), and a record opened outside one's reach closes by its hour.
"""

from typing import Final

from redthread.foundation import course
from redthread.foundation.course import nothing

_DERIVED: Final = nothing("Reach is derived from where the person is held, in the same transaction.")
REACTIONS: Final[course.Reactions] = dict.fromkeys(course.PERSON_EVENTS, _DERIVED)
course.declare("sharing", REACTIONS)
