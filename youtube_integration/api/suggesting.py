"""Suggestions for a publication."""

from functools import partial

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from ai.api.base import ordered
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS
from youtube_integration.serializers.suggesting import (
    PublicationIdeasSerializer,
    SuggestionsOfSerializer,
    SuggestSerializer,
)
from youtube_integration.services import suggesting


class SuggestionsView(APIView):
    schema_tags = ("youtube",)
    rate = "ai"

    @extend_schema(
        parameters=[OpenApiParameter("videoId", OpenApiTypes.UUID, required=True)],
        responses=PublicationIdeasSerializer,
    )
    def get(self, request: Request) -> Response:
        """What a model proposed last for a publication, else what we propose ourselves, for nothing."""
        asked = parsed(SuggestionsOfSerializer(data={"video_id": request.query_params.get("videoId")}))
        found = suggesting.current(user=current_user(request), video_id=asked["video_id"])
        return Response(found)

    @extend_schema(request=SuggestSerializer, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request) -> Response:
        """Has a model propose title, description, tags and picture, as the job's result."""
        given, user = parsed(SuggestSerializer(data=request.data)), current_user(request)
        draft = suggesting.draft(user=user, video_id=given["video_id"], model=given["model"])
        return ordered(request, draft, partial(suggesting.order, draft=draft))
