import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from videos.media.probe import MediaInfo
from videos.media.recipe import Recipe
from videos.words import query_of


class VideoQuerySet(models.QuerySet["Video"]):
    def for_user(self, user: User) -> "VideoQuerySet":
        return self.filter(owner=user)

    def named_in(self, recipe: Recipe) -> "VideoQuerySet":
        """Rows that a recipe names beside its source."""
        return self.filter(pk__in={name for step in recipe for name in step.sources().values()})

    def matching(self, text: str, *, owner: User) -> "VideoQuerySet":
        """The owner's, with every word of `text` in title, description or file name, or said in them."""
        found = self.for_user(owner)
        for word in text.split()[:10]:
            told = Q(title__icontains=word) | Q(description__icontains=word)
            saying = Q(pk__in=SpokenWords.objects.saying(word, owner=owner).values("video_id"))
            found = found.filter(told | Q(original_name__icontains=word) | saying)
        return found


class Video(models.Model):
    """A film, sound or picture in somebody's library. Its file never changes; an edit makes a new row."""

    class Status(models.TextChoices):
        PROCESSING = "processing"  # playable already; thumbnail and the like are being made
        READY = "ready"
        FAILED = "failed"  # the file is kept, what failed can be done again

    class Source(models.TextChoices):
        UPLOAD = "upload"
        YOUTUBE = "youtube"
        GENERATED = "generated"
        EDIT = "edit"
        RENDER = "render"
        NARRATION = "narration"

    class MediaType(models.TextChoices):
        VIDEO = "video"
        AUDIO = "audio"
        IMAGE = "image"  # a still picture, or an animation such as GIF

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="videos")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=5000, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=5, choices=MediaType, default=MediaType.VIDEO)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROCESSING)
    source = models.CharField(max_length=10, choices=Source)
    file = models.CharField(max_length=300, help_text="Key in the storage.")
    thumbnail = models.CharField(max_length=300, blank=True, help_text="Key in the storage.")
    size = models.BigIntegerField(help_text="Bytes.")
    duration = models.FloatField(help_text="Seconds.")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    fps = models.FloatField(default=0)
    codec = models.CharField(max_length=40, blank=True)
    audio_codec = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file's content.")
    address = models.CharField(
        max_length=64,
        blank=True,
        help_text="What an edit is made of: its source's content, recipe and engine.",
    )
    info = models.JSONField(default=dict, help_text="What the probe found.")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    recipe = models.JSONField(
        default=list, blank=True, help_text="The operations on the parent that made it."
    )
    job_id = models.UUIDField(null=True, blank=True, help_text="The job that made or prepares it.")
    ai_generated = models.BooleanField(default=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("owner", "-created_at"), name="videos_by_owner"),
            models.Index(fields=("owner", "address"), name="videos_by_address", condition=~Q(address="")),
            GinIndex(fields=("title",), name="videos_title_words", opclasses=("gin_trgm_ops",)),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def media_info(self) -> MediaInfo:
        return MediaInfo.from_json(self.info)

    @property
    def is_still(self) -> bool:
        """Whether it is a single picture, which no operation on films can edit."""
        return self.media_type == self.MediaType.IMAGE and not self.duration

    @property
    def extension(self) -> str:
        return self.file.rpartition(".")[2]

    @property
    def filename(self) -> str:
        """The name a download gets."""
        return f"{self.title}.{self.extension}"

    @property
    def has_hls(self) -> bool:
        """Whether it can be streamed; asks the database unless its artefacts were fetched along."""
        return any(artefact.kind == Artefact.Kind.HLS for artefact in self.artefacts.all())

    def describe(self, info: MediaInfo) -> None:
        """Takes over the facts that a probe found."""
        facts: dict[str, Any] = {"info": info.to_json(), "size": info.size, "duration": info.duration}
        if info.video:
            facts |= {"width": info.video.width, "height": info.video.height, "fps": info.video.fps}
            facts |= {"codec": info.video.codec}
        if info.audio:
            facts |= {"audio_codec": info.audio.codec}
        for name, value in facts.items():
            setattr(self, name, value)


class SpokenWordsQuerySet(models.QuerySet["SpokenWords"]):
    def saying(self, word: str, *, owner: User) -> "SpokenWordsQuerySet":
        """Of the owner's, those with words that begin like this one, whatever their case and accents."""
        query = query_of(word)
        if not query:
            return self.none()
        return self.filter(owner=owner, words=SearchQuery(query, search_type="raw", config="simple"))


class SpokenWords(models.Model):
    """Some of the words that are said in a video, by which it is found.

    In pieces that lie in the table itself: the planner takes what lies beside it for free, and would read
    all of that instead of the index.
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="spoken_words")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    words = SearchVectorField(help_text="In lower case and without accents.")

    objects = SpokenWordsQuerySet.as_manager()

    class Meta:
        # Without a list of pending rows, which every search would have to go through.
        indexes = (GinIndex(fields=("owner", "words"), name="videos_spoken_words", fastupdate=False),)

    def __str__(self) -> str:
        return f"words of {self.video_id}"


class Artefact(models.Model):
    """Something made of a video's file, beside it: it can always be made again."""

    class Kind(models.TextChoices):
        STORYBOARD = "storyboard"  # small pictures on pages, and when each is seen
        WAVEFORM = "waveform"  # the shape of the sound
        SCENES = "scenes"  # where the film cuts
        HLS = "hls"  # the film as a stream in several sizes

    video = models.ForeignKey(Video, models.CASCADE, related_name="artefacts")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=64, help_text="What it is made of: the file, and how.")
    key = models.CharField(max_length=300, help_text="Its folder in the storage.")
    meta = models.JSONField(default=dict, help_text="What its kind must know to be shown.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("video", "kind", "address"), name="videos_artefact_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.video_id}"
