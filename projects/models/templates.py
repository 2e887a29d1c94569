"""Projects to be made again with other words and other films."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from videos.models import Video


class ProjectTemplate(models.Model):
    """A timeline, or a film's wish and storyboard, with fields that are filled in when it is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="project_templates",
        help_text="Empty: it is for everybody, and looked after by the staff.",
    )
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=500, blank=True)
    timeline = models.JSONField(default=dict, blank=True)
    film = models.JSONField(default=dict, blank=True, help_text="A film's wish, words and shots.")
    fields = models.JSONField(default=list, blank=True, help_text="What is filled in, in its order.")
    picture = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("owner", "-created_at"), name="projects_templates_by_owner"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="projects_templates_have_a_name"),
            models.CheckConstraint(
                condition=(Q(timeline={}) & ~Q(film={})) | (~Q(timeline={}) & Q(film={})),
                name="projects_templates_of_one_kind",
            ),
        )

    def __str__(self) -> str:
        return self.name
