"""What can be found in a film: some sentences of what is said, what is seen, what is written there."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from pgvector.django import HalfVectorField

from accounts.models import User
from ai.models.catalogue import ModelSpec
from ai.models.texts import near_indexes
from videos.models import Video


class PassageQuerySet(models.QuerySet["Passage"]):
    def for_user(self, user: User) -> "PassageQuerySet":
        return self.filter(user=user)


class Passage(models.Model):
    """A stretch of a film with its words, found by them and (where it has a vector) by their meaning."""

    class Kind(models.TextChoices):
        SPEECH = "speech"  # a few sentences of a transcript
        FRAME = "frame"  # what is seen at a moment
        TEXT = "text"  # what can be read in the picture
        TITLE = "title"  # the video's title and description

    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    video = models.ForeignKey(Video, models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=6, choices=Kind)
    language = models.CharField(max_length=12, blank=True, help_text="BCP 47; empty where it cannot be told.")
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")
    text = models.TextField()
    times = models.JSONField(
        default=list, help_text="[[letter, second], ...]: when what begins at that letter is said."
    )
    digest = models.CharField(max_length=32, help_text="Of the text: the same text has the same vector.")
    words = SearchVectorField(help_text="In small letters and without accents, with their places.")
    spec = models.ForeignKey(ModelSpec, models.SET_NULL, null=True, db_index=False, related_name="+")
    space = models.CharField(
        max_length=240, blank=True, help_text="Only vectors of one space can be compared."
    )
    dimensions = models.PositiveIntegerField(default=0)
    vector = HalfVectorField(null=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ("video", "start", "pk")
        indexes = (
            models.Index(fields=("user", "space"), name="ai_passages_by_space"),
            models.Index(fields=("user", "digest"), name="ai_passages_by_digest"),
            GinIndex(fields=("user", "words"), name="ai_passages_words"),
            *near_indexes("ai_passages"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class IndexedVideo(models.Model):
    """Whether a video's passages are what its texts are now: each change of a text is asked for once more.

    It is right while `done` is `asked`; `due_at` says when a worker is to be told (again) if it is not.
    """

    video = models.OneToOneField(Video, models.CASCADE, primary_key=True, related_name="indexed")
    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    spec = models.ForeignKey(ModelSpec, models.SET_NULL, null=True, related_name="+")
    space = models.CharField(max_length=240, blank=True, help_text="Of its vectors; empty while it has none.")
    due_at = models.DateTimeField(null=True)
    indexed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(done__lte=F("asked")), name="ai_indexed_what_was_asked"),
        )
        indexes = (
            models.Index(fields=("due_at",), name="ai_indexing_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=("user", "space"), name="ai_indexed_by_space"),
        )

    def __str__(self) -> str:
        return f"{self.video_id}: {self.done} of {self.asked}"
