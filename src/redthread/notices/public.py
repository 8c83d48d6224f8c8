"""What other modules use of notices.

``tell(address=…, language=…, kind="task", about=f"handover:{id}", at=at)`` inside any context: one of a few
fixed sentences and the door's address go out within a minute.
"""

from redthread.notices.enums import NoticeKind
from redthread.notices.models import Notice
from redthread.notices.permissions import Permission
from redthread.notices.ports import Mail, NotDeliveredError, Postman
from redthread.notices.queries import Told, count_waiting, find_told, list_dead_letters
from redthread.notices.services.dead_letters import put_away, try_again
from redthread.notices.services.outbox import Outgoing, connect_outgoing, forget_sent, send_next, tell
from redthread.notices.services.words import subject_of, text_of

__all__ = [
    "Mail",
    "NotDeliveredError",
    "Notice",
    "NoticeKind",
    "Outgoing",
    "Permission",
    "Postman",
    "Told",
    "connect_outgoing",
    "count_waiting",
    "find_told",
    "forget_sent",
    "list_dead_letters",
    "put_away",
    "send_next",
    "subject_of",
    "tell",
    "text_of",
    "try_again",
]
