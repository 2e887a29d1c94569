"""What clients say over the socket beside pings: the same checks and services as the endpoints'."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from djangorestframework_camel_case.util import underscoreize

from accounts.api import parsed
from accounts.models import User
from accounts.services import rates
from ai.api.chat import said_of
from ai.models import ChatMessage
from ai.serializers.chat import ChatSerializer
from ai.services.chatting import sending
from videos.api import as_uuid
from videos.services import editing, library


def chat_message(user: User, payload: dict[str, Any]) -> None:
    """Says something to the assistant; a worker answers, over the socket."""
    rates.spend_or_refuse(name="chat", who=f"user:{user.pk}")
    asked = dict(payload)
    key = str(asked.pop("idempotencyKey", ""))[:200]
    given = parsed(ChatSerializer(data=underscoreize(asked)))
    if given["message_type"] != ChatMessage.Kind.TEXT:
        message = "Send pictures and sounds to /api/ai/chat."
        raise ValidationError({"messageType": ValidationError(message, code="invalid")})
    draft = sending.draft(user=user, said=said_of(given))
    sending.order(user=user, draft=draft, idempotency_key=key)


def video_process(user: User, payload: dict[str, Any]) -> None:
    """Runs one operation, as its endpoint does; the job is told as every job is."""
    fields = payload.get("parameters")
    if not isinstance(fields, dict):
        raise ValidationError(
            {"parameters": ValidationError("Give the operation's fields.", code="required")}
        )
    draft = editing.draft_one(
        user=user,
        video_id=as_uuid(payload.get("videoId")),
        name=str(payload.get("operation", "")),
        fields=fields,
    )
    editing.order(user=user, draft=draft, idempotency_key=str(payload.get("idempotencyKey", ""))[:200])


def enter_video(user: User, video_id: uuid.UUID) -> None:
    """Raises Video.DoesNotExist for a video that the person may not see."""
    library.see(user=user, video_id=video_id)
