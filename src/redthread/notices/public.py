"""What other modules use of notices.

One of a few fixed sentences and the door's address go out within a minute. Nobody who acts can call for a
mail: a module that has something to tell has a function in SQL that knows its reason, looks the address up
and calls ``notices_tell(id, address, language, door, kind, about, secret, at)``, such as ``sharing_tell_of``.
The sign-in alone calls ``tell``, for codes to people who are not in yet.
"""

from redthread.notices.enums import NoticeKind
from redthread.notices.models import Notice
from redthread.notices.permissions import Permission
from redthread.notices.ports import Mail, NotDeliveredError, Postman
from redthread.notices.queries import Told, count_waiting, find_told, list_dead_letters
from redthread.notices.services.dead_letters import put_away, try_again
from redthread.notices.services.outbox import Outgoing, connect_outgoing, forget_sent, seal, send_next, tell
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
    "seal",
    "send_next",
    "subject_of",
    "tell",
    "text_of",
    "try_again",
]
