"""What happens to notices that cannot be delivered; kept in the house's own chain, without the address."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGivenUp(ThreadEvent):
    """A notice could not be delivered and became a dead letter."""

    kind: ClassVar[str] = "notices.given_up"
    notice_id: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHandled(ThreadEvent):
    """Somebody had a dead letter tried again (``again``), or put it away (``away``)."""

    kind: ClassVar[str] = "notices.handled"
    notice_id: str
    how: str
