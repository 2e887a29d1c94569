"""POST /api/videos/import: a film by its address."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from jobs.api import IDEMPOTENCY_KEY, accepted, idempotency_key
from jobs.serializers import JobSerializer
from videos.services import importing

LONGEST_URL = 4096


class ImportSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(
        max_length=LONGEST_URL,
        help_text="Where the file itself is, https:// or http://; no page with a player.",
    )
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    project_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A project to put it into."
    )


class VideoImportView(APIView):
    schema_tags = ("videos",)
    rate = "uploads"

    @extend_schema(request=ImportSerializer, responses={202: JobSerializer}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        """Fetches a film or picture from the public internet, and takes it in as an upload."""
        wish = importing.Wish(**parsed(ImportSerializer(data=request.data)))
        key = idempotency_key(request)
        return accepted(importing.order_import(user=current_user(request), wish=wish, idempotency_key=key))
