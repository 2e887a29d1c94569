"""Plans, who is on which, what was used of their limits, and budgets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Feature(models.TextChoices):
    """What a plan limits. The value is the name of the plan's field."""

    VIDEOS = "videos", _("videos")
    SUMMARIES = "summaries", _("summaries a month")
    NARRATION = "narration_minutes", _("narration minutes a month")
    CHAT = "chat_messages", _("chat messages a day")
    STORAGE = "storage_bytes", _("storage")
    UPLOAD = "upload_bytes", _("size of an upload")
    JOBS = "concurrent_jobs", _("jobs at once")


def _limit(hint: str) -> "models.BigIntegerField[int | None, int | None]":
    return models.BigIntegerField(null=True, blank=True, help_text=f"{hint} Empty: no limit.")


class Plan(models.Model):
    """What somebody may do and gets in a month. Staff edit the rows; a change counts at once."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    monthly = models.BigIntegerField(help_text="Micro-credits of every month; they lapse at its end.")
    price = models.PositiveIntegerField(default=0, help_text="For a month, in cents.")
    currency = models.CharField(max_length=3, default="usd")
    stripe_price = models.CharField(
        max_length=100, blank=True, help_text="Stripe's price id (price_...); empty: made at the checkout."
    )
    videos = _limit("Uploaded films in the library.")
    summaries = _limit("In a month.")
    narration_minutes = _limit("In a month.")
    chat_messages = _limit("On a day (UTC).")
    storage_bytes = _limit("All files of the library.")
    upload_bytes = _limit("One file.")
    concurrent_jobs = _limit("Waiting or running; a batch is one.")
    is_public = models.BooleanField(default=True, help_text="Whether people can see and choose it.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "price", "code")
        constraints = (
            models.CheckConstraint(condition=Q(monthly__gte=0), name="credits_plan_gives_or_nothing"),
        )

    def __str__(self) -> str:
        return self.name

    def limit_of(self, feature: Feature) -> int | None:
        limit: int | None = getattr(self, feature.value)
        return limit


class Subscription(models.Model):
    """The plan somebody is on. Everybody has one row, from their first day."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAST_DUE = "past_due"  # the last payment failed; the plan runs on until its grace is over

    class Provider(models.TextChoices):
        NONE = "", "none"  # the plan costs nothing
        STRIPE = "stripe", "Stripe"  # months begin when Stripe says that they are paid
        MANUAL = "manual", "by hand"  # staff look after the money; months begin by the clock
        TEST = "test", "test"  # nobody pays, on a demo instance

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscription")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subscriptions")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    provider = models.CharField(max_length=10, choices=Provider, default=Provider.NONE, blank=True)
    anniversary = models.DateTimeField(help_text="Months are counted from here.")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    cancel_at_period_end = models.BooleanField(default=False)
    external_id = models.CharField(max_length=100, blank=True, help_text="Stripe's subscription.")
    customer_id = models.CharField(max_length=100, blank=True, help_text="Stripe's customer.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(period_end__gt=models.F("period_start")), name="credits_period_forward"
            ),
            models.UniqueConstraint(
                fields=("external_id",), condition=~Q(external_id=""), name="credits_subscription_once"
            ),
        )
        indexes = (models.Index(fields=("period_end",), name="credits_periods_to_end"),)

    def __str__(self) -> str:
        return f"{self.user} on {self.plan_id}"


class Usage(models.Model):
    """How much of a feature somebody used in one day or month."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    feature = models.CharField(max_length=20, choices=Feature)
    window_start = models.DateTimeField()
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "feature", "window_start"), name="credits_usage_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="credits_usage_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.feature}"


class LimitWarning(models.Model):
    """Somebody was told, once in a period, that little is left. `feature` may be `credits`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    feature = models.CharField(max_length=20)
    window_start = models.DateTimeField()
    used = models.BigIntegerField()
    allowed = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "feature", "window_start"), name="credits_warned_once"),
        )
        indexes = (
            models.Index(
                fields=("created_at",), name="credits_warnings_to_mail", condition=Q(mailed_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.used} of {self.allowed} {self.feature}"


class Budget(models.Model):
    """The most that the work of one project, or under one API key, may cost in all."""

    class Scope(models.TextChoices):
        PROJECT = "project"
        KEY = "key"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="budgets")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.PROJECT)
    scope_id = models.UUIDField(help_text="Of the project or the key; both lie above credits.")
    micro = models.BigIntegerField(help_text="Micro-credits.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "scope", "scope_id"), name="credits_budget_once"),
            models.CheckConstraint(condition=Q(micro__gte=0), name="credits_budget_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.micro} for {self.scope} {self.scope_id}"
