"""Say something to the assistant: checked, moderated, priced, and queued as a job that answers it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.models import ChatMessage, Conversation
from ai.services import answering, catalogue, moderating
from ai.services.chatting import conversations
from ai.services.generation import CATEGORY, QUEUE
from ai.services.insights import counting
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Line, Quote
from jobs import events
from jobs.models import Job
from jobs.work import Order
from videos import files
from videos.models import Video
from videos.services import library

WORK, KIND = "ai.converse", "ai.chat"
K = ChatMessage.Kind
# What a file that is sent along is looked at with.
SENSES = {K.IMAGE: Capability.VISION, K.AUDIO: Capability.SPEECH_TO_TEXT}
SENT = {K.TEXT: gettext_lazy("Text"), K.IMAGE: gettext_lazy("Picture"), K.AUDIO: gettext_lazy("Audio")}
FILE_AND_KIND = gettext_lazy(
    "An image or a sound comes with a file, and a file with its messageType: image or audio."
)


@dataclass(frozen=True)
class Said:
    """What a person says, and what they look at while they say it. `path`: the file that came along."""

    text: str
    kind: ChatMessage.Kind = K.TEXT
    conversation_id: uuid.UUID | None = None
    video_id: uuid.UUID | None = None
    current_time: float | None = None
    emotion: str = ""
    before: tuple[Mapping[str, str], ...] = ()
    model: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class Draft:
    said: Said
    conversation: Conversation | None
    video: Video | None
    quote: Quote
    notes: tuple[str, ...]


class _AskedBefore(Exception):
    def __init__(self, job: Job) -> None:
        self.job = job


def draft(*, user: User, said: Said, is_quote: bool = False) -> Draft:
    """Checks, moderates and prices a message.

    Raises ValidationError naming the field, Conversation or Video.DoesNotExist, UploadTooLarge or NoModel.
    """
    talk = (
        conversations.get(user=user, conversation_id=said.conversation_id) if said.conversation_id else None
    )
    video_id = said.video_id or (talk.video_id if talk else None)
    video = library.get(user=user, video_id=video_id) if video_id else None
    if not said.text.strip() and said.path is None:
        raise ValidationError({"message": ValidationError(_("Say something."), code="blank")})
    if (said.kind in SENSES) != (said.path is not None):
        raise ValidationError({"messageType": ValidationError(FILE_AND_KIND, code="invalid")})
    words = {"message": said.text, "context.emotion": said.emotion}
    moderating.must_be_allowed(words=words, is_quote=is_quote)
    try:
        choice = catalogue.choose(capability=Capability.CHAT, wish=said.model)
    except catalogue.UnknownModel as error:
        raise ValidationError({"model": ValidationError(str(error), code="unknown_model")}) from None
    lines = [Line(choice.candidates[0].price_code, Decimal(1), _("Message"))]
    quote = credits.quote_for(lines=lines)
    return Draft(said, talk, video, Quote((*quote.lines, *_sensed(said).lines)), choice.notes)


def _sensed(said: Said) -> Quote:
    """What looking at the file costs; raises when it is none of its kind."""
    if said.path is None:
        return Quote(())
    question = answering.Question(capability=SENSES[said.kind], path=said.path)
    return answering.draft(question=question).quote


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Writes down what was said and queues the answer, all in one transaction.

    Raises LimitReached, InsufficientCredits, or IdempotencyConflict.
    """
    said, asked_id = draft.said, uuid.uuid4()
    digest = files.digest(said.path) if said.path else ""
    key = f"{answering.folder_of(user.pk)}/{asked_id}/input.bin" if said.path else ""
    if said.path:
        files.store(path=said.path, key=key)
    try:
        return _ordered(user, draft, asked_id, {"file": key, "sha256": digest}, idempotency_key)
    except _AskedBefore as before:
        _forget(key)
        return before.job
    except BaseException:
        _forget(key)
        raise


@transaction.atomic
def _ordered(user: User, draft: Draft, asked_id: uuid.UUID, file: dict[str, str], key: str) -> Job:
    said = draft.said
    asked = _asked(said)
    talk = draft.conversation or Conversation.objects.create(
        user=user, title=conversations.title_of(said.text or str(SENT[said.kind])), video=draft.video
    )
    message = conversations.write(
        conversation=talk,
        video=draft.video,
        id=asked_id,
        role=ChatMessage.Role.USER,
        kind=said.kind,
        text=said.text,
    )
    video_id = str(draft.video.pk) if draft.video else None
    params = {**asked, **file, "conversationId": str(talk.pk), "messageId": str(message.pk)}
    made = Order(
        kind=KIND,
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=draft.quote,
        title=_("Chat"),
        video_id=draft.video.pk if draft.video else None,
        params={**params, "videoId": video_id},
        request={**asked, "sha256": file["sha256"]},
    )
    job = counting.submitted(user=user, order=made, feature=Feature.CHAT, amount=1, idempotency_key=key)
    if job.params["messageId"] != str(message.pk):
        raise _AskedBefore(job)  # nothing of what was written here stays
    ChatMessage.objects.filter(pk=message.pk).update(job_id=job.pk)
    _echo(user, message, job)
    return job


def _echo(user: User, message: ChatMessage, job: Job) -> None:
    """Shows what was said in the person's other tabs."""
    told = {"role": message.role, "message": message.text, "message_type": message.kind}
    ids = {"conversation_id": message.conversation_id, "message_id": message.pk, "job_id": job.pk}
    payload = {**told, **{name: str(value) for name, value in ids.items()}}
    events.send(user_id=user.pk, kind="chat_message", payload=payload)


def _asked(said: Said) -> dict[str, Any]:
    return {
        "message": said.text,
        "messageType": said.kind.value,
        "conversation": str(said.conversation_id or ""),
        "video": str(said.video_id or ""),
        "currentTime": said.current_time,
        "emotion": said.emotion,
        "before": [dict(each) for each in said.before],
        "model": said.model,
    }


def reorder(job: Job) -> Order:
    """A message is said again by the person, not by a button."""
    raise ValidationError(_("Say it again: an answer belongs to its moment."), code="not_kept")


def _forget(key: str) -> None:
    if key:
        files.delete_folder(key.rpartition("/")[0])
