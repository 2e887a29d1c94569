"""Channels that people have connected, the doors to connect them, and the daily room of Google's project."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from accounts.secrets.fields import EncryptedTextField


class ChannelQuerySet(models.QuerySet["Channel"]):
    def for_user(self, user: User) -> "ChannelQuerySet":
        """A person's channels. One that was disconnected stays as a name in the history only."""
        return self.filter(user=user).exclude(state=Channel.State.DISCONNECTED)


class Channel(models.Model):
    """A YouTube channel that somebody has connected, with what Google gave us to act there."""

    class State(models.TextChoices):
        CONNECTED = "connected"
        NEEDS_RECONNECT = "needs_reconnect"  # Google takes the refresh token no more
        DISCONNECTED = "disconnected"  # revoked at Google, tokens gone

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channels")
    google_id = models.CharField(max_length=64, help_text="The id that YouTube gave the channel (UC...).")
    title = models.CharField(max_length=200)
    thumbnail_url = models.URLField(max_length=500, blank=True)
    uploads_playlist = models.CharField(max_length=64, blank=True, help_text="YouTube's list of its uploads.")
    scopes = ArrayField(models.CharField(max_length=120), default=list)
    access_token = EncryptedTextField(default="")
    refresh_token = EncryptedTextField(default="")
    expires_at = models.DateTimeField(null=True, help_text="When the access token ends.")
    state = models.CharField(max_length=20, choices=State, default=State.CONNECTED)
    connected_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ("title", "created_at")
        constraints = (
            models.UniqueConstraint(fields=("user", "google_id"), name="youtube_channel_once_per_user"),
            models.CheckConstraint(
                condition=~Q(state="disconnected") | Q(expires_at__isnull=True),
                name="youtube_no_token_without_connection",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes


class OAuthState(models.Model):
    """Somebody on the way to Google and back. It is used once, by them, within a few minutes."""

    state = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    verifier = EncryptedTextField()
    scopes = ArrayField(models.CharField(max_length=120), default=list)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="youtube_states_by_end"),)

    def __str__(self) -> str:
        return f"state of {self.user_id}"


class UploadDay(models.Model):
    """How many uploads one of Google's projects has begun on one of Google's days (midnight Pacific)."""

    project = models.CharField(max_length=120, help_text="The client id, which belongs to one project.")
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "day"), name="youtube_one_count_per_project_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.used} on {self.day}"
