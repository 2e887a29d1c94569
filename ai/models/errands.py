"""What a vendor has still to be told: to stop, or to remove what it made."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Errand(models.Model):
    """One message to a vendor, told again until the vendor has taken it. It outlives its job and its film."""

    class Kind(models.TextChoices):
        CANCEL = "cancel"  # stop the work of a job that has ended here
        FORGET = "forget"  # remove a result that was deleted here

    class End(models.TextChoices):
        OPEN = ""  # still to be told
        TOLD = "told"  # the vendor has heard it, or had nothing there any more
        UNKNOWN = "unknown"  # the vendor never had it
        GIVEN_UP = "given up"  # it did not answer for too long; `trouble` says what it said last

    kind = models.CharField(max_length=6, choices=Kind)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=200, blank=True)
    remote_id = models.CharField(max_length=500, blank=True, help_text="The vendor's; empty: not heard yet.")
    key = models.CharField(max_length=200, blank=True, help_text="Ours, by which it is found there then.")
    job_id = models.UUIDField()
    made_at = models.DateTimeField(help_text="When the vendor took the work.")
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())
    end = models.CharField(max_length=8, choices=End, default=End.OPEN, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "provider", "job_id", "remote_id", "key"), name="ai_errand_once"
            ),
        )
        indexes = (models.Index(fields=("not_before",), name="ai_errands_due", condition=Q(end="")),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.provider}"
