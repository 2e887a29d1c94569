"""What is sold, who bought it, what was paid, and what Stripe told us."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from credits.plan_models import Plan
from credits.words import translated


class Pack(models.Model):
    """Credits for sale. They do not lapse."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    micro = models.BigIntegerField(help_text="Micro-credits.")
    price = models.PositiveIntegerField(help_text="Cents.")
    currency = models.CharField(max_length=3, default="usd")
    is_public = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "price", "code")
        constraints = (models.CheckConstraint(condition=Q(micro__gt=0), name="credits_pack_of_something"),)

    def __str__(self) -> str:
        return self.name


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def waiting(self) -> "PurchaseQuerySet":
        return self.filter(state=Purchase.State.PENDING)


class Purchase(models.Model):
    """A pack or a plan that somebody asked for. What it gives and costs is fixed when it is asked for."""

    class State(models.TextChoices):
        PENDING = "pending"  # not paid, or not approved
        PAID = "paid"  # the credits are there, or the plan runs
        REJECTED = "rejected"  # staff said no
        EXPIRED = "expired"  # the checkout was left

    class Provider(models.TextChoices):
        STRIPE = "stripe", "Stripe"
        MANUAL = "manual", "by hand"
        TEST = "test", "test"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="purchases")
    pack = models.ForeignKey(Pack, models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    micro = models.BigIntegerField(help_text="Micro-credits it gives; of a plan, each month.")
    price = models.PositiveIntegerField(help_text="Cents.")
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=10, choices=Provider)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    external_id = models.CharField(max_length=100, blank=True, help_text="Stripe's checkout session.")
    address = models.URLField(max_length=2000, blank=True, help_text="Where it is paid.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(pack__isnull=False, plan__isnull=True) | Q(pack__isnull=True, plan__isnull=False),
                name="credits_purchase_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} for {self.user}"

    @property
    def title(self) -> str:
        """What was asked for, in the language that is spoken now."""
        return translated(str(self.pack or self.plan))


class Payment(models.Model):
    """Money that came in, known by its provider's id, and the credits that it gave.

    A refund may be heard of before the payment: then the row waits for it without a grant.
    """

    class Dispute(models.TextChoices):
        NONE = "", "none"
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    external_id = models.CharField(primary_key=True, max_length=100)
    purchase = models.ForeignKey(Purchase, models.PROTECT, null=True, related_name="payments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="payments")
    grant = models.ForeignKey("credits.Transaction", models.PROTECT, null=True, related_name="+")
    micro = models.BigIntegerField(default=0, help_text="Micro-credits that the payment gave.")
    reversed_micro = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0, help_text="Cents.")
    refunded = models.BigIntegerField(default=0, help_text="Cents.")
    dispute = models.CharField(max_length=4, choices=Dispute, default=Dispute.NONE, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reversed_micro__gte=0, reversed_micro__lte=models.F("micro")),
                name="credits_payment_reversed_within",
            ),
        )

    def __str__(self) -> str:
        return self.external_id


class StripeEvent(models.Model):
    """One message of Stripe as it came. It is stored first and acted on afterwards, by a worker."""

    id = models.CharField(primary_key=True, max_length=100)
    kind = models.CharField(max_length=100)
    body = models.TextField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    not_before = models.DateTimeField(db_default=Now())
    processed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-received_at",)
        indexes = (
            models.Index(
                fields=("not_before",), name="credits_events_due", condition=Q(processed_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
