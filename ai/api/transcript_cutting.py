"""AI's endpoints that cut a film by its words."""

import uuid

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from ai.api.base import AiView
from ai.serializers.transcript_cutting import (
    PausesAskedSerializer,
    SuggestionsSerializer,
    TranscriptCutPreviewSerializer,
    TranscriptCutSerializer,
    previewed,
    wish_of,
)
from ai.services.transcripts import cutting, reading
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key
from videos.services import editing


class TranscriptCutView(AiView):
    schema_tags = ("transcripts",)

    @extend_schema(
        request=TranscriptCutSerializer,
        responses={
            202: JOB_ANSWERS[202],
            200: OpenApiResponse(TranscriptCutPreviewSerializer, description="With `dryRun`: what would go."),
        },
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    def post(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """Cuts a film by its words: what is struck out goes, exact to the frame, as a new video.

        409 when the transcript was changed since `revision`.
        """
        user = current_user(request)
        reading.seen(user=user, video_id=video_id, language=language)
        given = parsed(TranscriptCutSerializer(data=request.data))
        cut = cutting.draft(
            user=user, video_id=video_id, language=language, wish=wish_of(given), title=given["title"]
        )
        if given["dry_run"] or is_dry_run(request):
            return Response(TranscriptCutPreviewSerializer(previewed(cut)).data)
        job = editing.order(user=user, draft=cut.draft, idempotency_key=idempotency_key(request))
        return accepted(job)


class TranscriptSuggestionsView(AiView):
    schema_tags = ("transcripts",)

    @extend_schema(parameters=[PausesAskedSerializer], responses=SuggestionsSerializer)
    def get(self, request: Request, video_id: uuid.UUID, language: str) -> Response:
        """The fillers and the long pauses of what is said, to be cut out or left."""
        asked = parsed(PausesAskedSerializer(data=request.query_params))
        found = cutting.suggestions(
            user=current_user(request), video_id=video_id, language=language, pauses=cutting.Pauses(**asked)
        )
        return Response(SuggestionsSerializer(found).data)
