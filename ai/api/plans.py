"""What the assistant proposed, as endpoints: look, apply, adjust, dismiss, and keep it as a recipe."""

import uuid
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from ai.api.base import AiView
from ai.models import SavedRecipe
from ai.serializers.chat import AdjustSerializer, AppliedSerializer, ApplySerializer, PlanSerializer
from ai.serializers.recipes import KeepRecipeSerializer, RunRecipeSerializer, SavedRecipeSerializer
from ai.services.chatting import applying, plans, recipes
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted
from videos.api import picture
from videos.services import batching

SIDES = ("before", "after")
CONFLICT = {
    409: OpenApiResponse(
        description="`plan_changed`: not what you saw; `plan_stale`: the film is gone; `plan_over`: applied "
        "or dismissed before; `quote_exceeded`: the chosen steps cost more than what was shown."
    )
}


class ActionView(AiView):
    # A step's params are read as they are sent: the engine's own models know camelCase.
    parser_classes = (JSONParser,)

    @extend_schema(responses=PlanSerializer)
    def get(self, request: Request, action_id: uuid.UUID) -> Response:
        """A plan as it is now, by its own id or by that of one of its steps."""
        plan, _ = plans.named(user=current_user(request), action_id=action_id)
        return Response(PlanSerializer(plan).data)

    @extend_schema(request=AdjustSerializer, responses={200: PlanSerializer, **CONFLICT})
    def patch(self, request: Request, action_id: uuid.UUID) -> Response:
        """Gives a step (by its id) other params, or leaves only some steps of a plan; the hash is new."""
        asked = parsed(AdjustSerializer(data=request.data))
        plan = applying.adjust(
            user=current_user(request),
            action_id=action_id,
            params=asked.get("params"),
            step_ids=asked.get("steps"),
        )
        return Response(PlanSerializer(plan).data)


class ActionApplyView(AiView):
    @extend_schema(request=ApplySerializer, responses={202: AppliedSerializer, **CONFLICT})
    def post(self, request: Request, action_id: uuid.UUID) -> Response:
        """Runs a plan exactly as it was shown: all of it, some steps, or the one that the id names."""
        asked = parsed(ApplySerializer(data=request.data))
        plan, jobs = applying.apply(
            user=current_user(request), action_id=action_id, digest=asked["hash"], step_ids=asked["steps"]
        )
        answer = AppliedSerializer({"plan": plan, "jobs": jobs}).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)


class ActionDismissView(AiView):
    @extend_schema(request=None, responses={200: PlanSerializer, **CONFLICT})
    def post(self, request: Request, action_id: uuid.UUID) -> Response:
        """Puts a plan aside."""
        plan = applying.dismiss(user=current_user(request), action_id=action_id)
        return Response(PlanSerializer(plan).data)


class ActionPreviewView(AiView):
    @extend_schema(
        parameters=[OpenApiParameter("side", enum=SIDES)],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, action_id: uuid.UUID) -> HttpResponse:
        """The film before or after a step, at the moment that shows it."""
        side = request.query_params.get("side", "after")
        if side not in SIDES:
            raise ValidationError({"side": ValidationError("Choose before or after.", code="invalid_choice")})
        shown = applying.preview(user=current_user(request), action_id=action_id, side=side)
        return picture(shown.key, f"{side}.jpg")


# -- recipes -----------------------------------------------------------------------------------------------


class RecipeListView(ListAPIView[SavedRecipe]):
    """The recipes that I keep, newest first."""

    schema_tags = ("ai",)
    serializer_class = SavedRecipeSerializer

    def get_queryset(self) -> QuerySet[SavedRecipe]:
        return recipes.kept(user=current_user(self.request))

    @extend_schema(request=KeepRecipeSerializer, responses={201: SavedRecipeSerializer})
    def post(self, request: Request) -> Response:
        """Keeps the edits of a plan under a name."""
        asked = parsed(KeepRecipeSerializer(data=request.data))
        recipe = recipes.keep(user=current_user(request), plan_id=asked["plan_id"], name=asked["name"])
        return Response(SavedRecipeSerializer(recipe).data, status=status.HTTP_201_CREATED)


class SavedRecipeView(AiView):
    @extend_schema(responses=SavedRecipeSerializer)
    def get(self, request: Request, recipe_id: uuid.UUID) -> Response:
        """One of my recipes, with the fields that may be changed when it is run."""
        recipe = recipes.get(user=current_user(request), recipe_id=recipe_id)
        return Response(SavedRecipeSerializer(recipe).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, recipe_id: uuid.UUID) -> Response:
        recipes.delete(user=current_user(request), recipe_id=recipe_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecipeRunView(AiView):
    # The keys of `values` name fields as the engine's own models do.
    parser_classes = (JSONParser,)

    @extend_schema(request=RunRecipeSerializer, responses=JOB_ANSWERS, parameters=[IDEMPOTENCY_KEY, DRY_RUN])
    def post(self, request: Request, recipe_id: uuid.UUID) -> Response:
        """Runs a recipe on one to a hundred videos, with one price."""
        asked = parsed(RunRecipeSerializer(data=request.data))
        user = current_user(request)
        values = cast(dict[str, Any], asked["values"])
        batch = recipes.draft(user=user, recipe_id=recipe_id, video_ids=asked["video_ids"], values=values)
        if is_dry_run(request):
            return quoted(batch.quote, seconds=batch.seconds, notes=batch.notes)
        return accepted(batching.order(user=user, batch=batch, idempotency_key=idempotency_key(request)))
