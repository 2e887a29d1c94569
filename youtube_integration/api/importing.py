"""What YouTube says of a film, and importing it."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, idempotency_key, quoted
from jobs.models import Job
from jobs.serializers import DryRunSerializer
from youtube_integration.serializers.importing import (
    ImportedSerializer,
    YoutubeImportSerializer,
    YoutubeInfoSerializer,
    YoutubeUrlSerializer,
    told,
)
from youtube_integration.services import importing, info

ANSWERS = {
    202: OpenApiResponse(ImportedSerializer, description="The import is queued."),
    200: OpenApiResponse(DryRunSerializer, description="What it would cost (`dryRun=true`)."),
}


class YoutubeInfoView(APIView):
    schema_tags = ("youtube",)
    rate = "ai"

    @extend_schema(parameters=[YoutubeUrlSerializer], responses=YoutubeInfoSerializer)
    def get(self, request: Request) -> Response:
        """A film on YouTube: its title, channel, length and picture, and what stands against importing it."""
        asked = parsed(YoutubeUrlSerializer(data=request.query_params))
        return Response(YoutubeInfoSerializer(told(info.info_of(url=asked["url"]))).data)


class YoutubeImportView(APIView):
    schema_tags = ("youtube",)
    rate = "uploads"

    @extend_schema(request=YoutubeImportSerializer, responses=ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request) -> Response:
        """Brings a film from YouTube, has it written down and summed up: one job with a job for each step."""
        given = parsed(YoutubeImportSerializer(data=request.data))
        given.pop("rights")
        wish, key, user = importing.Wish(**given), idempotency_key(request), current_user(request)
        if is_dry_run(request):
            draft = importing.draft(wish=wish)
            return quoted(draft.quote, seconds=draft.seconds, notes=draft.notes)
        return _accepted(importing.order_import(user=user, wish=wish, idempotency_key=key))


def _accepted(job: Job) -> Response:
    return Response(
        ImportedSerializer(importing.coming(job)).data,
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": f"/api/jobs/{job.pk}"},
    )
