"""AI's endpoints about a film: summaries, highlights, what is to be seen, narrations."""

import uuid
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from ai.api.base import AiView, PricedView, ordered
from ai.models import Narration, Summary
from ai.serializers.insights import (
    ClipsSerializer,
    DescribeSerializer,
    FrameDescriptionsSerializer,
    HighlightsSerializer,
    HighlightsWishSerializer,
    MobileVideoSerializer,
    NarrateSerializer,
    NarrationSerializer,
    NarrationStatusSerializer,
    SummarizeSerializer,
    SummaryAskedSerializer,
    SummarySerializer,
    SummaryStatusSerializer,
    narration_status,
    told,
)
from ai.services.insights import describing, highlights, narrations, summaries
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS
from jobs.models import Job
from videos.api import etag_of
from videos.delivery import deliver
from videos.models import Video
from videos.services import library

PARAMETERS = [IDEMPOTENCY_KEY, DRY_RUN]


class SummarizeView(PricedView):
    rate = "summaries"

    @extend_schema(request=SummarizeSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Sums a film up, as the job's result; what is said is written down first where nobody has."""
        given, user = parsed(SummarizeSerializer(data=request.data)), current_user(request)
        wish = summaries.Wish(language=given["language"], length=given["length"], model=given["model"])
        draft = summaries.draft(user=user, video_id=video_id, wish=wish)
        return ordered(request, draft, partial(summaries.order, draft=draft))

    @extend_schema(parameters=[SummaryAskedSerializer], responses=SummarySerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The newest summary of a film, in a language if one is named; 404 while there is none."""
        asked = parsed(SummaryAskedSerializer(data=_named(request)))
        found = summaries.of_video(user=current_user(request), video_id=video_id, language=asked["language"])
        shown = told(found, with_times=asked["include_timestamps"])
        return Response(SummarySerializer(shown).data)


class SummaryStatusView(AiView):
    @extend_schema(responses=SummaryStatusSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """How far the newest summary is; 404 when none was asked for."""
        job = last_job(request, video_id, summaries.KIND, Summary)
        return Response(SummaryStatusSerializer(job).data)


def last_job(request: Request, video_id: uuid.UUID, kind: str, of: type[Any]) -> Job:
    """The newest job of a kind about one's own video; what is not there does not exist."""
    job = summaries.last_job(user=current_user(request), video_id=video_id, kind=kind)
    if job is None:
        raise of.DoesNotExist
    return job


def _named(request: Request) -> dict[str, str]:
    """Query parameters by the names of fields."""
    names = {"language": "language", "includeTimestamps": "include_timestamps"}
    asked = request.query_params
    return {field: asked[name] for name, field in names.items() if name in asked}


class HighlightsView(PricedView):
    @extend_schema(request=HighlightsWishSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Chooses the best moments of a film, which take the place of those before."""
        given, user = parsed(HighlightsWishSerializer(data=request.data)), current_user(request)
        draft = highlights.draft(user=user, video_id=video_id, wish=highlights.Wish(**given))
        return ordered(request, draft, partial(highlights.order, draft=draft))

    @extend_schema(responses=HighlightsSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """The moments that were chosen last, the best first."""
        found = highlights.of_video(user=current_user(request), video_id=video_id)
        return Response(HighlightsSerializer({"highlights": found}).data)


class HighlightClipsView(AiView):
    @extend_schema(request=ClipsSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Makes a clip of each of the chosen moments: one batch of ordinary edits with one price."""
        given, user = parsed(ClipsSerializer(data=request.data)), current_user(request)
        clips = highlights.draft_clips(user=user, video_id=video_id, **given)
        return ordered(request, clips, partial(highlights.order_clips, clips=clips), seconds=clips.seconds)


class DescribeView(PricedView):
    @extend_schema(request=DescribeSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Describes a picture from the middle of each scene: faces, text, colours, labels."""
        given, user = parsed(DescribeSerializer(data=request.data)), current_user(request)
        draft = describing.draft(user=user, video_id=video_id, wish=describing.Wish(**given))
        return ordered(request, draft, partial(describing.order, draft=draft))

    @extend_schema(responses=FrameDescriptionsSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """What was seen the last time, in the order of the film."""
        found = describing.of_video(user=current_user(request), video_id=video_id)
        return Response(FrameDescriptionsSerializer({"frames": found}).data)


class NarrateView(PricedView):
    @extend_schema(request=NarrateSerializer, responses=JOB_ANSWERS, parameters=PARAMETERS)
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Has a voice tell the film: a new film, whose own sound steps back while the voice speaks."""
        given, user = parsed(NarrateSerializer(data=request.data)), current_user(request)
        draft = narrations.draft(user=user, video_id=video_id, wish=narrations.Wish(**given))
        return ordered(request, draft, partial(narrations.order, draft=draft), seconds=draft.seconds)


class NarrationStatusView(AiView):
    @extend_schema(responses=NarrationStatusSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """How far the newest narration of a film is; 404 when none was asked for."""
        job = last_job(request, video_id, narrations.KIND, Narration)
        return Response(NarrationStatusSerializer(narration_status(job)).data)


class NarrationView(AiView):
    @extend_schema(responses=NarrationSerializer)
    def get(self, request: Request, narration_id: uuid.UUID) -> Response:
        """One of my narrations."""
        found = narrations.get(user=current_user(request), narration_id=narration_id)
        return Response(NarrationSerializer(narrations.result_of(found)).data)


class NarrationAudioView(AiView):
    read_rate = "media"

    @extend_schema(responses={(200, "audio/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, narration_id: uuid.UUID) -> HttpResponse:
        """The voice alone, silent until its first word."""
        found = narrations.get(user=current_user(request), narration_id=narration_id)
        name = f"{found.video.title} (voice).m4a"
        return deliver(key=found.audio, filename=name, as_attachment=False, etag=etag_of(found.audio))


@extend_schema_view(
    get=extend_schema(
        parameters=[
            OpenApiParameter("search"),
            OpenApiParameter("sortBy", enum=list(library.SORTABLE)),
            OpenApiParameter("sortOrder", enum=["asc", "desc"]),
        ]
    )
)
class MobileVideosView(ListAPIView[Video]):
    """My library for small screens, each video with at most three key points."""

    schema_tags = ("mobile",)
    serializer_class = MobileVideoSerializer

    def get_queryset(self) -> QuerySet[Video]:
        asked = self.request.query_params
        return library.find(
            user=current_user(self.request),
            search=asked.get("search", ""),
            sort_by=asked.get("sortBy", "createdAt"),
            descending=asked.get("sortOrder", "desc") != "asc",
        )

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's summaries are fetched together."""
        page = super().paginate_queryset(queryset)
        self.summaries = summaries.newest_of(page or ())
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "summaries": getattr(self, "summaries", {})}
