import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from credits.plan_models import Plan
from videos.media.probe import MediaInfo
from videos.media.recipe import Recipe
from videos.sharing import sharing
from videos.words import query_of


class VideoQuerySet(models.QuerySet["Video"]):
    def for_user(self, user: User) -> "VideoQuerySet":
        """The user's own: the only ones that they may change or delete."""
        return self.filter(owner=user)

    def visible_to(self, user: User) -> "VideoQuerySet":
        """The user's own and those that are shared with them."""
        return self.filter(Q(owner=user) | sharing().seen_by(user))

    def usable_by(self, user: User) -> "VideoQuerySet":
        """What the user may make something new of: their own, and what they share as an editor."""
        return self.filter(Q(owner=user) | sharing().used_by(user))

    def placed_in(self, project_id: uuid.UUID, *, user: User) -> "VideoQuerySet":
        """The videos of a project, if the user may see it."""
        return self.filter(sharing().placed_in(project_id, user))

    def told_to(self, user: User) -> "VideoQuerySet":
        """With `shown_in`, the ids of the projects that the user may see it in."""
        return self.annotate(shown_in=sharing().projects_told_to(user))

    def named_in(self, recipe: Recipe) -> "VideoQuerySet":
        """Rows that a recipe names beside its source."""
        return self.filter(pk__in={name for step in recipe for name in step.sources().values()})

    def matching(self, text: str, *, owner: User | None) -> "VideoQuerySet":
        """Those with every word of `text` in title, description or file name, or said in them.

        With `owner` they are that person's all; the index of what is said is asked for them only.
        """
        found = self if owner is None else self.for_user(owner)
        for word in text.split()[:10]:
            told = Q(title__icontains=word) | Q(description__icontains=word)
            if owner is None:
                saying = Q(Exists(SpokenWords.objects.saying(word).filter(video=OuterRef("pk"))))
            else:
                saying = Q(pk__in=SpokenWords.objects.saying(word).filter(owner=owner).values("video_id"))
            found = found.filter(told | Q(original_name__icontains=word) | saying)
        return found


class Video(models.Model):
    """A film, sound or picture in somebody's library. Its file never changes; an edit makes a new row."""

    class Status(models.TextChoices):
        PROCESSING = "processing", _("Processing")  # playable already; thumbnail and the like are being made
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")  # the file is kept, what failed can be done again

    class Source(models.TextChoices):
        UPLOAD = "upload", pgettext_lazy("source of a video", "Upload")
        YOUTUBE = "youtube"
        GENERATED = "generated", pgettext_lazy("source of a video", "Generated")
        EDIT = "edit", pgettext_lazy("source of a video", "Edit")
        RENDER = "render", pgettext_lazy("source of a video", "Render")
        NARRATION = "narration", pgettext_lazy("source of a video", "Narration")

    # Sources of films that nobody could make again here.
    BROUGHT = (Source.UPLOAD, Source.YOUTUBE)

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
    in_library = models.BooleanField(
        default=True, db_default=True, help_text="Else it is a part of a project, and listed there only."
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    used_at = models.DateTimeField(db_default=Now(), editable=False, help_text="To the day.")
    warned_at = models.DateTimeField(
        null=True, editable=False, help_text="When its owner was told that it will be removed."
    )

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("owner", "-created_at"), name="videos_by_owner"),
            models.Index(fields=("owner", "address"), name="videos_by_address", condition=~Q(address="")),
            # What somebody's library takes is asked before anything is taken in: of the index alone.
            models.Index(fields=("owner",), include=("size",), name="videos_bytes_of"),
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
    def saying(self, word: str) -> "SpokenWordsQuerySet":
        """Those with words that begin like this one, whatever their case and accents."""
        query = query_of(word)
        if not query:
            return self.none()
        return self.filter(words=SearchQuery(query, search_type="raw", config="simple"))


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
        SIGNED = "signed"  # the file itself, with content credentials

    video = models.ForeignKey(Video, models.CASCADE, related_name="artefacts")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=64, help_text="What it is made of: the file, and how.")
    key = models.CharField(max_length=300, help_text="Its folder in the storage.")
    size = models.BigIntegerField(default=0, help_text="Bytes of its files.")
    meta = models.JSONField(default=dict, help_text="What its kind must know to be shown.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("video", "kind", "address"), name="videos_artefact_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.video_id}"


