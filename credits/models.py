"""The ledger: append-only double entries. Triggers of migration 0002 hold what the code promises."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from credits.payment_models import Pack, Payment, Purchase, StripeEvent
from credits.plan_models import Budget, Feature, LimitWarning, Plan, Subscription, Usage

__all__ = [
    "Account",
    "AuditRun",
    "Budget",
    "Entry",
    "Feature",
    "Hold",
    "LimitWarning",
    "Lot",
    "Pack",
    "Payment",
    "PendingChange",
    "Plan",
    "Price",
    "Purchase",
    "StripeEvent",
    "Subscription",
    "Transaction",
    "Usage",
]


class AccountQuerySet(models.QuerySet["Account"]):
    def for_user(self, user: User) -> "AccountQuerySet":
        return self.filter(user=user)


class Account(models.Model):
    """A user's credits now, in micro-credits: the sum of their entries, kept for one-row updates."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credit_account")
    available = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    # What was spent of a grant that was taken back later; whatever comes in settles it first.
    debt = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(available__gte=0), name="credits_available_not_negative"),
            models.CheckConstraint(condition=Q(held__gte=0), name="credits_held_not_negative"),
            models.CheckConstraint(
                condition=Q(debt=0) | Q(debt__gt=0, available=0), name="credits_debt_settled_first"
            ),
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
    # The quote: [{"code", "quantity", "units", "micro"}], from which a change of prices is previewed.
    lines = models.JSONField(default=list, db_default=Value([], models.JSONField()))
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
            models.Index(
                fields=("resolved_at",), name="credits_charged_holds", condition=Q(state="captured")
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} hold of {self.amount} for {self.reference}"


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def for_user(self, user: User) -> "TransactionQuerySet":
        # By the account's own id: joined, a long ledger would be sorted, not read in its order.
        account = Account.objects.for_user(user).values_list("pk", flat=True).first()
        return self.filter(account_id=account) if account else self.none()


class Transaction(models.Model):
    """One event in a user's ledger; its entries sum to zero."""

    class Kind(models.TextChoices):
        GRANT = "grant"  # credits come in, as a lot
        HOLD = "hold"  # set aside for work
        CAPTURE = "capture"  # the work was charged, the rest returned
        RELEASE = "release"  # a hold returned
        EXPIRE = "expire"  # a forgotten hold returned
        REFUND = "refund"  # spent credits given back
        ADJUST = "adjust"  # staff put a balance right
        REVERSE = "reverse"  # a grant taken back: its payment was refunded or disputed
        LAPSE = "lapse"  # a lot's time was over

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The unique key below begins with the account and serves look-ups by it.
    account = models.ForeignKey(Account, models.PROTECT, related_name="transactions", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=200)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="transactions", db_index=False)
    undoes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="undone_by",
        db_index=False,
        help_text="The capture that a refund gives back, or the grant that a reversal takes back.",
    )
    reason = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="credit_changes_made",
        db_index=False,
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
        indexes = (
            models.Index(fields=("account", "-created_at"), name="credits_statement"),
            models.Index(fields=("hold",), name="credits_by_hold", condition=Q(hold__isnull=False)),
            models.Index(fields=("undoes",), name="credits_by_undone", condition=Q(undoes__isnull=False)),
            models.Index(fields=("actor",), name="credits_by_actor", condition=Q(actor__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Lot(models.Model):
    """Credits that came in together. `remaining` is the sum of the lot's available entries.

    Lots are spent by kind, then by expiry, then by age.
    """

    class Kind(models.IntegerChoices):
        """The number is the turn in which the kind is spent."""

        PLAN = 1, _("plan")
        BONUS = 2, _("bonus")
        PURCHASE = 3, _("purchase")

    account = models.ForeignKey(Account, models.PROTECT, related_name="lots", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=Kind)
    source = models.OneToOneField(
        Transaction,
        models.PROTECT,
        null=True,
        related_name="lot",
        help_text="What brought the credits in; nothing for what was there before lots were kept.",
    )
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("kind", models.F("expires_at").asc(nulls_last=True), "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=models.F("amount")), name="credits_lot_within"
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True) | Q(remaining=0), name="credits_lapsed_lot_empty"
            ),
            models.CheckConstraint(condition=Q(kind__in=(1, 2, 3)), name="credits_lot_kind"),
        )
        indexes = (
            models.Index(fields=("account",), name="credits_lots"),
            models.Index(
                fields=("expires_at",),
                name="credits_lots_to_lapse",
                condition=Q(lapsed_at__isnull=True, expires_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.remaining} of {self.amount} {self.get_kind_display()}"


class Entry(models.Model):
    """One side of a transaction: micro-credits into (+) or out of (-) a bucket, for some of them of a lot."""

    class Bucket(models.TextChoices):
        AVAILABLE = "available"  # the user's, free to use; by lot
        HELD = "held"  # the user's, set aside
        DEBT = "debt"  # the user's, below zero: what they owe
        ISSUED = "issued"  # the platform's: where granted credits come from
        SPENT = "spent"  # the platform's: where captured credits go
        LAPSED = "lapsed"  # the platform's: where credits go whose time is over; by lot

    # The unique constraint below begins with the transaction and serves look-ups by it.
    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries", db_index=False)
    bucket = models.CharField(max_length=10, choices=Bucket)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="entries", db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="credits_entry_not_zero"),
            models.CheckConstraint(
                condition=Q(bucket__in=("available", "lapsed"), lot__isnull=False)
                | (~Q(bucket__in=("available", "lapsed")) & Q(lot__isnull=True)),
                name="credits_entry_of_lot",
            ),
            models.UniqueConstraint(
                fields=("transaction", "bucket", "lot"), nulls_distinct=False, name="credits_entry_once"
            ),
        )
        indexes = (models.Index(fields=("lot",), name="credits_lapsed_of_lot", condition=Q(bucket="lapsed")),)

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.bucket}"


class PendingChange(models.Model):
    """A grant or adjustment so large that a second member of staff must approve it. It happens once."""

    class State(models.TextChoices):
        PENDING = "pending"  # waits for a second person
        APPROVED = "approved"  # done
        REJECTED = "rejected"  # will not be done

    class Kind(models.TextChoices):
        GRANT = "grant"
        ADJUST = "adjust"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    micro = models.BigIntegerField()
    key = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    transaction = models.OneToOneField(Transaction, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="credits_change_asked_once"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_by__isnull=True)
                | (~Q(state="pending") & Q(decided_by__isnull=False)),
                name="credits_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=models.F("requested_by")),
                name="credits_change_by_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.micro} for {self.user}"


class AuditRun(models.Model):
    """What the auditor found in the whole ledger at one moment."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_default=Now())
    passed = models.BooleanField()
    checks = models.PositiveIntegerField()
    faults = models.JSONField(default=dict, help_text="By check: the rows at fault, 100 at most.")

    class Meta:
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'} {self.started_at:%Y-%m-%d %H:%M}"


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
