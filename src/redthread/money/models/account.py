"""Accounts of clients and of establishments."""

from django.db import models
from django.db.models import Q

from redthread.money.enums import CLIENT_KINDS, HOUSE_KINDS, AccountKind


class Account(models.Model):
    """Where money lies: a client's, which goes with the person wherever they move, or an establishment's.

    ``balance`` is in minor units and kept for clients alone; the balance of a house account is the sum of its
    postings (a balance kept there would make every order of the establishment wait for one row).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=AccountKind.choices)
    client = models.ForeignKey(
        "people.Client", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="money_account_is_never_below_zero", condition=Q(balance__gte=0)),
            models.CheckConstraint(
                name="money_account_has_one_owner",
                condition=Q(client__isnull=False, establishment__isnull=True, kind__in=CLIENT_KINDS)
                | Q(client__isnull=True, establishment__isnull=False, kind__in=HOUSE_KINDS, balance=0),
            ),
            models.UniqueConstraint(
                fields=["client", "kind", "currency"],
                name="money_account_once_per_client",
                condition=Q(client__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["establishment", "kind"],
                name="money_account_once_per_house",
                condition=Q(establishment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.client_id or f'establishment {self.establishment_id}'}"
