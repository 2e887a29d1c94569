"""The catalogue: which model of which provider does what. Staff edit it; no model is named in code."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ai.capabilities import Capability


def capability_names() -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("-", " ").capitalize()) for each in Capability]


class ModelSpec(models.Model):
    """One model for one capability. A model that can do two things has two rows."""

    class PriceUnit(models.TextChoices):
        """What the price's quantity counts, in the words of `capabilities.Usage`."""

        CALL = "call"
        SECOND = "second"
        CHARACTER = "character"
        INPUT_TOKEN = "input_token"  # noqa: S105 - of words, not of access
        IMAGE = "image"

    capability = models.CharField(max_length=20, choices=capability_names)
    provider = models.CharField(max_length=40)
    model_id = models.CharField(max_length=200, help_text="As the vendor names it.")
    name = models.CharField(max_length=120, help_text="As people see it.")
    params_schema = models.JSONField(
        default=dict,
        blank=True,
        help_text="JSON Schema of its parameters. Replicate's is read every night; keys with x- are ours.",
    )
    price_code = models.CharField(max_length=60, help_text="The code of its price.")
    price_unit = models.CharField(max_length=12, choices=PriceUnit)
    limits = models.JSONField(
        default=dict,
        blank=True,
        help_text="minSeconds, maxSeconds, seconds (the only ones), maxSide, maxCharacters, maxBytes.",
    )
    is_enabled = models.BooleanField(default=True)
    is_default = models.BooleanField(
        default=False, help_text="Tried first, when its provider is switched on."
    )
    fallback_order = models.PositiveSmallIntegerField(default=100, help_text="Who comes next: lowest first.")
    ends_on = models.DateField(null=True, blank=True, help_text="From this day on it is not used any more.")
    replacement = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaces")
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When the vendor last said that it has it."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "model"
        ordering = ("capability", "-is_default", "fallback_order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("capability", "provider", "model_id"), name="ai_model_once"),
            models.UniqueConstraint(
                fields=("capability",), condition=Q(is_default=True), name="ai_one_default_per_capability"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_enabled=True), name="ai_default_is_enabled"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.provider})"


class WebhookEvent(models.Model):
    """A vendor's callback, checked and stored before anything is done about it; once by its own id."""

    provider = models.CharField(max_length=40)
    event_id = models.CharField(max_length=200, help_text="The vendor's, the same at every delivery.")
    remote_id = models.CharField(max_length=200, help_text="What it is about, as the vendor names it.")
    job_id = models.UUIDField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("provider", "event_id"), name="ai_webhook_event_once"),
        )
        indexes = (models.Index(fields=("received_at",), name="ai_webhook_by_age"),)

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
