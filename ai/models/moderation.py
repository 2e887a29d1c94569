"""What moderation found in the files that people bring."""

from django.db import models
from django.db.models.functions import Now

from videos.models import Video


class Inspection(models.Model):
    """The verdict on one uploaded item; a flagged one is made nothing of."""

    video = models.OneToOneField(Video, models.CASCADE, related_name="inspection")
    is_flagged = models.BooleanField()
    categories = models.JSONField(default=dict, help_text="What it falls under, with scores from 0 to 1.")
    looked_at = models.CharField(max_length=40, help_text="What was looked at: pictures and words, or words.")
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{'flagged' if self.is_flagged else 'fine'}: {self.video_id}"
