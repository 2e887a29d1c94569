"""Edits that somebody keeps under a name: a form that runs on many videos with one price."""

import copy
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.models import SavedRecipe
from ai.models.chat import RecipeQuerySet
from ai.services.chatting import plans
from videos.media.operations import CATALOGUE
from videos.services import batching, saying

PLACE = re.compile(r"(\d{1,2})\.(\w{1,60})", re.ASCII)
NO_EDITS = gettext_lazy("There are no edits in this plan, and only edits can be kept as a recipe.")


@dataclass(frozen=True)
class Field:
    """Something of a recipe that may be changed when it is run: `name` is `0.startTime`, `value` as it is."""

    name: str
    operation: str
    title: str
    schema: Mapping[str, Any]
    value: Any


def keep(*, user: User, plan_id: uuid.UUID, name: str) -> SavedRecipe:
    """Keeps the edits of a plan; of an applied one those that were chosen. Raises Plan.DoesNotExist."""
    plan = plans.get(user=user, plan_id=plan_id)
    rows = list(plan.steps.all())
    chosen = [row for row in rows if row.is_chosen] or rows
    operations = plans.operations(chosen)
    if not operations:
        raise ValidationError({"planId": ValidationError(NO_EDITS, code="no_edits")})
    return SavedRecipe.objects.create(user=user, name=name.strip()[:120], operations=operations)


def kept(*, user: User) -> RecipeQuerySet:
    return SavedRecipe.objects.for_user(user)


def get(*, user: User, recipe_id: uuid.UUID) -> SavedRecipe:
    """One of the user's own recipes; SavedRecipe.DoesNotExist for everybody else's too."""
    return kept(user=user).get(pk=recipe_id)


def delete(*, user: User, recipe_id: uuid.UUID) -> None:
    get(user=user, recipe_id=recipe_id).delete()


def fields_of(recipe: SavedRecipe) -> list[Field]:
    """Every field of every step, with its JSON Schema and its value now."""
    return [
        Field(
            name=f"{number}.{name}",
            operation=step["operation"],
            title=str(schema.get("title") or name),
            schema=schema,
            value=step.get(name, schema.get("default")),
        )
        for number, step in enumerate(recipe.operations)
        for name, schema in _properties(step["operation"]).items()
    ]


def _properties(operation: str) -> dict[str, Any]:
    if operation not in CATALOGUE:
        return {}
    schema = saying.schema_of(CATALOGUE[operation])
    return dict(schema["properties"])


def draft(
    *, user: User, recipe_id: uuid.UUID, video_ids: Sequence[uuid.UUID], values: Mapping[str, Any]
) -> batching.Batch:
    """Checks and prices the recipe with other values on several videos.

    Raises SavedRecipe or Video.DoesNotExist, or ValidationError naming the field.
    """
    recipe = get(user=user, recipe_id=recipe_id)
    operations = with_values(recipe, values)
    return batching.draft(user=user, video_ids=video_ids, operations=operations)


def with_values(recipe: SavedRecipe, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    operations: list[dict[str, Any]] = copy.deepcopy(recipe.operations)
    known = {field.name for field in fields_of(recipe)}
    for name, value in values.items():
        place = PLACE.fullmatch(name)
        if place is None or name not in known:
            message = _("This recipe has no field %(name)s.") % {"name": name[:60]}
            raise ValidationError({"values": ValidationError(message, code="unknown_field")})
        operations[int(place[1])][place[2]] = value
    return operations
