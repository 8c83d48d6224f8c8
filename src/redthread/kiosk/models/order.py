"""Orders, with the prices of the day they were placed."""

from django.db import models
from django.db.models import F, Q

from redthread.kiosk.enums import OrderStatus, ShortReason


class Order(models.Model):
    """What a client ordered with one request; money in minor units.

    Its number is the request's and the reservation's. ``week_on`` is the first day of the week whose limits
    it uses.
    """

    request = models.OneToOneField(
        "requests.ClientRequest", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    assortment = models.ForeignKey(
        "kiosk.Assortment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "estate.Unit", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    info_class = models.BigIntegerField()
    week_on = models.DateField()
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.RESERVED)
    total = models.BigIntegerField()
    paid = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kiosk_order_pays_no_more_than_its_total",
                condition=Q(total__gte=0) & (Q(paid__isnull=True) | Q(paid__gte=0, paid__lte=F("total"))),
            ),
            models.CheckConstraint(
                name="kiosk_order_settled_has_a_sum",
                condition=Q(status=OrderStatus.RESERVED, paid__isnull=True, settled_at__isnull=True)
                | (~Q(status=OrderStatus.RESERVED) & Q(paid__isnull=False, settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "week_on"], name="kiosk_order_week"),
            models.Index(
                fields=["assortment", "unit", "placed_at"],
                name="kiosk_order_to_pack",
                condition=Q(status="reserved"),
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"


class OrderLine(models.Model):
    """Some of one article, its name and price as they were at the order.

    ``delivered`` is nothing until it is packed or the order is settled; fewer than ordered has a reason.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    article = models.ForeignKey("kiosk.Article", on_delete=models.PROTECT, related_name="+")
    names = models.JSONField()
    price = models.BigIntegerField()
    quantity = models.PositiveSmallIntegerField()
    delivered = models.PositiveSmallIntegerField(null=True)
    short_reason = models.CharField(max_length=20, choices=ShortReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kiosk_line_one_per_article", fields=["order", "article"]),
            models.CheckConstraint(
                name="kiosk_line_delivers_no_more_than_ordered",
                condition=Q(quantity__gte=1) & (Q(delivered__isnull=True) | Q(delivered__lte=F("quantity"))),
            ),
            models.CheckConstraint(
                name="kiosk_line_short_has_reason",
                condition=Q(delivered__isnull=True) | Q(delivered=F("quantity")) | ~Q(short_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of article {self.article_id}"

    @property
    def arriving(self) -> int:
        """Return how many come: what was packed, or all while nothing was said."""
        return self.quantity if self.delivered is None else self.delivered
