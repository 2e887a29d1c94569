"""Endpoints of projects: make, find, change and delete them, and which videos are in them."""

import hashlib
import json
import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from projects.models import Project
from projects.serializers.projects import (
    PlacedSerializer,
    PlaceSerializer,
    ProjectChangesSerializer,
    ProjectDetailSerializer,
    ProjectFieldsSerializer,
    ProjectSerializer,
)
from projects.serializers.templates import TakeSerializer
from projects.services import collecting, keeping
from projects.services.reuse import listing

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that was read: 412 `stale_project` when somebody has changed it since.",
)


class ProjectsView(APIView):
    schema_tags: tuple[str, ...] = ("projects",)


@extend_schema_view(
    get=extend_schema(
        parameters=[
            OpenApiParameter("search", description="Words in the name."),
            OpenApiParameter("status", enum=Project.Status.values),
            OpenApiParameter("sortBy", enum=list(keeping.SORTABLE)),
            OpenApiParameter("sortOrder", enum=["asc", "desc"]),
        ]
    )
)
class ProjectListView(ListAPIView[Project]):
    """My projects and those shared with me."""

    schema_tags = ("projects",)
    serializer_class = ProjectSerializer

    def get_queryset(self) -> QuerySet[Project]:
        query = self.request.query_params
        return keeping.find(
            user=current_user(self.request),
            search=query.get("search", ""),
            status=query.get("status", ""),
            sort_by=query.get("sortBy", "updatedAt"),
            descending=query.get("sortOrder", "desc") != "asc",
        )

    @extend_schema(request=ProjectFieldsSerializer, responses={201: ProjectDetailSerializer})
    def post(self, request: Request) -> Response:
        """Makes a project."""
        return created(request)


class ProjectCreateView(ProjectsView):
    @extend_schema(request=ProjectFieldsSerializer, responses={201: ProjectDetailSerializer})
    def post(self, request: Request) -> Response:
        """Makes a project."""
        return created(request)


class ProjectDetailView(ProjectsView):
    @extend_schema(responses=ProjectDetailSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """One of my projects, or of those shared with me."""
        return told(request, keeping.get(user=current_user(request), project_id=project_id))

    @extend_schema(request=ProjectFieldsSerializer, responses=ProjectDetailSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, project_id: uuid.UUID) -> Response:
        """Changes what is given; a project always has a name."""
        return self._change(request, project_id, ProjectFieldsSerializer(data=request.data))

    @extend_schema(
        request=ProjectChangesSerializer(partial=True),
        responses=ProjectDetailSerializer,
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, project_id: uuid.UUID) -> Response:
        """Changes what is given, and the budget of my own work for it."""
        return self._change(request, project_id, ProjectChangesSerializer(data=request.data, partial=True))

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def delete(self, request: Request, project_id: uuid.UUID) -> Response:
        """Deletes the project, and none of its videos."""
        keeping.delete(user=current_user(request), project_id=project_id, version=version_asked(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _change(self, request: Request, project_id: uuid.UUID, given: ProjectFieldsSerializer) -> Response:
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        changed = keeping.update(
            user=user, project_id=project_id, changes=parsed(given), version=version_asked(request)
        )
        return told(request, changed)


class ProjectVideosView(ProjectsView):
    @extend_schema(request=PlaceSerializer, responses=PlacedSerializer)
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Puts videos of mine into the project; GET /api/videos?projectId= lists them."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        given = parsed(PlaceSerializer(data=request.data))
        return Response({"added": collecting.put(user=user, project_id=project_id, **given)})


class ProjectVideoView(ProjectsView):
    @extend_schema(responses={204: None}, parameters=[TakeSerializer])
    def delete(self, request: Request, project_id: uuid.UUID, video_id: uuid.UUID) -> Response:
        """Takes a video out of the project; it stays in its owner's library. 409 names clips that show it."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        asked = parsed(TakeSerializer(data=request.query_params))
        listing.take(user=user, project_id=project_id, video_id=video_id, **asked)
        return Response(status=status.HTTP_204_NO_CONTENT)


def created(request: Request) -> Response:
    fields = parsed(ProjectFieldsSerializer(data=request.data))
    made = keeping.create(user=current_user(request), **fields)
    answer = told(request, made)
    answer.status_code = status.HTTP_201_CREATED
    answer.headers["Location"] = f"/api/projects/{made.pk}"
    return answer


def told(request: Request, project: Project) -> Response:
    """A project with its ETag, which begins with its version: what If-Match is compared with."""
    project.spending = keeping.spending_of(  # type: ignore[attr-defined] # for the serializer only
        user=current_user(request), project_id=project.pk
    )
    body: dict[str, Any] = dict(ProjectDetailSerializer(project).data)
    content = hashlib.sha256(json.dumps(body, default=str).encode()).hexdigest()[:16]
    return Response(body, headers={"ETag": f'"{project.version}.{content}"'})


def version_asked(request: Request) -> int | None:
    """The version that If-Match names; None without one, and for `*`. A stranger's tag matches none."""
    asked = request.headers.get("If-Match", "").strip()
    if asked in {"", "*"}:
        return None
    # Proxies that compress weaken the tag.
    version = asked.removeprefix("W/").strip('"').partition(".")[0]
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
