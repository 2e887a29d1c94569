"""A copy of everything of mine."""

import uuid

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user
from config.privacy import exporting
from config.privacy.serializers import ExportSerializer
from jobs.api import accepted
from jobs.serializers import JobSerializer
from videos.delivery import deliver


class ExportView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses=ExportSerializer)
    def get(self, request: Request) -> Response:
        """My latest export, if there is one."""
        return Response(ExportSerializer(exporting.latest_export(user=current_user(request))).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Makes a ZIP of all that is known of me, with my files, for nothing. It replaces an older one."""
        return accepted(exporting.order_export(user=current_user(request)))


class ExportFileView(APIView):
    schema_tags = ("accounts",)
    read_rate = "media"

    @extend_schema(
        operation_id="user_export_file_retrieve",
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, job_id: uuid.UUID) -> HttpResponse:
        """The ZIP, with Range; 404 when its days are over or a newer one was made."""
        key = exporting.fetchable(user=current_user(request), job_id=job_id)
        return deliver(
            key=key,
            filename="framewright-data.zip",
            as_attachment=True,
            etag=key.rpartition("/")[2],
            content_type="application/zip",
            kept=0,
        )
