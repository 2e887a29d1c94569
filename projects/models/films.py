"""A project's film in the making: what was wished, and each part with the address of what it was made of."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ai.capabilities import CAMERAS
from projects.models.projects import Project
from videos.models import Video

MOST_SHOTS = 60
SHORTEST_SHOT, LONGEST_SHOT = 0.5, 60.0  # seconds


class Film(models.Model):
    """The film of a project, made part by part.

    Each part keeps the address of the inputs that it was made of (`projects.services.film.parts`): it is
    stale when those of today have another.
    """

    class State(models.TextChoices):
        EMPTY = "empty"  # nothing was asked for yet
        WORKING = "working"  # its job is at work
        WAITING = "waiting"  # for a person, who looks at the script or the storyboard first
        READY = "ready"
        FAILED = "failed"  # what was made is kept, and the rest can be made later

    class Gate(models.TextChoices):
        SCRIPT = "script"
        STORYBOARD = "storyboard"

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="film")
    wish = models.JSONField(default=dict, blank=True, help_text="What was asked for.")
    state = models.CharField(max_length=7, choices=State, default=State.EMPTY)
    waiting_for = models.CharField(max_length=10, choices=Gate, blank=True)
    passed = models.JSONField(default=list, blank=True, help_text="The gates that were approved.")
    job_id = models.UUIDField(null=True, blank=True, help_text="The job that makes it, or did last.")
    error = models.CharField(max_length=500, blank=True)
    notes = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Counts the changes by people.")

    title = models.CharField(max_length=200, blank=True)
    logline = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=20, blank=True)
    is_draft = models.BooleanField(default=False, help_text="The script was written without a model.")
    script_address = models.CharField(max_length=64, blank=True)
    script_take = models.PositiveIntegerField(default=0, help_text="Raised to have it written again.")
    seed = models.PositiveIntegerField(default=0, help_text="The first shot's; the others' follow it.")
    narration_take = models.PositiveIntegerField(default=0)

    music_prompt = models.CharField(max_length=1000, blank=True)
    music = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    music_address = models.CharField(max_length=64, blank=True)
    music_take = models.PositiveIntegerField(default=0)

    layout = models.JSONField(
        default=dict, blank=True, help_text="The timeline as it was last laid out, before people changed it."
    )
    layout_address = models.CharField(max_length=64, blank=True)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    video_address = models.CharField(max_length=64, blank=True, help_text="Of the timeline that it shows.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("empty", "working", "waiting", "ready", "failed")),
                name="projects_film_state",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_for__in=("script", "storyboard"))
                | (~Q(state="waiting") & Q(waiting_for="")),
                name="projects_film_waits_for",
            ),
            models.CheckConstraint(
                condition=~Q(state="working") | Q(job_id__isnull=False), name="projects_film_working_job"
            ),
        )

    def __str__(self) -> str:
        return self.title or f"film of {self.project_id}"


class Shot(models.Model):
    """One shot: what is said during it, and what is seen."""

    class Source(models.TextChoices):
        GENERATED = "generated"
        LIBRARY = "library"  # found by meaning among the person's films
        OWN = "own"  # chosen by hand

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="shots", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000, blank=True, help_text="What the narrator says.")
    picture = models.TextField(max_length=2000, blank=True, help_text="What is to be seen.")
    camera = models.CharField(max_length=10, choices=[(each, each) for each in CAMERAS], default="still")
    seconds = models.FloatField(help_text="At least so long; longer where the narrator needs it.")
    source = models.CharField(max_length=9, choices=Source, default=Source.GENERATED)
    seed = models.PositiveIntegerField(default=0)
    take = models.PositiveIntegerField(default=0, help_text="Raised to have it drawn again.")
    speech_take = models.PositiveIntegerField(default=0)
    image = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    image_address = models.CharField(max_length=64, blank=True)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    video_address = models.CharField(max_length=64, blank=True)
    begin = models.FloatField(default=0, help_text="The second of the video with which it begins.")
    speech = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    speech_address = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("film", "position"),
                name="projects_shot_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=SHORTEST_SHOT, seconds__lte=LONGEST_SHOT),
                name="projects_shot_seconds",
            ),
            models.CheckConstraint(condition=Q(begin__gte=0), name="projects_shot_begin"),
            models.CheckConstraint(
                condition=Q(source__in=("generated", "library", "own")), name="projects_shot_source"
            ),
            models.CheckConstraint(condition=Q(camera__in=CAMERAS), name="projects_shot_camera"),
        )

    def __str__(self) -> str:
        return f"shot {self.position + 1} of {self.film_id}"
