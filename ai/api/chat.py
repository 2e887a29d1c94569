"""The chat as endpoints: say something, and look at conversations."""

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from djangorestframework_camel_case.parser import CamelCaseJSONParser
from djangorestframework_camel_case.util import underscoreize
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import GENERAL, is_dry_run
from ai.api.base import AiView
from ai.api.streaming import EventStreamRenderer, event_stream
from ai.models import ChatMessage, Conversation
from ai.serializers.chat import (
    AnswerSerializer,
    ChatFileSerializer,
    ChatSerializer,
    ContextSerializer,
    ConversationSerializer,
    MobileAnswerSerializer,
    TalkSerializer,
)
from ai.services import short
from ai.services.chatting import conversations, leaving, sending
from ai.services.chatting.sending import Said
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from jobs.models import Job
from videos.api import as_uuid, in_snake_case

KEEP = OpenApiParameter(
    "keep",
    bool,
    description="Complete the answer of a stream that breaks. Else who closes the stream stops the answer.",
)
LATER = {202: OpenApiResponse(JOB_ANSWERS[202].response, description="It takes longer: the job.")}


class ChatView(AiView):
    """Says something to the assistant, and answers with what it says."""

    rate = "chat"
    quote_rate = GENERAL
    # Not the camelCase parser of forms: it copies the files' names and fields into memory once more.
    parser_classes = (CamelCaseJSONParser, MultiPartParser)
    renderer_classes: Sequence[type[BaseRenderer]] = (*AiView.renderer_classes, EventStreamRenderer)
    answer: type[AnswerSerializer] | type[MobileAnswerSerializer] = AnswerSerializer

    @extend_schema(
        request={"application/json": ChatSerializer, "multipart/form-data": ChatFileSerializer},
        responses={
            (200, "application/json"): AnswerSerializer,
            (200, "text/event-stream"): OpenApiTypes.STR,
            **LATER,
        },
        parameters=[IDEMPOTENCY_KEY, DRY_RUN, KEEP],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Says something to the assistant; with `Accept: text/event-stream` the answer comes bit by bit."""
        user = current_user(request)
        is_quote = is_dry_run(request)
        draft = sending.draft(user=user, said=said_in(request), is_quote=is_quote)
        if is_quote:
            return quoted(draft.quote, seconds=0, notes=draft.notes)
        job = sending.order(user=user, draft=draft, idempotency_key=idempotency_key(request))
        if getattr(request.accepted_renderer, "format", "") == EventStreamRenderer.format:
            return event_stream(job=job, is_kept=request.query_params.get("keep") == "true")
        if not short.done_now(job=job):
            return accepted(job)
        return Response(self.answer(conversations.answer_of(job_id=job.pk)).data)


class StopView(AiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        """Stops an answer that is being written; what there is of it stays."""
        job = Job.objects.for_user(current_user(request)).get(pk=job_id, kind=sending.KIND)
        leaving.leave(job_id=job.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MobileChatView(ChatView):
    schema_tags = ("mobile",)
    renderer_classes = AiView.renderer_classes
    answer = MobileAnswerSerializer

    @extend_schema(
        request={"application/json": ChatSerializer, "multipart/form-data": ChatFileSerializer},
        responses={200: MobileAnswerSerializer, **LATER},
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The same for small screens: a short answer and three suggestions at most."""
        return super().post(request)


def said_in(request: Request) -> Said:
    """What a request says, as JSON or as a form with a file (`file`, `image` or `audio`)."""
    if not isinstance(request.data, QueryDict):
        return said_of(parsed(ChatSerializer(data=request.data)))
    form = in_snake_case(request.data)
    sent = [form[name] for name in ("file", "image", "audio") if form.get(name)]
    given = parsed(ChatFileSerializer(data={**form.dict(), **({"file": sent[0]} if sent else {})}))
    return said_of({**given, "context": _context(given["context"])})


def said_of(given: dict[str, Any]) -> Said:
    told = given.get("context") or _context("")
    file = cast(TemporaryUploadedFile | None, given.get("file"))
    return Said(
        text=given["message"],
        kind=ChatMessage.Kind(given["message_type"]),
        conversation_id=given["conversation_id"],
        video_id=given["video_id"] or told["video_id"],
        current_time=told["current_time"],
        emotion=told["emotion"],
        before=tuple(told["previous_messages"]),
        model=given["model"],
        path=Path(file.temporary_file_path()) if file else None,
    )


def _context(told: str) -> dict[str, Any]:
    try:
        context = underscoreize(json.loads(told or "{}"))
    except ValueError:
        raise ValidationError({"context": ValidationError("This is not JSON.", code="invalid")}) from None
    return parsed(ContextSerializer(data=context))


# -- conversations -----------------------------------------------------------------------------------------


@extend_schema(parameters=[OpenApiParameter("videoId", OpenApiTypes.UUID, description="About one film.")])
class ConversationListView(ListAPIView[Conversation]):
    """My conversations, the one with the newest message first."""

    schema_tags = ("ai",)
    serializer_class = ConversationSerializer

    def get_queryset(self) -> QuerySet[Conversation]:
        asked = self.request.query_params.get("videoId")
        video_id = as_uuid(asked) if asked else None
        return conversations.talks(user=current_user(self.request), video_id=video_id)


class ConversationView(AiView):
    @extend_schema(responses=TalkSerializer)
    def get(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """One of my conversations, with what was said in it (the last 200 messages)."""
        talk = conversations.get(user=current_user(request), conversation_id=conversation_id)
        return Response(TalkSerializer(talk).data)

    @extend_schema(request=ConversationSerializer, responses=ConversationSerializer)
    def patch(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Gives a conversation another title."""
        title = parsed(ConversationSerializer(data=request.data))["title"]
        user = current_user(request)
        talk = conversations.rename(user=user, conversation_id=conversation_id, title=title)
        return Response(ConversationSerializer(talk).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Removes a conversation with its plans; what was applied stays."""
        conversations.delete(user=current_user(request), conversation_id=conversation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
