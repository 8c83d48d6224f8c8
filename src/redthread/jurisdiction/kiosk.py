"""Reading the kiosk: what there is (shared by packs) and what it costs here (each pack's own)."""

from collections.abc import Mapping

from redthread.jurisdiction.pack import Article, Category, Kiosk, OrderWindow
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Table
from redthread.jurisdiction.texts import Text


def read_kiosk(articles: Table, prices: Table) -> Kiosk:
    """Return what is sold: the articles that have a price here.

    Raises:
        PackError: a price without its article, or a category or allergen that is not there.
    """
    categories = _categories(articles)
    allergens = _allergens(articles)
    price_table = prices.table("price")
    price_of = price_table.wholes()
    found = {}
    for code, table in articles.tables("article"):
        article = _article(code, table, price_of.get(code))
        if article.category not in categories:
            table.refuse("category", f"there is no {article.category!r}")
        for allergen in article.allergens:
            if allergen not in allergens:
                table.refuse("allergens", f"there is no {allergen!r}")
        if code in price_of:
            found[code] = article
        table.done()
    for code in price_of:
        if code not in found:
            price_table.refuse(code, "there is no such article")
    order = {code: number for number, code in enumerate(categories)}
    return Kiosk(
        categories=categories,
        allergens=allergens,
        articles=dict(sorted(found.items(), key=lambda entry: order[entry[1].category])),
        weekly_limit=prices.whole("weekly_limit"),
        window=_window(prices.table("window")),
        provenance=read_provenance(prices),
    )


def _categories(file: Table) -> Mapping[str, Category]:
    found = []
    for code, table in file.tables("category"):
        found.append(Category(code, table.whole("order"), table.word("pictogram"), table.text("title")))
        table.done()
    return {category.code: category for category in sorted(found, key=lambda category: category.order)}


def _allergens(file: Table) -> Mapping[str, Text]:
    found = {}
    for code, table in file.tables("allergen"):
        found[code] = table.text("title")
        table.done()
    return found


def _article(code: str, table: Table, price: int | None) -> Article:
    return Article(
        code=code,
        category=table.word("category"),
        name=table.text("name"),
        unit=table.text("unit"),
        price=price or 0,
        weekly_limit=table.whole_or_none("weekly_limit", least=1, most=99),
        age_limit=table.whole_or_none("age_limit", least=1, most=99),
        allergens=table.words("allergens"),
    )


def _window(table: Table) -> OrderWindow:
    found = OrderWindow(
        opens_weekday=table.whole("opens_weekday", most=6),
        opens_time=table.clock("opens"),
        closes_weekday=table.whole("closes_weekday", most=6),
        closes_time=table.clock("closes"),
    )
    table.done()
    return found
