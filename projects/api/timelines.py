"""Endpoints of a project's timeline and of its history."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from projects.api.projects import ProjectsView, version_asked
from projects.models import TimelineRevision
from projects.serializers.timelines import (
    RevisionDetailSerializer,
    RevisionNameSerializer,
    RevisionSerializer,
    SavedTimelineSerializer,
    SaveTimelineSerializer,
    TimelineStateSerializer,
)
from projects.services import revisions, timelines
from projects.timeline.schema import Timeline

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that was read, which is the revision: 412 `stale_timeline` at any other one.",
)


class TimelineView(ProjectsView):
    @extend_schema(responses=TimelineStateSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """The timeline as it is now, and what keeps it from being shown as it is meant."""
        return told(timelines.get(user=current_user(request), project_id=project_id))

    @extend_schema(request=SaveTimelineSerializer, responses=SavedTimelineSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, project_id: uuid.UUID) -> Response:
        """Saves the timeline as a new revision, merged clip by clip with what others changed meanwhile.

        409 `timeline_conflict` with `conflicts`, `timeline` and `revision` when the same clip was changed.
        """
        user = current_user(request)
        timelines.get(user=user, project_id=project_id)
        given = parsed(SaveTimelineSerializer(data=request.data))
        saved = timelines.save(
            user=user,
            project_id=project_id,
            timeline=given["timeline"],
            base=given.get("base_revision"),
            expected=version_asked(request),
            summary=given["summary"],
        )
        return told(saved, SavedTimelineSerializer)


class UndoView(ProjectsView):
    @extend_schema(request=None, responses=TimelineStateSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Takes the last change back, whoever made it; 409 `nothing_to_undo` at the beginning."""
        undone = timelines.undo(
            user=current_user(request), project_id=project_id, expected=version_asked(request)
        )
        return told(undone)


class RedoView(ProjectsView):
    @extend_schema(request=None, responses=TimelineStateSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Does again what was undone last; 409 `nothing_to_redo` when nothing was."""
        redone = timelines.redo(
            user=current_user(request), project_id=project_id, expected=version_asked(request)
        )
        return told(redone)


class RevisionsView(ListAPIView[TimelineRevision]):
    """The timeline's history, the newest first; the 500 newest are kept, and all that have a name."""

    schema_tags = ("projects",)
    serializer_class = RevisionSerializer

    def get_queryset(self) -> QuerySet[TimelineRevision]:
        if getattr(self, "swagger_fake_view", False):
            return TimelineRevision.objects.none()
        return revisions.history(user=current_user(self.request), project_id=self.kwargs["project_id"])


class RevisionView(ProjectsView):
    @extend_schema(responses=RevisionDetailSerializer)
    def get(self, request: Request, project_id: uuid.UUID, number: int) -> Response:
        """A revision with its timeline."""
        found = revisions.get(user=current_user(request), project_id=project_id, number=number)
        return Response(RevisionDetailSerializer(found).data)

    @extend_schema(request=RevisionNameSerializer, responses=RevisionDetailSerializer)
    def patch(self, request: Request, project_id: uuid.UUID, number: int) -> Response:
        """Gives a revision a name, which keeps it for good; an empty one takes the name away."""
        user = current_user(request)
        revisions.get(user=user, project_id=project_id, number=number)
        given = parsed(RevisionNameSerializer(data=request.data))
        named = revisions.name(user=user, project_id=project_id, number=number, **given)
        return Response(RevisionDetailSerializer(named).data)


class RestoreView(ProjectsView):
    @extend_schema(request=None, responses=SavedTimelineSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, project_id: uuid.UUID, number: int) -> Response:
        """Makes a new revision like this one; what came between stays in the history."""
        restored = revisions.restore(
            user=current_user(request),
            project_id=project_id,
            number=number,
            expected=version_asked(request),
        )
        return told(restored, SavedTimelineSerializer)


class TimelineSchemaView(ProjectsView):
    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """What a timeline is, as JSON Schema."""
        return Response(SCHEMA)


SCHEMA: dict[str, Any] = Timeline.model_json_schema()


def told(
    state: timelines.State, serializer: type[TimelineStateSerializer] = TimelineStateSerializer
) -> Response:
    return Response(serializer(state).data, headers={"ETag": f'"{state.revision}"'})
