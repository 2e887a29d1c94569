"""What was understood of a film: its summaries, its best moments, its narrations, and what is to be seen."""

import uuid
from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from ai.models.transcripts import Transcript
from videos.models import Video

T = TypeVar("T", bound=models.Model)


class OfVideoQuerySet(models.QuerySet[T]):
    def for_user(self, user: User) -> "OfVideoQuerySet[T]":
        return self.filter(video__owner=user)

    def visible_to(self, user: User) -> "OfVideoQuerySet[T]":
        """Of the user's own videos and of those that are shared with them."""
        return self.filter(video__in=Video.objects.visible_to(user))


class MadeOfVideo(models.Model):
    """A row that a model made of a film, and by which model; it goes with the film."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    is_draft = models.BooleanField(default=False, help_text="Made without a vendor, by the platform itself.")
    job_id = models.UUIDField(null=True, blank=True, help_text="The job that made it.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Summary(MadeOfVideo):
    """A film in short, in one language.

    `key_points` are `{time, text}` and `chapters` `{start, end, title}`, times in seconds of the film.
    """

    class Length(models.TextChoices):
        SHORT = "short"
        MEDIUM = "medium"
        LONG = "long"

    video = models.ForeignKey(Video, models.CASCADE, related_name="summaries")
    transcript = models.ForeignKey(Transcript, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=12, help_text="BCP 47, such as en or vi.")
    length = models.CharField(max_length=6, choices=Length, default=Length.MEDIUM)
    overview = models.TextField()
    key_points = models.JSONField(default=list)
    chapters = models.JSONField(default=list)
    notes = models.JSONField(default=list, help_text="Whole sentences for the person.")
    address = models.CharField(
        max_length=64, help_text="What it was made of: the words and their times, and how."
    )

    objects = OfVideoQuerySet["Summary"].as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("video", "-created_at"), name="ai_summaries_by_video"),
            models.Index(fields=("address",), name="ai_summaries_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.language} summary of {self.video_id}"


class Highlight(MadeOfVideo):
    """One of the best moments of a film, with why it is one. A new choice takes the place of the last."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="highlights")
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")
    title = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    score = models.FloatField(help_text="0-1, to be compared within one film only.")

    objects = OfVideoQuerySet["Highlight"].as_manager()

    class Meta:
        ordering = ("video", "-score", "start")
        constraints = (
            models.CheckConstraint(
                condition=Q(start__gte=0, end__gt=F("start")), name="ai_highlight_ends_after_its_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.start:.1f}-{self.end:.1f})"


class Narration(MadeOfVideo):
    """A voice that tells of a film, and the film with it.

    `segments` are `{text, start, end}` and `words` `{text, start, end, confidence}`, in seconds of the film.
    """

    class VoiceType(models.TextChoices):
        ANY = "any"
        FEMALE = "female"
        MALE = "male"

    class Mix(models.TextChoices):
        REPLACE = "replace"  # the film's own sound is dropped
        DUCK = "duck"  # it steps back while the voice speaks
        NONE = "none"  # only the voice is made, and no film

    video = models.ForeignKey(Video, models.CASCADE, related_name="narrations")
    result = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12)
    voice = models.CharField(max_length=120, blank=True)
    voice_type = models.CharField(max_length=6, choices=VoiceType, default=VoiceType.ANY)
    speed = models.FloatField(default=1.0)
    mix = models.CharField(max_length=7, choices=Mix, default=Mix.DUCK)
    segments = models.JSONField(default=list)
    words = models.JSONField(default=list)
    audio = models.CharField(max_length=300, help_text="Key in the storage.")
    duration = models.FloatField(help_text="Seconds from the film's start to the voice's end.")
    notes = models.JSONField(default=list, help_text="Whole sentences for the person.")

    objects = OfVideoQuerySet["Narration"].as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("video", "-created_at"), name="ai_narrations_by_video"),)

    def __str__(self) -> str:
        return f"{self.language} narration of {self.video_id}"


class FrameDescription(MadeOfVideo):
    """What is to be seen in a film at one moment. A new look takes the place of the last.

    `ocr` is the text that can be read there, `labels` are words, `colours` are `{name, hex, share}`. `faces`
    are `{x, y, width, height}` as shares (0-1) of the picture.
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="frame_descriptions")
    time = models.FloatField(help_text="Seconds.")
    text = models.TextField()
    ocr = models.TextField(blank=True)
    labels = models.JSONField(default=list)
    colours = models.JSONField(default=list)
    faces = models.JSONField(default=list)

    objects = OfVideoQuerySet["FrameDescription"].as_manager()

    class Meta:
        ordering = ("video", "time")
        constraints = (models.UniqueConstraint(fields=("video", "time"), name="ai_frame_described_once"),)

    def __str__(self) -> str:
        return f"{self.time:.1f} s of {self.video_id}"
