"""Endpoints of rendering: the film of a timeline, a small one beforehand, and single frames."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import PIECES, is_dry_run
from jobs.api import accepted, idempotency_key, job_making, quoted
from projects.api.projects import ProjectsView
from projects.serializers.rendering import RenderSerializer, SavedFrameSerializer, UnsavedFrameSerializer
from projects.services import keeping
from projects.services.render import beside, framing, rendering
from videos.api import etag_of
from videos.delivery import KEPT, deliver

JPEG: dict[Any, Any] = {(200, "image/jpeg"): OpenApiTypes.BINARY}


class RenderView(ProjectsView):
    @job_making
    @extend_schema(request=RenderSerializer)
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes a film of the timeline; only what changed since an earlier render is encoded again.

        With `preview` it is small, costs nothing, and replaces the preview that I was waiting for; the job's
        output says where it is.
        """
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(RenderSerializer(data=request.data))
        draft = rendering.draft(user=user, project_id=project_id, **asked)
        if is_dry_run(request):
            return quoted(draft.quote, seconds=draft.seconds, notes=draft.notes)
        return accepted(rendering.order(user=user, draft=draft, idempotency_key=idempotency_key(request)))


class PreviewFilmView(ProjectsView):
    read_rate = PIECES

    @extend_schema(responses={(200, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, project_id: uuid.UUID, name: str) -> HttpResponse:
        """A preview; with Range. 404 when it was made more than a day ago."""
        key = beside.find_preview(user=current_user(request), project_id=project_id, name=name)
        if key is None:
            raise Http404
        return deliver(key=key, filename="preview.mp4", as_attachment=False, etag=etag_of(key))


class FrameView(ProjectsView):
    rate = read_rate = PIECES

    @extend_schema(parameters=[SavedFrameSerializer], responses=JPEG)
    def get(self, request: Request, project_id: uuid.UUID) -> HttpResponse:
        """The frame of the timeline that is seen at a moment, at once and for nothing."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(SavedFrameSerializer(data=request.query_params))
        key = framing.frame(user=user, project_id=project_id, **asked)
        # Of the newest revision the same address shows something else soon.
        return _picture(key, kept=KEPT if "revision" in asked else 0)

    @extend_schema(request=UnsavedFrameSerializer, responses=JPEG)
    def post(self, request: Request, project_id: uuid.UUID) -> HttpResponse:
        """The same of a timeline that is not saved."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(UnsavedFrameSerializer(data=request.data))
        return _picture(framing.frame_of(user=user, project_id=project_id, **asked), kept=0)


def _picture(key: str, *, kept: int) -> HttpResponse:
    return deliver(key=key, filename="frame.jpg", as_attachment=False, etag=etag_of(key), kept=kept)
