"""Endpoints of editing: the catalogue, one operation or a chain of them, a batch, and a look beforehand."""

import uuid
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from pydantic import create_model
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from videos.api import VideosView, as_uuid, picture
from videos.media.operations import CATALOGUE
from videos.serializers import (
    ApplyRecipeSerializer,
    BatchSerializer,
    EditSerializer,
    OperationSerializer,
    PreviewSerializer,
    catalogue,
)
from videos.services import batching, editing, previewing

PREVIEW_NOTE, PREVIEW_SIZE = "X-Preview-Note", "X-Preview-Size"
# A header holds only ASCII: other letters go as in addresses.
PLAIN = "".join(map(chr, range(32, 127))).replace("%", "")


class PreviewView(VideosView):
    schema_tags = ("editing",)

    @extend_schema(
        request=PreviewSerializer,
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(
                PREVIEW_NOTE,
                location=OpenApiParameter.HEADER,
                response=True,
                description="Where the film itself will look otherwise than this picture, in sentences.",
            ),
            OpenApiParameter(
                PREVIEW_SIZE,
                location=OpenApiParameter.HEADER,
                response=True,
                description="The edited film's own picture in pixels, such as `1920x1080`.",
            ),
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        """A picture of the edited film at a moment of the result, at once and for nothing."""
        asked = parsed(PreviewSerializer(data=request.data))
        preview = previewing.preview(user=current_user(request), **asked)
        answer = picture(preview.key, "preview.jpg")
        if preview.notes:
            answer.headers[PREVIEW_NOTE] = quote(" ".join(preview.notes), safe=PLAIN)
        answer.headers[PREVIEW_SIZE] = "{}x{}".format(*preview.size)
        return answer


class ApplyRecipeView(VideosView):
    schema_tags = ("editing",)

    @extend_schema(
        request=ApplyRecipeSerializer, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN]
    )
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Does to another video what was done to make this one."""
        asked = parsed(ApplyRecipeSerializer(data=request.data))
        draft = editing.draft_like(
            user=current_user(request), model_id=video_id, video_id=asked["video_id"], title=asked["title"]
        )
        return ordered(request, draft)


class OperationListView(VideosView):
    schema_tags = ("editing",)
    # The schemas hold the fields' own names; they are not translated.
    renderer_classes = (JSONRenderer,)

    @extend_schema(responses=OperationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The catalogue of operations, each with the JSON Schema of its fields."""
        return Response(catalogue())


class EditView(VideosView):
    schema_tags = ("editing",)

    @extend_schema(request=EditSerializer, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request) -> Response:
        """Runs a chain of operations as one decode and one encode; the result is a new video."""
        draft = editing.draft(user=current_user(request), **parsed(EditSerializer(data=request.data)))
        return ordered(request, draft)


class BatchView(VideosView):
    schema_tags = ("editing",)

    @extend_schema(request=BatchSerializer, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request) -> Response:
        """Runs a recipe on many videos: one parent job, each video charged when its own edit is done."""
        user = current_user(request)
        batch = batching.draft(user=user, **parsed(BatchSerializer(data=request.data)))
        if is_dry_run(request):
            return quoted(batch.quote, seconds=batch.seconds, notes=batch.notes)
        return accepted(batching.order(user=user, batch=batch, idempotency_key=idempotency_key(request)))


class OperationView(VideosView):
    """One operation of the catalogue as an endpoint of its own."""

    schema_tags = ("editing",)
    # The engine's own models read camelCase; a second translation would blur the names in its errors.
    parser_classes = (JSONParser,)
    operation = ""

    def post(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise ValidationError(
                gettext("Send an object with videoId and the operation's fields."), code="not_an_object"
            )
        fields = dict(request.data)
        wished = fields.pop("projectId", None)
        draft = editing.draft_one(
            user=current_user(request),
            video_id=as_uuid(fields.pop("videoId", None)),
            name=self.operation,
            fields=fields,
            title=str(fields.pop("title", "")),
            project_id=as_uuid(wished, field="projectId") if wished else None,
        )
        return ordered(request, draft)


def operation_view(name: str) -> type[OperationView]:
    """The endpoint of one operation, documented from its own fields."""
    operation = CATALOGUE[name]
    body = create_model(
        f"{operation.__name__}Request",
        __base__=operation,
        video_id=(uuid.UUID, ...),
        project_id=(uuid.UUID | None, None),
    )
    documented = extend_schema(
        operation_id=f"video_{name.replace('-', '_')}",
        summary=operation.title,
        description=operation.description,
        request=body,
        responses=JOB_ANSWERS,
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    view = type(f"{operation.__name__}View", (OperationView,), {"operation": name})
    return extend_schema_view(post=documented)(view)


def ordered(request: Request, draft: editing.Draft) -> Response:
    if is_dry_run(request):
        return quoted(draft.quote, seconds=draft.seconds, notes=draft.notes)
    key = idempotency_key(request)
    return accepted(editing.order(user=current_user(request), draft=draft, idempotency_key=key))
