"""AI's endpoints that answer at once where they can: speech, recognition, vision, and texts by meaning."""

import uuid
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from ai.api.base import AiView, PricedView
from ai.capabilities import Capability
from ai.models import EmbeddedText
from ai.serializers.generation import SpeechSerializer
from ai.serializers.words import (
    AnalyzeImageSerializer,
    EmbeddingBulkDeleteSerializer,
    EmbeddingCreateSerializer,
    EmbeddingDeletedSerializer,
    EmbeddingMadeSerializer,
    EmbeddingResultsSerializer,
    EmbeddingSearchSerializer,
    EmbeddingSerializer,
    EmbeddingStatsSerializer,
    SeenSerializer,
    SpeechToTextSerializer,
    TranscriptionSerializer,
)
from ai.services import answering, embedding, generation, short
from ai.services.generation import Wish
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from jobs.models import Job
from videos.api import etag_of
from videos.delivery import deliver
from videos.models import Video

SHORT_TEXT = 1000  # characters that are spoken while one waits
PARAMETERS = [IDEMPOTENCY_KEY, DRY_RUN]
LATER = {202: OpenApiResponse(JOB_ANSWERS[202].response, description="It takes longer: the job.")}


class TextToSpeechView(PricedView):
    @extend_schema(
        request=SpeechSerializer,
        responses={(200, "audio/wav"): OpenApiTypes.BINARY, **LATER},
        parameters=PARAMETERS,
    )
    def post(self, request: Request) -> HttpResponse:
        """Speaks a text: the sound itself when it is short, else a job."""
        serializer = SpeechSerializer(data=request.data)
        given, user = parsed(serializer), current_user(request)
        wish = Wish(
            capability=Capability.TEXT_TO_SPEECH,
            fields=serializer.fields_of(given),
            model=given["model"],
            options=given["options"],
            title=given["title"],
            project_id=given.get("project_id"),
        )
        is_quote = is_dry_run(request)
        draft = generation.draft(user=user, wish=wish, is_quote=is_quote)
        if is_quote:
            return quoted(draft.total, seconds=0, notes=draft.notes)
        job = generation.order(user=user, draft=draft, idempotency_key=idempotency_key(request))
        if len(given["text"]) > SHORT_TEXT or not short.done_now(job=job):
            return accepted(job)
        made = Video.objects.for_user(user).get(pk=job.outputs[0]["id"])
        sound = deliver(key=made.file, filename=made.filename, as_attachment=False, etag=etag_of(made.file))
        sound.headers["X-Job-Id"] = str(job.pk)
        return sound


class QuestionView(AiView):
    """A file comes along; the answer is words."""

    rate = "ai"
    # Not the camelCase parser: it copies the files' names and fields into memory once more.
    parser_classes = (MultiPartParser,)

    def ask(self, request: Request, capability: Capability, given: dict[str, Any]) -> Job | Response:
        """The completed job, or what is to be answered instead."""
        file: TemporaryUploadedFile = given.pop(answering.FIELDS[capability])
        question = answering.Question(
            capability=capability,
            path=Path(file.temporary_file_path()),
            model=given.pop("model"),
            fields=given,
        )
        draft = answering.draft(question=question)
        if is_dry_run(request):
            return quoted(draft.quote, seconds=draft.seconds, notes=draft.notes)
        key = idempotency_key(request)
        job = answering.order(user=current_user(request), draft=draft, idempotency_key=key)
        return job if draft.is_short and short.done_now(job=job) else accepted(job)


class SpeechToTextView(QuestionView):
    @extend_schema(
        request={"multipart/form-data": SpeechToTextSerializer},
        responses={200: TranscriptionSerializer, **LATER},
        parameters=PARAMETERS,
    )
    def post(self, request: Request) -> Response:
        """Writes down what is said; a short sound while you wait, a longer one as a job."""
        given = parsed(SpeechToTextSerializer(data=request.data))
        found = self.ask(request, Capability.SPEECH_TO_TEXT, given)
        return found if isinstance(found, Response) else Response(TranscriptionSerializer(told(found)).data)


class AnalyzeImageView(QuestionView):
    @extend_schema(
        request={"multipart/form-data": AnalyzeImageSerializer},
        responses={200: SeenSerializer, **LATER},
        parameters=PARAMETERS,
    )
    def post(self, request: Request) -> Response:
        """Says what is to be seen in a picture."""
        given = parsed(AnalyzeImageSerializer(data=request.data))
        found = self.ask(request, Capability.VISION, given)
        return found if isinstance(found, Response) else Response(SeenSerializer(told(found)).data)


class EmbeddingCreateView(PricedView):
    schema_tags = ("embeddings",)

    @extend_schema(
        request=EmbeddingCreateSerializer,
        responses={201: EmbeddingMadeSerializer, **LATER},
        parameters=PARAMETERS,
    )
    def post(self, request: Request) -> Response:
        """Keeps a text so that it is found by its meaning."""
        given = parsed(EmbeddingCreateSerializer(data=request.data))
        if is_dry_run(request):
            return quoted(embedding.quote(given["text"]), seconds=0)
        job = embedding.order(
            user=current_user(request),
            text=given["text"],
            is_chunked=given["auto_chunk"],
            metadata=given["metadata"],
            idempotency_key=idempotency_key(request),
        )
        if not short.done_now(job=job):
            return accepted(job)
        return Response(EmbeddingMadeSerializer(told(job)).data, status=status.HTTP_201_CREATED)


class EmbeddingSearchView(AiView):
    schema_tags = ("embeddings",)

    @extend_schema(request=EmbeddingSearchSerializer, responses=EmbeddingResultsSerializer)
    def post(self, request: Request) -> Response:
        """My texts that are nearest in meaning to the query; costs nothing."""
        asked = parsed(EmbeddingSearchSerializer(data=request.data))
        found = embedding.search(user=current_user(request), **asked)
        return Response(EmbeddingResultsSerializer({"results": found}).data)


class EmbeddingListView(ListAPIView[EmbeddedText]):
    """My texts, newest first."""

    schema_tags = ("embeddings",)
    serializer_class = EmbeddingSerializer

    def get_queryset(self) -> QuerySet[EmbeddedText]:
        return embedding.texts(user=current_user(self.request))


class EmbeddingView(AiView):
    schema_tags = ("embeddings",)

    @extend_schema(responses=EmbeddingSerializer)
    def get(self, request: Request, text_id: uuid.UUID) -> Response:
        """One of my texts."""
        found = embedding.texts(user=current_user(request)).get(pk=text_id)
        return Response(EmbeddingSerializer(found).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, text_id: uuid.UUID) -> Response:
        embedding.delete(user=current_user(request), text_id=text_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EmbeddingStatsView(AiView):
    schema_tags = ("embeddings",)

    @extend_schema(responses=EmbeddingStatsSerializer)
    def get(self, request: Request) -> Response:
        """How many texts I have, and where they lie."""
        return Response(EmbeddingStatsSerializer(embedding.stats(user=current_user(request))).data)


class EmbeddingBulkDeleteView(AiView):
    schema_tags = ("embeddings",)

    @extend_schema(request=EmbeddingBulkDeleteSerializer, responses=EmbeddingDeletedSerializer)
    def post(self, request: Request) -> Response:
        """Removes several of my texts."""
        ids = parsed(EmbeddingBulkDeleteSerializer(data=request.data))["ids"]
        return Response({"deleted": embedding.delete_many(user=current_user(request), ids=ids)})


def told(job: Job) -> dict[str, Any]:
    return {**job.result, "job_id": job.pk}
