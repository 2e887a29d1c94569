"""What was imported from YouTube, and who said that they may."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Import(models.Model):
    """A film that somebody had brought from YouTube.

    Their word that they have the rights to it stays with what YouTube said of the film at that time, also
    when the film is deleted here or there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="youtube_imports")
    # Neither is there when this row is made, or for ever.
    job_id = models.UUIDField(unique=True)
    video_id = models.UUIDField(db_index=True, help_text="Of the video that it becomes.")
    youtube_id = models.CharField(max_length=11)
    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=200, blank=True)
    channel_url = models.CharField(max_length=300, blank=True)
    licence = models.CharField(
        max_length=20, blank=True, help_text="As YouTube says: youtube or creative_commons; empty: unknown."
    )
    published_at = models.DateTimeField(null=True)
    rights_confirmed_at = models.DateTimeField(help_text="When they said that they may use the film.")
    rights_address = models.GenericIPAddressField(null=True, help_text="From where they said so.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("user", "-created_at"), name="youtube_imports_by_user"),)

    def __str__(self) -> str:
        return f"{self.youtube_id} as {self.video_id}"
