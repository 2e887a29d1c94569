"""The audit trail: what was done to an account, by whom, from where. Rows are never changed."""

import uuid

from django.db import models

from accounts.models.people import User


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def for_user(self, user: User) -> "AuditEventQuerySet":
        return self.filter(user=user)


class AuditEvent(models.Model):
    """One thing that happened to a person's account."""

    class Action(models.TextChoices):
        SIGNED_UP = "signed_up", "Signed up"
        SIGNED_IN = "signed_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Failed to sign in"
        SIGNED_OUT = "signed_out", "Signed out"
        SESSION_ENDED = "session_ended", "Session ended"
        TOKEN_REUSED = "token_reused", "A used refresh token came again"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        PASSWORD_RESET = "password_reset", "Password reset"
        EMAIL_VERIFIED = "email_verified", "E-mail address verified"
        EMAIL_CHANGED = "email_changed", "E-mail address changed"
        FACTOR_ADDED = "factor_added", "Second factor added"
        FACTOR_REMOVED = "factor_removed", "Second factor removed"
        CODES_MADE = "codes_made", "Recovery codes made"
        CODE_USED = "code_used", "Recovery code used"
        IDENTITY_LINKED = "identity_linked", "Sign-in with another service linked"
        IDENTITY_UNLINKED = "identity_unlinked", "Sign-in with another service unlinked"
        KEY_MADE = "key_made", "API key made"
        KEY_CHANGED = "key_changed", "API key changed"
        KEY_REVOKED = "key_revoked", "API key revoked"
        KEY_USED = "key_used", "API key used from a new address"
        ROLE_CHANGED = "role_changed", "Role or permissions changed"
        CREDITS_CHANGED = "credits_changed", "Credits granted or adjusted"
        MEMBER_CHANGED = "member_changed", "Project shared or unshared"
        DATA_EXPORTED = "data_exported", "Own data exported"
        DEACTIVATED = "deactivated", "Account deactivated"
        RESTORED = "restored", "Account restored"
        DELETION_ASKED = "deletion_asked", "Deletion asked for"
        DELETION_CALLED_OFF = "deletion_called_off", "Deletion called off"
        ERASED = "erased", "Account erased"
        CHANNEL_CONNECTED = "channel_connected", "Channel connected"
        CHANNEL_DISCONNECTED = "channel_disconnected", "Channel disconnected"
        PUBLISHED = "published", "Film published"
        UPLOAD_INFECTED = "upload_infected", "Infected upload refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="audit_events")
    actor = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who did it; empty for the platform itself and for strangers.",
    )
    action = models.CharField(max_length=30, choices=Action)
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict, help_text="What else is known; never a secret.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("user", "-created_at"), name="accounts_audit_by_user"),
            models.Index(fields=("-created_at",), name="accounts_audit_by_time"),
            models.Index(fields=("address", "-created_at"), name="accounts_audit_by_address"),
            models.Index(fields=("action", "-created_at"), name="accounts_audit_by_action"),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.user_id}"
