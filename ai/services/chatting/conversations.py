"""A person's talks with the assistant: looked at, named, removed, and written on."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from ai.models import ChatMessage, Conversation
from ai.models.chat import ConversationQuerySet
from videos.models import Video

LONGEST_TITLE = 120
SHOWN = ("plan", "plan__steps", "plan__video")


def talks(*, user: User, video_id: uuid.UUID | None = None) -> ConversationQuerySet:
    """The person's conversations, newest first; those about one film when it is given."""
    own = Conversation.objects.for_user(user)
    return own.filter(video_id=video_id) if video_id else own


def get(*, user: User, conversation_id: uuid.UUID) -> Conversation:
    """One of the user's own conversations; Conversation.DoesNotExist for everybody else's too."""
    return Conversation.objects.for_user(user).get(pk=conversation_id)


def rename(*, user: User, conversation_id: uuid.UUID, title: str) -> Conversation:
    talk = get(user=user, conversation_id=conversation_id)
    talk.title = title.strip()[:LONGEST_TITLE]
    if not talk.title:
        raise ValidationError({"title": ValidationError(_("Give it a name."), code="blank")})
    talk.save(update_fields=["title"])
    return talk


def delete(*, user: User, conversation_id: uuid.UUID) -> None:
    """Removes a conversation with what was said and proposed in it; jobs that run go on."""
    get(user=user, conversation_id=conversation_id).delete()


def title_of(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1]}…"


@transaction.atomic
def write(*, conversation: Conversation, video: Video | None = None, **fields: Any) -> ChatMessage:
    """Adds a message at the end. Two at once take turns."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    last = locked.messages.aggregate(last=Max("number"))["last"] or 0
    moved: dict[str, Any] = {"updated_at": Now()} | ({"video": video} if video else {})
    Conversation.objects.filter(pk=locked.pk).update(**moved)
    return ChatMessage.objects.create(conversation=locked, number=last + 1, **fields)


def answer_of(*, job_id: uuid.UUID) -> ChatMessage:
    """The assistant's message that a job has made."""
    return ChatMessage.objects.select_related("plan", "conversation").get(
        job_id=job_id, role=ChatMessage.Role.ASSISTANT
    )
