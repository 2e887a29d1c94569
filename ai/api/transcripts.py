"""Endpoints of transcripts: have them written down, read them, change them by hand, and as captions."""

import uuid
from collections.abc import Iterable
from functools import partial

from django.http import HttpResponse
from django.utils.http import content_disposition_header, parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from ai.api.base import AiView, PricedView, ordered
from ai.models import Transcript
from ai.serializers.transcripts import (
    BringSerializer,
    RestoreSerializer,
    ReviseSerializer,
    RevisionListSerializer,
    TranscribeSerializer,
    TranscribeStatusSerializer,
    TranscriptListSerializer,
    TranscriptSerializer,
    TranslateSerializer,
    WholeTranscriptSerializer,
)
from ai.services.transcripts import formats, making, reading, revising, translating
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS
from videos.services import library

PARAMETERS = [IDEMPOTENCY_KEY, DRY_RUN]
WRITER = "captions-1"  # part of the ETag: captions that are written in another way are another file
FORMAT = OpenApiParameter(
    "format",
    enum=["json", *formats.WRITERS],
    description="As a file to keep; the answer itself if not given.",
)


class OwnFormats(DefaultContentNegotiation):
    """`?format=` is the view's own affair here, and so is what the client accepts."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class TranscriptsBase(AiView):
    schema_tags = ("transcripts",)
    content_negotiation_class = OwnFormats


class TranscribeView(TranscriptsBase, PricedView):
    @extend_schema(request=TranscribeSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Writes down what is said in a video; the same sound is written down and paid for once."""
        user = current_user(request)
        library.get(user=user, video_id=video_id)
        given = parsed(TranscribeSerializer(data=request.data))
        draft = making.draft(user=user, wish=making.Wish(video_id=video_id, **given))
        return ordered(request, draft, partial(making.order, draft=draft), seconds=draft.seconds)


class TranscribeStatusView(TranscriptsBase):
    @extend_schema(responses=TranscribeStatusSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """How far the newest transcript is; 404 when none was asked for."""
        job = making.latest(user=current_user(request), video_id=video_id)
        if job is None:
            raise Transcript.DoesNotExist
        return Response(TranscribeStatusSerializer(job).data)


class TranscriptListView(TranscriptsBase):
    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(operation_id="transcripts_list", responses=TranscriptListSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The transcripts of a video, one for each language, what is spoken first."""
        user = current_user(request)
        video = library.see(user=user, video_id=video_id)
        told = {
            "transcripts": reading.listed(video=video),
            "job": translating.at_work(user=user, video_id=video_id),
        }
        return Response(TranscriptListSerializer(told).data)

    @extend_schema(request={"multipart/form-data": BringSerializer}, responses={201: TranscriptSerializer})
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Takes a file of captions (WebVTT or SRT) as the transcript of a language."""
        user = current_user(request)
        library.get(user=user, video_id=video_id)
        given = parsed(BringSerializer(data=request.data))
        # One byte more than may be, to see that it is too much.
        content = given["file"].read(formats.LARGEST_FILE + 1)
        made = revising.bring(user=user, video_id=video_id, language=given["language"], content=content)
        return Response(TranscriptSerializer(made).data, status=status.HTTP_201_CREATED)


class TranscriptView(TranscriptsBase):
    @extend_schema(
        operation_id="transcripts_retrieve", parameters=[FORMAT], responses=WholeTranscriptSerializer
    )
    def get(self, request: Request, video_id: uuid.UUID, language: str) -> HttpResponse:
        """A transcript with its segments and words, or (`?format=`) as a file."""
        found = reading.seen(user=current_user(request), video_id=video_id, language=language)
        wished = request.query_params.get("format", "")
        if wished in formats.WRITERS:
            return captions(request, found, wished, is_attachment=True)
        answer = Response(WholeTranscriptSerializer(found).data, headers={"ETag": f'"{found.pk}"'})
        if wished == "json":
            answer.headers["Content-Disposition"] = saved_as(found, "json")
        return answer

    @extend_schema(request=ReviseSerializer, responses=TranscriptSerializer)
    def put(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """Changes it by hand, as a new revision; 409 when it was changed by somebody else in the meantime."""
        user = current_user(request)
        reading.wanted(user=user, video_id=video_id, language=language)
        given = parsed(ReviseSerializer(data=request.data))
        made = revising.revise(user=user, video_id=video_id, language=language, **given)
        return Response(TranscriptSerializer(made).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """Deletes a language with all its revisions."""
        revising.remove(user=current_user(request), video_id=video_id, language=language)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RevisionListView(TranscriptsBase):
    @extend_schema(operation_id="transcripts_revisions", responses=RevisionListSerializer)
    def get(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """All revisions of a language, the newest first."""
        found = reading.revisions(user=current_user(request), video_id=video_id, language=language)
        return Response(RevisionListSerializer({"revisions": found}).data)


class RestoreView(TranscriptsBase):
    @extend_schema(request=RestoreSerializer, responses=TranscriptSerializer)
    def post(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """Makes an earlier revision's words the current ones again, as a new revision."""
        user = current_user(request)
        reading.wanted(user=user, video_id=video_id, language=language)
        given = parsed(RestoreSerializer(data=request.data))
        made = revising.restore(user=user, video_id=video_id, language=language, revision=given["revision"])
        return Response(TranscriptSerializer(made).data)


class TranslateView(TranscriptsBase, PricedView):
    @extend_schema(request=TranslateSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """Translates a transcript; every segment keeps its times."""
        user = current_user(request)
        source = reading.wanted(user=user, video_id=video_id, language=language)
        given = parsed(TranslateSerializer(data=request.data))
        draft = translating.draft(user=user, video_id=video_id, language=language, **given)
        order = partial(translating.order, draft=draft)
        return ordered(request, draft, order, seconds=source.video.duration)


class VttView(TranscriptsBase):
    @extend_schema(responses={(200, "text/vtt"): OpenApiTypes.STR})
    def get(self, request: Request, video_id: uuid.UUID, language: str) -> HttpResponse:
        """Captions as WebVTT: at most two lines of 42 letters at once."""
        found = reading.seen(user=current_user(request), video_id=video_id, language=language)
        return captions(request, found, "vtt", is_attachment=False)


class SrtView(TranscriptsBase):
    @extend_schema(responses={(200, "application/x-subrip"): OpenApiTypes.STR})
    def get(self, request: Request, video_id: uuid.UUID, language: str) -> HttpResponse:
        """Captions as SRT."""
        found = reading.seen(user=current_user(request), video_id=video_id, language=language)
        return captions(request, found, "srt", is_attachment=False)


def captions(request: Request, found: Transcript, kind: str, *, is_attachment: bool) -> HttpResponse:
    """A transcript as a file, or 304 when the client has it. A revision never changes."""
    etag = f'"{found.pk}-{WRITER}-{kind}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    # Proxies that compress weaken the tag.
    if etag in {tag.removeprefix("W/") for tag in known}:
        return HttpResponse(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
    write, media_type = formats.WRITERS[kind]
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_attachment:
        headers["Content-Disposition"] = saved_as(found, kind)
    return HttpResponse(write(found), content_type=f"{media_type}; charset=utf-8", headers=headers)


def saved_as(found: Transcript, kind: str) -> str:
    name = f"{found.video.title}.{found.language}.{kind}"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
