"""Endpoints of interchange: a project's timeline for other programs, and from them."""

import uuid
from pathlib import Path
from typing import Any, cast

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from ai.api.transcripts import OwnFormats
from jobs.api import accepted
from jobs.serializers import JobSerializer
from projects.api.projects import ProjectsView
from projects.serializers.exchanging import (
    ExportSerializer,
    ImportedTimelineSerializer,
    PackageSerializer,
    TimelineFileSerializer,
)
from projects.services import keeping
from projects.services.exchange import exchanging, packaging
from videos.delivery import deliver

DOCUMENT: dict[Any, Any] = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
PACKED: dict[Any, Any] = {(200, "application/zip"): OpenApiTypes.BINARY}


class ExportView(ProjectsView):
    content_negotiation_class = OwnFormats

    @extend_schema(parameters=[ExportSerializer], responses=DOCUMENT)
    def get(self, request: Request, project_id: uuid.UUID) -> HttpResponse:
        """The timeline for another program; it names its media by relative path, and has none with it.

        An EDL knows one track: of a timeline with several, this is a ZIP with an EDL for each.
        """
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(ExportSerializer(data=request.query_params))
        made = exchanging.export(
            user=user, project_id=project_id, form=asked["format"], revision=asked.get("revision")
        )
        answer = HttpResponse(made.content, content_type=made.content_type)
        answer.headers["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=made.filename) or "attachment"
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @extend_schema(request=PackageSerializer, responses={202: JobSerializer})
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes a ZIP of the timeline and its media, for nothing; the job's output says where it is.

        It is kept for a day, or until a newer one is made.
        """
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(PackageSerializer(data=request.data))
        job = packaging.order(
            user=user, project_id=project_id, form=asked["format"], revision=asked.get("revision")
        )
        return accepted(job)


class PackageView(ProjectsView):
    read_rate = "media"

    @extend_schema(operation_id="projects_package_retrieve", responses=PACKED)
    def get(self, request: Request, project_id: uuid.UUID, job_id: uuid.UUID) -> HttpResponse:
        """A package that was made, with Range; 404 when its day is over or a newer one was made."""
        found = packaging.find(user=current_user(request), project_id=project_id, job_id=job_id)
        return deliver(
            key=found.key,
            filename=found.filename,
            as_attachment=True,
            etag=found.key.rpartition("/")[2],
            content_type="application/zip",
            kept=0,
        )


class ImportView(ProjectsView):
    rate = "uploads"
    # Not the camelCase parser: it copies the files' names and fields into memory once more.
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": TimelineFileSerializer}, responses=ImportedTimelineSerializer
    )
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes the timeline of a file the project's newest revision; undo takes it back.

        Media of a ZIP are uploaded, unless they are here already. What is not found is left out and told in
        `missing`: send the file again with `relink`.
        """
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        given = parsed(TimelineFileSerializer(data=request.data))
        content = cast(TemporaryUploadedFile, given["file"])
        imported = exchanging.import_file(
            user=user,
            project_id=project_id,
            path=Path(content.temporary_file_path()),
            name=content.name or "",
            relink=given["relink"],
            fps=given.get("fps"),
        )
        return Response(ImportedTimelineSerializer(imported).data)
