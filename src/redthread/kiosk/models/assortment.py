"""What an establishment sells, when, and for how much."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from redthread.kiosk import rules
from redthread.kiosk.enums import ArticleChangeKind, ShortReason


class Assortment(models.Model):
    """The kiosk of one establishment: its limits and its order window, in local time.

    ``weekly_limit`` is in minor units, nothing means none. Weekday 0 is Monday. Both ends of the window equal
    means that orders are always taken. Limits count from ``first_weekday``, the day on which orders open:
    from Mondays, a window over a weekend would give the limit twice for one delivery. ``categories`` is a
    list of ``{code, pictogram, titles}`` in the order of the shelves; ``allergens`` maps a code to its names.
    """

    establishment = models.OneToOneField("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=40)
    categories = models.JSONField(default=list)
    allergens = models.JSONField(default=dict)
    weekly_limit = models.BigIntegerField(null=True)
    first_weekday = models.PositiveSmallIntegerField(default=0)
    opens_weekday = models.PositiveSmallIntegerField(default=0)
    opens_time = models.TimeField()
    closes_weekday = models.PositiveSmallIntegerField(default=0)
    closes_time = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kiosk_assortment_weekdays_are_days",
                condition=Q(first_weekday__lte=6, opens_weekday__lte=6, closes_weekday__lte=6),
            ),
            models.CheckConstraint(
                name="kiosk_assortment_limit_is_money",
                condition=Q(weekly_limit__isnull=True) | Q(weekly_limit__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"kiosk of establishment {self.establishment_id}"

    @property
    def zone(self) -> ZoneInfo:
        """Return the establishment's timezone."""
        return ZoneInfo(self.timezone)

    @property
    def window(self) -> rules.OrderWindow:
        """Return when orders are taken."""
        return rules.OrderWindow(self.opens_weekday, self.opens_time, self.closes_weekday, self.closes_time)


class Article(models.Model):
    """Something to buy. ``names`` and ``units`` by language; limits count a client's week, nothing is none.

    ``stopped_at`` puts it on the stop-list: shown with the reason, not sold. Never deleted: orders name it.
    """

    assortment = models.ForeignKey(
        Assortment, on_delete=models.PROTECT, related_name="articles", db_index=False
    )
    code = models.SlugField(max_length=60, db_index=False)
    names = models.JSONField()
    units = models.JSONField(default=dict)
    category = models.CharField(max_length=40)
    allergens = models.JSONField(default=list)
    weekly_limit = models.PositiveSmallIntegerField(null=True)
    age_limit = models.PositiveSmallIntegerField(null=True)
    sort = models.PositiveIntegerField(default=0)
    is_listed = models.BooleanField(default=True)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=20, choices=ShortReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kiosk_article_once_per_kiosk", fields=["assortment", "code"]),
            models.CheckConstraint(
                name="kiosk_article_stopped_has_reason",
                condition=Q(stopped_at__isnull=True, stop_reason="")
                | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in a language, or the best there is."""
        return name_in(self.names, language)

    def unit_in(self, language: str) -> str:
        """Return how much one is (``500 g``) in a language, or the best there is."""
        return name_in(self.units, language)


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return a name in a language, in English, or in whatever language there is."""
    for wanted in (language, language.partition("-")[0], "en"):
        if names.get(wanted):
            return names[wanted]
    return next(iter(names.values()), "")


class ArticlePrice(models.Model):
    """What an article costs from an instant until the next price; minor units. Added, never changed."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="prices", db_index=False)
    price = models.BigIntegerField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kiosk_price_one_at_a_time", fields=["article", "valid_from"]),
            models.CheckConstraint(
                name="kiosk_price_is_money", condition=Q(price__gte=0, price__lte=100_000_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price} from {self.valid_from:%Y-%m-%d}"


class ArticleChange(models.Model):
    """Who changed what of an article, and when. Never changed itself."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=ArticleChangeKind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_actor_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
