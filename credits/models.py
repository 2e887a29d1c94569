"""The ledger: append-only double entries. Triggers of migration 0002 hold what the code promises."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User


class AccountQuerySet(models.QuerySet["Account"]):
    def for_user(self, user: User) -> "AccountQuerySet":
        return self.filter(user=user)


class Account(models.Model):
    """A user's credits now, in micro-credits: the sum of their entries, kept for one-row updates."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credit_account")
    available = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(available__gte=0), name="credits_available_not_negative"),
            models.CheckConstraint(condition=Q(held__gte=0), name="credits_held_not_negative"),
        )

    def __str__(self) -> str:
        return f"credits of {self.user}"


class Hold(models.Model):
    """Credits set aside for one piece of work, until it is captured, released or expires: once."""

    class State(models.TextChoices):
        OPEN = "open"  # set aside, the work is not done
        CAPTURED = "captured"  # the work was charged, the rest went back
        RELEASED = "released"  # nothing was charged, all went back
        EXPIRED = "expired"  # forgotten: the work never ended, all went back

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="holds")
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reference = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="credits_hold_positive"),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=models.F("amount")),
                name="credits_capture_within_hold",
            ),
            models.UniqueConstraint(fields=("reference",), name="credits_hold_once_per_reference"),
        )
        indexes = (
            models.Index(fields=("expires_at",), name="credits_open_holds", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.state} hold of {self.amount} for {self.reference}"


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def for_user(self, user: User) -> "TransactionQuerySet":
        return self.filter(account__user=user)


class Transaction(models.Model):
    """One event in a user's ledger; its entries sum to zero."""

    class Kind(models.TextChoices):
        GRANT = "grant"
        HOLD = "hold"
        CAPTURE = "capture"
        RELEASE = "release"
        EXPIRE = "expire"
        REFUND = "refund"
        ADJUST = "adjust"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=200)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="transactions")
    reason = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="credit_changes_made"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("account", "key"), name="credits_key_once_per_account"),
            models.UniqueConstraint(
                fields=("hold",),
                condition=Q(kind__in=("capture", "release", "expire")),
                name="credits_hold_resolved_once",
            ),
        )
        indexes = (models.Index(fields=("account", "-created_at"), name="credits_statement"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Entry(models.Model):
    """One side of a transaction: micro-credits into (+) or out of (-) a bucket."""

    class Bucket(models.TextChoices):
        AVAILABLE = "available"  # the user's, free to use
        HELD = "held"  # the user's, set aside
        ISSUED = "issued"  # the platform's: where granted credits come from
        SPENT = "spent"  # the platform's: where captured credits go

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries")
    bucket = models.CharField(max_length=10, choices=Bucket)
    amount = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="credits_entry_not_zero"),
            models.UniqueConstraint(fields=("transaction", "bucket"), name="credits_one_entry_per_bucket"),
        )

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.bucket}"


class Price(models.Model):
    """What one thing costs from a moment on; the newest row that has begun counts."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    micro = models.BigIntegerField(help_text="Micro-credits for each started unit.")
    unit = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        default=1,
        help_text="How many calls, seconds or characters make one unit.",
    )
    unit_name = models.CharField(max_length=40, default="call")
    effective_from = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("code", "-effective_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "effective_from"), name="credits_price_once_a_moment"),
            models.CheckConstraint(condition=Q(micro__gte=0), name="credits_price_not_negative"),
            models.CheckConstraint(condition=Q(unit__gt=0), name="credits_price_unit_positive"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.micro} per {self.unit} {self.unit_name}"
