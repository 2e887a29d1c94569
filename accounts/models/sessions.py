"""Where somebody is signed in: a program with its tokens, or a browser with its cookie."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> "SessionQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def for_user(self, user: User) -> "SessionQuerySet":
        return self.filter(user=user)

    def waiting_for(self, refresh_hash: str) -> "SessionQuerySet":
        """Those whose refresh token is this one still: what makes it work once."""
        return self.filter(refresh_hash=refresh_hash)


class Session(models.Model):
    """One sign-in. A program's refresh token is known only by the hash of the one that works now.

    A browser's row stands beside Django's own session, whose key it names; the row says whether it counts.
    """

    class Kind(models.TextChoices):
        PROGRAM = "program"  # holds tokens
        BROWSER = "browser"  # holds the dashboard's cookie

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROGRAM)
    refresh_hash = models.CharField(max_length=64, blank=True)
    session_key = models.CharField(max_length=40, null=True, blank=True)
    device = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    mail_due = models.BooleanField(default=False, help_text="The person is to be told of a new device.")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-last_seen_at",)
        indexes = (
            models.Index(fields=("user", "-last_seen_at"), name="accounts_session_by_user"),
            models.Index(
                fields=("created_at",), name="accounts_session_mail_due", condition=Q(mail_due=True)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("session_key",),
                condition=Q(session_key__isnull=False),
                name="accounts_session_one_per_cookie",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} on {self.device or 'an unnamed device'}"