class Lineage(models.Model):
    """What of a film that was made here is AI's, second by second. Written down with the film, never changed.

    What was uploaded has none; neither has what was made before this was noted.
    """

    video = models.OneToOneField(Video, models.CASCADE, primary_key=True, related_name="lineage")
    spans = models.JSONField(default=list, help_text="As videos.media.lineage.Span tells them.")
    is_sure = models.BooleanField(default=True, help_text="Every file that took part was known.")
    is_signed = models.BooleanField(default=False, help_text="Its file carries content credentials.")

    def __str__(self) -> str:
        return f"lineage of {self.video_id}"


class Rights(models.Model):
    """What its owner says of a file from outside: whose it is, and whether the people in it agreed."""

    class Basis(models.TextChoices):
        OWN = "own"
        LICENSED = "licensed"
        OPEN_LICENCE = "open_licence"  # Creative Commons and the like
        PUBLIC_DOMAIN = "public_domain"

    class Consent(models.TextChoices):
        GIVEN = "given"
        NOBODY = "nobody"  # nobody is to be recognised
        NOT_NEEDED = "not_needed"  # as in reports of public events

    video = models.OneToOneField(Video, models.CASCADE, primary_key=True, related_name="rights")
    basis = models.CharField(max_length=14, choices=Basis, blank=True)
    licence = models.CharField(max_length=500, blank=True, help_text="Its name or address.")
    attribution = models.CharField(max_length=500, blank=True, help_text="Whom to name, and how.")
    consent = models.CharField(max_length=10, choices=Consent, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"rights of {self.video_id}"


class RetentionRule(models.Model):
    """How long what a plan's people have made is kept when nobody uses it. No rule: for ever."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField(
        help_text="What was made here (never an upload) and was not looked at for so many days is removed; "
        "its owner is told by e-mail a week before.",
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(days__gte=14), name="videos_kept_for_a_while"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.days} days"


class ResumableUpload(models.Model):
    """A file that arrives in pieces (tus 1.0). How many bytes of it there are, its store knows."""

    class Kind(models.TextChoices):
        WHOLE = "whole"
        PARTIAL = "partial"  # a part, of which nothing is made before it is joined with others
        FINAL = "final"  # several parts, joined

    class Status(models.TextChoices):
        OPEN = "open"
        FINISHING = "finishing"  # every byte is there; it is being looked at
        DONE = "done"  # it is a video
        REJECTED = "rejected"  # no video can be made of it; `error` says why
        JOINED = "joined"  # a part that went into another upload
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.WHOLE)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    length = models.BigIntegerField(null=True, help_text="Bytes; null until the client knows.")
    reserved = models.BigIntegerField(help_text="Bytes set aside in its owner's storage: its most.")
    told = models.TextField(blank=True, help_text="Upload-Metadata as it came.")
    filename = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    project_id = models.UUIDField(null=True, help_text="Where the video shall be put.")
    concat = models.TextField(blank=True, help_text="Upload-Concat as it came.")
    joined_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    position = models.PositiveIntegerField(default=0, help_text="Among the parts of its final upload.")
    claims = models.PositiveIntegerField(default=0, help_text="How often somebody asked for its turn.")
    video_id = models.UUIDField(default=uuid.uuid4, help_text="Of the video that it becomes.")
    job_id = models.UUIDField(null=True, help_text="The job that prepares the video.")
    error = models.JSONField(null=True, help_text="Why nothing was made of it, as the API says it.")
    error_status = models.PositiveSmallIntegerField(default=0, help_text="The same as a status of HTTP.")
    stored_in = models.CharField(max_length=10, default="disk", help_text="The store that has its bytes.")
    notes = models.JSONField(default=dict, help_text="What its store must remember of it.")
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("owner", "status"), name="videos_uploads_of"),
            models.Index(fields=("status", "expires_at"), name="videos_uploads_until"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & (Q(length__isnull=True) | Q(length__gte=0)),
                name="videos_upload_sizes",
            ),
            models.CheckConstraint(
                condition=Q(status="open") | Q(status="finishing") | Q(reserved=0),
                name="videos_upload_gives_back",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(job_id__isnull=False), name="videos_upload_made"
            ),
        )

    def __str__(self) -> str:
        return f"upload {self.pk}"
