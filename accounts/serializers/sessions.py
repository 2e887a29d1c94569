"""Sessions, and what is handed out for them."""

from typing import Any

from rest_framework import serializers

from accounts.context import current_session
from accounts.devices import device_name
from accounts.models import AuditEvent, Session
from accounts.services.telling import sentence


class RefreshSerializer(serializers.Serializer[Any]):
    refresh_token = serializers.CharField(max_length=4096)


class TicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")


class SessionSerializer(serializers.ModelSerializer[Session]):
    device = serializers.SerializerMethodField(help_text="Such as Firefox on Linux.")
    last_seen = serializers.DateTimeField(source="last_seen_at", help_text="To the minute.")
    current = serializers.SerializerMethodField(help_text="Whether it is the one that asks.")

    class Meta:
        model = Session
        fields = ("id", "kind", "device", "address", "created_at", "last_seen", "expires_at", "current")

    def get_device(self, session: Session) -> str:
        return device_name(session.device)

    def get_current(self, session: Session) -> bool:
        return session.pk == current_session()


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    text = serializers.SerializerMethodField(help_text="The same in a sentence.")
    by = serializers.SerializerMethodField(help_text="Who did it: `you`, `other`, or `unknown`.")
    device = serializers.SerializerMethodField()

    class Meta:
        model = AuditEvent
        fields = ("id", "action", "text", "by", "device", "address", "created_at")

    def get_text(self, event: AuditEvent) -> str:
        return sentence(event)

    def get_by(self, event: AuditEvent) -> str:
        if event.actor_id is None:
            return "unknown"
        return "you" if event.actor_id == event.user_id else "other"

    def get_device(self, event: AuditEvent) -> str:
        return device_name(event.device) if event.device else ""
