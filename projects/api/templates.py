"""Endpoints of collections: duplicates, templates, variants, and the files of a project."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, accepted, idempotency_key
from jobs.serializers import JobSerializer, dry_run
from projects.api.projects import ProjectsView, told
from projects.models import Project, ProjectTemplate
from projects.serializers.projects import ProjectDetailSerializer
from projects.serializers.templates import (
    DuplicateSerializer,
    MadeVariantsSerializer,
    NewTemplateSerializer,
    ProjectFilesSerializer,
    TemplateChangesSerializer,
    TemplateDetailSerializer,
    TemplateSerializer,
    UseTemplateSerializer,
    VariantsDryRunSerializer,
    VariantSerializer,
    VariantsSerializer,
)
from projects.services import keeping
from projects.services.reuse import duplicating, listing, templating, varying

VARIES: dict[int, Any] = {
    202: OpenApiResponse(JobSerializer, description="One job; `params.variants` names the projects."),
    201: OpenApiResponse(MadeVariantsSerializer, description="Without `render`: the projects."),
    200: OpenApiResponse(VariantsDryRunSerializer, description="What it would cost (`dryRun=true`)."),
}


class DuplicateView(ProjectsView):
    @extend_schema(request=DuplicateSerializer, responses={201: ProjectDetailSerializer})
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """A project of mine like this one, with its timeline, its film and my videos in it."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        given = parsed(DuplicateSerializer(data=request.data))
        return _created(request, duplicating.duplicate(user=user, project_id=project_id, **given))


class TemplatesView(ListAPIView[ProjectTemplate]):
    """My templates and those for everybody, the newest first."""

    schema_tags = ("projects",)
    serializer_class = TemplateSerializer

    def get_queryset(self) -> QuerySet[ProjectTemplate]:
        return templating.find(user=current_user(self.request))

    @extend_schema(request=NewTemplateSerializer, responses={201: TemplateDetailSerializer})
    def post(self, request: Request) -> Response:
        """Makes a template of a project: `{{name}}` in its words is a field, and so is what `slots` name."""
        given = parsed(NewTemplateSerializer(data=request.data))
        made = templating.create(user=current_user(request), **given)
        return Response(
            TemplateDetailSerializer(made).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"/api/projects/templates/{made.pk}"},
        )


class TemplateView(ProjectsView):
    @extend_schema(responses=TemplateDetailSerializer)
    def get(self, request: Request, template_id: uuid.UUID) -> Response:
        """One of mine, or of those for everybody."""
        found = templating.get(user=current_user(request), template_id=template_id)
        return Response(TemplateDetailSerializer(found).data)

    @extend_schema(request=TemplateChangesSerializer(partial=True), responses=TemplateDetailSerializer)
    def patch(self, request: Request, template_id: uuid.UUID) -> Response:
        """Changes the name, the description, and how fields are told, of one of mine."""
        user = current_user(request)
        templating.get(user=user, template_id=template_id)
        changes = parsed(TemplateChangesSerializer(data=request.data, partial=True))
        changed = templating.update(user=user, template_id=template_id, changes=changes)
        return Response(TemplateDetailSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, template_id: uuid.UUID) -> Response:
        """Deletes one of mine, and none of the projects that were made of it."""
        templating.delete(user=current_user(request), template_id=template_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UseTemplateView(ProjectsView):
    @extend_schema(request=UseTemplateSerializer, responses={201: ProjectDetailSerializer})
    def post(self, request: Request, template_id: uuid.UUID) -> Response:
        """Makes a project of it; wrong values are all told at once, as `values.<field>`."""
        user = current_user(request)
        templating.get(user=user, template_id=template_id)
        given = parsed(UseTemplateSerializer(data=request.data))
        return _created(request, templating.use(user=user, template_id=template_id, **given))


class VariantsView(ProjectsView):
    rate = "ai"

    @extend_schema(request=VariantsSerializer, responses=VARIES, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Makes the project again in every combination of shapes, languages and lengths."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        given = VariantsSerializer(data=request.data)
        parsed(given)
        if is_dry_run(request):
            return _quoted(varying.quote(user=user, project_id=project_id, grid=given.grid()))
        made = varying.make(
            user=user, project_id=project_id, grid=given.grid(), idempotency_key=idempotency_key(request)
        )
        if made.job:
            return accepted(made.job)
        return Response(MadeVariantsSerializer(made).data, status=status.HTTP_201_CREATED)


class FilesView(ProjectsView):
    @extend_schema(responses=ProjectFilesSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """Every file of the project, and the clips, shots and films that use it."""
        found = listing.files(user=current_user(request), project_id=project_id)
        return Response(ProjectFilesSerializer({"files": found}).data)


def _quoted(made: varying.Made) -> Response:
    seconds = sum(each.seconds for each in made.variants)
    notes = list(dict.fromkeys(note for each in made.variants for note in each.notes))
    priced = dry_run(made.quote, seconds=seconds, notes=notes)
    priced["quote"]["cells"] = [VariantSerializer(each).data for each in made.variants]
    return Response(priced)


def _created(request: Request, made: Project) -> Response:
    answer = told(request, made)
    answer.status_code = status.HTTP_201_CREATED
    answer.headers["Location"] = f"/api/projects/{made.pk}"
    return answer
