"""What happened in the kiosk, as the thread keeps it. Money in minor units."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(ThreadEvent):
    """A client ordered; ``lines`` as article codes with quantities (``coffee 2``), ``said`` the price."""

    kind: ClassVar[str] = "kiosk.order_placed"
    order_id: UUID
    total: int
    currency: str
    said: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLinePacked(ThreadEvent):
    """Staff said how many of an article come, and why not all."""

    kind: ClassVar[str] = "kiosk.line_packed"
    order_id: UUID
    article: str
    ordered: int
    delivered: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(ThreadEvent):
    """An order was packed and paid (``said``); what did not come went back to the account."""

    kind: ClassVar[str] = "kiosk.order_delivered"
    order_id: UUID
    paid: int
    returned: int
    currency: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(ThreadEvent):
    """An order ended without goods; all money (``said``) went back."""

    kind: ClassVar[str] = "kiosk.order_closed"
    order_id: UUID
    returned: int
    currency: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssortmentLoaded(ThreadEvent):
    """An establishment's kiosk was filled from its pack; in the chain of the house."""

    kind: ClassVar[str] = "kiosk.assortment_loaded"
    establishment_id: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssortmentChanged(ThreadEvent):
    """Limits or the order window of a kiosk changed; in the chain of the house."""

    kind: ClassVar[str] = "kiosk.assortment_changed"
    establishment_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChanged(ThreadEvent):
    """An article was added, priced, changed, stopped or resumed; in the chain of the house."""

    kind: ClassVar[str] = "kiosk.article_changed"
    establishment_id: int
    article: str
    change: str
