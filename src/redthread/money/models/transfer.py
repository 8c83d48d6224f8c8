"""Transfers and their postings: booked once, never changed."""

from django.db import models
from django.db.models import F, Q

from redthread.money.enums import Reason


class Transfer(models.Model):
    """Money that moved once, for a reason, on behalf of one client.

    ``id`` is chosen by whoever asks, so that asking twice moves it once. ``kept`` is the part of pay that
    went to savings, ``subject`` the order it was for, ``text`` what booking staff say to the client.
    """

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    amount = models.BigIntegerField()
    kept = models.BigIntegerField(default=0)
    subject = models.UUIDField(null=True)
    text = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_actor_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="money_transfer_moves_something",
                condition=Q(amount__gt=0) & Q(kept__gte=0) & Q(kept__lte=F("amount")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"], name="money_transfer_subject", condition=Q(subject__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.amount} ({self.id})"


class Posting(models.Model):
    """One leg of a transfer: minor units into (+) or out of (-) an account.

    ``balance_after`` is kept for a client's accounts alone.
    """

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey("money.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="money_posting_moves_something", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="money_posting_leaves_no_debt",
                condition=Q(balance_after__isnull=True) | Q(balance_after__gte=0),
            ),
        ]
        indexes = [models.Index(fields=["account", "id"], name="money_posting_statement", include=["amount"])]

    def __str__(self) -> str:
        return f"{self.amount:+} on account {self.account_id}"
