"""What is, will be or was published on a channel, and what happened to it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.secrets.fields import EncryptedTextField
from videos.models import Video
from youtube_integration.models.channels import Channel


class PublicationQuerySet(models.QuerySet["Publication"]):
    def for_user(self, user: User) -> "PublicationQuerySet":
        return self.filter(user=user)


class Publication(models.Model):
    """One film on one channel: what was asked for, how far its upload is, and what YouTube made of it.

    Of one publication there is at most one video on YouTube, however often it is begun (docs/youtube.md).
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")  # waits for its hour
        QUEUED = "queued", _("Queued")  # waits for a worker
        UPLOADING = "uploading", _("Uploading")  # its bytes go to YouTube
        FINISHING = "finishing", _("Finishing")  # YouTube has it; thumbnail, captions and playlist come
        PUBLISHED = "published", _("Published")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Privacy(models.TextChoices):
        PRIVATE = "private", _("Private")
        UNLISTED = "unlisted", _("Unlisted")
        PUBLIC = "public", _("Public")

    class Repeats(models.TextChoices):
        NEVER = "never", _("Never")
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="publications")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="publications")
    video = models.ForeignKey(Video, models.SET_NULL, null=True, related_name="publications")

    title = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    tags = ArrayField(models.CharField(max_length=500), default=list)
    category_id = models.CharField(max_length=8, default="22")
    privacy = models.CharField(max_length=8, choices=Privacy, default=Privacy.PRIVATE)
    publish_at = models.DateTimeField(null=True, help_text="When YouTube itself makes a private film public.")
    made_for_kids = models.BooleanField(default=False)
    notify_subscribers = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False, help_text="What YouTube is told of AI in it.")
    playlist_id = models.CharField(max_length=64, blank=True)
    thumbnail_image_id = models.UUIDField(null=True, help_text="A picture of the library.")
    thumbnail_seconds = models.FloatField(null=True, help_text="A moment of the film.")
    captions_language = models.CharField(max_length=20, blank=True)
    gate = models.JSONField(default=dict, help_text="What was found before it was published, and answered.")

    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    session_address = EncryptedTextField(
        default="", help_text="Where the upload goes on after an interruption."
    )
    file = models.CharField(
        max_length=300, blank=True, default="", help_text="Key of what is sent: the same until the end."
    )
    sessions = models.PositiveIntegerField(default=0, help_text="How many uploads were begun for it.")
    bytes_sent = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    final_piece_at = models.DateTimeField(null=True, help_text="When the last bytes were about to be sent.")
    youtube_id = models.CharField(max_length=32, blank=True)
    thumbnail_done = models.BooleanField(default=False)
    captions_id = models.CharField(max_length=120, blank=True)
    playlist_item_id = models.CharField(max_length=160, blank=True)
    notes = models.JSONField(default=list, help_text="What came out otherwise than asked, in words.")
    error_code = models.CharField(max_length=60, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    job_id = models.UUIDField(null=True)

    scheduled_for = models.DateTimeField(null=True, help_text="When we begin the upload.")
    repeats = models.CharField(max_length=8, choices=Repeats, default=Repeats.NEVER)
    repeats_until = models.DateTimeField(null=True)
    coming_video_ids = models.JSONField(default=list, help_text="The films of the repetitions to come.")
    batch_id = models.UUIDField(
        default=uuid.uuid4, help_text="The same for those that were asked for together."
    )
    idempotency_key = models.CharField(max_length=200, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("youtube_id",), condition=~Q(youtube_id=""), name="youtube_one_row_per_video"
            ),
            models.UniqueConstraint(
                fields=("user", "idempotency_key"),
                condition=~Q(idempotency_key=""),
                name="youtube_idempotency_key_once_per_user",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(youtube_id=""), name="youtube_published_has_video"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
                name="youtube_scheduled_has_hour",
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True) | Q(privacy="private"),
                name="youtube_publish_at_is_private_first",
            ),
            models.CheckConstraint(
                condition=Q(bytes_sent__gte=0, bytes_sent__lte=models.F("bytes_total")),
                name="youtube_sent_within_total",
            ),
        )
        indexes = (
            models.Index(fields=("user", "-created_at"), name="youtube_pubs_by_user"),
            models.Index(fields=("video",), name="youtube_pubs_by_video"),
            models.Index(fields=("job_id",), name="youtube_pubs_by_job"),
            models.Index(fields=("batch_id",), name="youtube_pubs_by_batch"),
            models.Index(fields=("scheduled_for",), name="youtube_pubs_due", condition=Q(state="scheduled")),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """Where people watch it; empty until YouTube has it."""
        return f"https://youtu.be/{self.youtube_id}" if self.youtube_id else ""

    @property
    def marker(self) -> str:
        """A tag by which we know the film again among the channel's uploads."""
        return f"fw-{self.pk.hex[:12]}"


class PublicationEvent(models.Model):
    """One thing that happened to a publication, for its history. Rows are never changed."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="events")
    message = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.message
