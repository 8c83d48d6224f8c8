"""Tables of the kiosk."""

from redthread.kiosk.models.assortment import Article, ArticleChange, ArticlePrice, Assortment, name_in
from redthread.kiosk.models.order import Order, OrderLine

__all__ = ["Article", "ArticleChange", "ArticlePrice", "Assortment", "Order", "OrderLine", "name_in"]
