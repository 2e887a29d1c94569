"""The history of a project's timeline."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from projects.models.projects import Project


class TimelineRevision(models.Model):
    """A timeline as it once was. They are a tree: who changes one that was gone back to begins a branch.

    Number 0 is the empty timeline before the first change. Which one counts, `Project.revision` says.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    parent = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number that it was made from, where undo goes."
    )
    onward = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number that was made of it last, where redo goes."
    )
    name = models.CharField(max_length=100, blank=True, help_text="Those with a name are always kept.")
    summary = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    timeline = models.JSONField(default=dict, blank=True)
    clips = models.PositiveIntegerField(default=0)
    duration = models.FloatField(default=0, help_text="Seconds.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="projects_revision_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(parent__lt=F("number")), name="projects_revision_after"
            ),
            models.CheckConstraint(
                condition=Q(onward__isnull=True) | Q(onward__gt=F("number")), name="projects_revision_before"
            ),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of {self.project_id}"
