"""Showing a project to people outside of it, and what is said about it at which moment."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext

from accounts.models import User
from projects.models.projects import Project
from videos.models import Video

LONGEST_REVIEW = timedelta(days=366)
LONGEST_COMMENT = 2000  # characters


class ReviewLink(models.Model):
    """An address that shows one film of a project to whoever has it, until a day. Deleted when revoked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="review_links")
    video = models.ForeignKey(
        Video,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it shows; empty: the newest render of the project.",
    )
    name = models.CharField(max_length=100, blank=True, help_text="For whom it is, say.")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the address holds.")
    password = models.CharField(max_length=128, blank=True, help_text="Hashed; empty: none is asked for.")
    allow_comments = models.BooleanField(default=True)
    allow_download = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0, help_text="How often its page was opened.")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When it was opened last.")

    class Meta:
        ordering = ("-created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="projects_review_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + LONGEST_REVIEW), name="projects_review_ends"
            ),
        )

    def __str__(self) -> str:
        return self.name or f"review of {self.project_id}"


class Comment(models.Model):
    """Something said about a project, or about a moment of one of its films: by a member or by a guest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="comments", db_index=False)
    video = models.ForeignKey(Video, models.CASCADE, null=True, blank=True, related_name="+")
    time = models.FloatField(null=True, blank=True, help_text="Seconds; empty: about the whole.")
    end_time = models.FloatField(null=True, blank=True)
    text = models.TextField(max_length=LONGEST_COMMENT)
    author = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    guest_name = models.CharField(max_length=80, blank=True, help_text="Of who came by a review link.")
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=("project", "created_at"), name="projects_comments_of"),)
        constraints = (
            models.CheckConstraint(
                condition=(Q(author__isnull=False) & Q(guest_name=""))
                | (Q(author__isnull=True) & ~Q(guest_name="")),
                name="projects_comment_by_one",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="projects_comment_says_something"),
            models.CheckConstraint(
                condition=Q(time__isnull=True) | Q(time__gte=0), name="projects_comment_time"
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(time__isnull=False, end_time__gt=F("time")),
                name="projects_comment_end",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True) | Q(resolved_at__isnull=False),
                name="projects_comment_resolved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.writer}: {self.text[:60]}"

    @property
    def writer(self) -> str:
        return self.author.get_short_name() if self.author else self.guest_name

    @property
    def writer_for_guests(self) -> str:
        """Without what a nameless member's name is made of: a part of their address."""
        return (self.author.name or gettext("A member")) if self.author else self.guest_name
