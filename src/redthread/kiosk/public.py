"""The door into the kiosk from outside."""

from redthread.kiosk.enums import ArticleChangeKind, OrderStatus, ShortReason
from redthread.kiosk.models import Article, ArticleChange, ArticlePrice, Assortment, Order, OrderLine
from redthread.kiosk.permissions import Permission
from redthread.kiosk.queries.shop import (
    Shelf,
    Shop,
    ShopArticle,
    find_assortment,
    get_order,
    get_shop,
    list_lines,
    list_options,
)
from redthread.kiosk.queries.staff import (
    PackingLine,
    PackingList,
    PackingOrder,
    list_articles,
    list_changes,
    list_packing,
    list_prices,
)
from redthread.kiosk.rules import OrderWindow
from redthread.kiosk.services.assortment import (
    ArticleError,
    ArticleFacts,
    add_article,
    change_article,
    change_assortment,
    load_assortment,
    resume_article,
    set_price,
    stop_article,
)
from redthread.kiosk.services.orders import (
    DeliveryError,
    NoKioskError,
    OrderRefusedError,
    OrderSettledError,
    pack_line,
)

__all__ = [
    "Article",
    "ArticleChange",
    "ArticleChangeKind",
    "ArticleError",
    "ArticleFacts",
    "ArticlePrice",
    "Assortment",
    "DeliveryError",
    "NoKioskError",
    "Order",
    "OrderLine",
    "OrderRefusedError",
    "OrderSettledError",
    "OrderStatus",
    "OrderWindow",
    "PackingLine",
    "PackingList",
    "PackingOrder",
    "Permission",
    "Shelf",
    "Shop",
    "ShopArticle",
    "ShortReason",
    "add_article",
    "change_article",
    "change_assortment",
    "find_assortment",
    "get_order",
    "get_shop",
    "list_articles",
    "list_changes",
    "list_lines",
    "list_options",
    "list_packing",
    "list_prices",
    "load_assortment",
    "pack_line",
    "resume_article",
    "set_price",
    "stop_article",
]
