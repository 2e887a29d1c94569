"""What is said in a film, word by word. A transcript never changes: a change makes the next revision."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from videos.models import Video


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def for_user(self, user: User) -> "TranscriptQuerySet":
        return self.filter(video__owner=user)

    def visible_to(self, user: User) -> "TranscriptQuerySet":
        """Of the user's own videos and of those that are shared with them."""
        return self.filter(video__in=Video.objects.visible_to(user))

    def current(self) -> "TranscriptQuerySet":
        """The newest revision of each language of each video."""
        return self.filter(is_current=True)


class Transcript(models.Model):
    """One language's words of one film, as they were at one revision.

    `segments` are `{text, start, end, speaker}` and `words` are `{text, start, end, confidence, speaker}`,
    times in seconds of the film, confidence 0-1. A translation has segments only.
    """

    class Origin(models.TextChoices):
        RECOGNISED = "recognised"  # written down by a model
        ALIGNED = "aligned"  # a known script, found in the sound
        TRANSLATED = "translated"  # from `source`
        REVISED = "revised"  # by hand, from `source`
        CUT = "cut"  # what an edit left of `source`, which belongs to the edited film's parent
        IMPORTED = "imported"  # from a file of captions

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="transcripts")
    language = models.CharField(max_length=12, help_text="BCP 47, such as en or vi.")
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="made_of_it")
    revision = models.PositiveIntegerField(default=1, help_text="Counts within its video and language.")
    is_current = models.BooleanField(default=True)
    is_spoken = models.BooleanField(default=True, help_text="What is said, not a translation of it.")
    text = models.TextField(blank=True)
    segments = models.JSONField(default=list)
    words = models.JSONField(default=list)
    address = models.CharField(
        max_length=64, blank=True, help_text="What it was made of: the file's content, and how."
    )
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    is_draft = models.BooleanField(default=False, help_text="Made without a vendor, by the platform itself.")
    notes = models.JSONField(default=list, help_text="Whole sentences for the person.")
    job_id = models.UUIDField(null=True, blank=True, help_text="The job that made it.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("video", "language", "revision"), name="ai_transcript_revision_once"
            ),
            models.UniqueConstraint(
                fields=("video", "language"),
                condition=Q(is_current=True),
                name="ai_one_current_transcript_per_language",
            ),
        )
        indexes = (
            models.Index(fields=("address",), name="ai_transcripts_by_address", condition=~Q(address="")),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.revision} of {self.video_id}"
