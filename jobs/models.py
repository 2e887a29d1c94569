import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from credits.models import Hold


class JobQuerySet(models.QuerySet["Job"]):
    def for_user(self, user: User) -> "JobQuerySet":
        """What a person asked for. The parts of a split job are its own affair, and not among them."""
        return self.filter(user=user, is_part=False)

    def listed(self) -> "JobQuerySet":
        """Without those that are seen elsewhere, such as every message of a chat."""
        return self.exclude(kind__in=settings.JOBS["SEEN_ELSEWHERE"])

    def active(self) -> "JobQuerySet":
        return self.filter(status__in=(Job.Status.QUEUED, Job.Status.PROCESSING))


class Job(models.Model):
    """One piece of long work. This row is the truth about it; Celery only carries its id."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")  # waits for a worker
        PROCESSING = "processing", _("Processing")  # a worker holds the lease, or it is parked
        COMPLETED = "completed", _("Completed")  # done, checked, charged
        FAILED = "failed", _("Failed")  # given up, nothing charged
        CANCELLED = "cancelled", _("Cancelled")  # stopped on request, nothing charged

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=20)
    work = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    progress = models.FloatField(default=0)
    stage = models.CharField(max_length=60, blank=True)
    # Rows of the apps above are named, not referenced: jobs lie below them.
    video_id = models.UUIDField(null=True, blank=True)
    project_id = models.UUIDField(null=True, blank=True)
    api_key_id = models.UUIDField(
        null=True, blank=True, help_text="The API key that asked for it, whose budget it counts to."
    )
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    outputs = models.JSONField(default=list)
    error_code = models.CharField(max_length=60, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=dict)
    log = models.TextField(blank=True)
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="job")
    quoted = models.BigIntegerField(default=0)
    charged = models.BigIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    not_before = models.DateTimeField(db_default=Now())
    lease_token = models.UUIDField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    is_parked = models.BooleanField(
        default=False,
        help_text="Whether somebody else works on it, and a worker looks after it now and then.",
    )
    looks = models.PositiveIntegerField(default=0, help_text="How often it was looked after while parked.")
    memory = models.JSONField(
        default=dict, blank=True, help_text="What its work must know at the next attempt or look."
    )
    cancel_requested_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=200, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    parts = models.PositiveIntegerField(default=0, help_text="How many children a parent job has.")
    is_part = models.BooleanField(
        default=False,
        help_text="Whether it is a piece of its parent's own work, paid with the parent's hold.",
    )
    retry_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="retries")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "idempotency_key"),
                condition=~Q(idempotency_key=""),
                name="jobs_idempotency_key_once_per_user",
            ),
            models.CheckConstraint(
                # While its children or a vendor work on it, a job has no lease of its own.
                condition=Q(
                    Q(lease_token__isnull=False) | Q(parts__gt=0) | Q(is_parked=True), status="processing"
                )
                | (~Q(status="processing") & Q(lease_token__isnull=True)),
                name="jobs_lease_while_processing",
            ),
            models.CheckConstraint(
                condition=Q(is_parked=False) | Q(status="processing", lease_token__isnull=True),
                name="jobs_parked_in_nobodys_hands",
            ),
        )
        indexes = (
            models.Index(fields=("user", "-created_at"), name="jobs_by_user"),
            models.Index(fields=("video_id",), name="jobs_by_video"),
            models.Index(fields=("api_key_id",), name="jobs_by_key", condition=Q(api_key_id__isnull=False)),
            models.Index(fields=("parent", "status"), name="jobs_by_parent"),
            models.Index(
                fields=("status", "lease_expires_at"),
                name="jobs_unfinished",
                condition=Q(status__in=("queued", "processing")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_active(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.PROCESSING)

    @property
    def is_batch(self) -> bool:
        """Whether it only gathers other jobs. A job that was split has children too, and was begun itself."""
        return self.parts > 0 and self.attempt == 0


class OutboxMessage(models.Model):
    """A message that must reach the broker because the transaction that wrote it was committed."""

    task = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    not_before = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=("not_before",), name="jobs_outbox_due"),)

    def __str__(self) -> str:
        return f"{self.task} on {self.queue}"
