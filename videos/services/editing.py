"""Edit a video: any chain of operations of the catalogue, as one job that makes a new video."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from accounts.models import User
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Done, Order
from videos.media.engine import ENGINE_VERSION
from videos.media.extra import Extra
from videos.media.operations import EDIT, Operation, OperationRefused
from videos.media.recipe import Plan, Recipe, parse_operation, parse_recipe, to_json, validate
from videos.models import Video
from videos.services import library, saying

MADE_BEFORE = _("The same edit was made before, so its result is given again and nothing is charged.")


@dataclass(frozen=True)
class Draft:
    """An edit that makes sense: checked against its source and priced, not yet ordered.

    `made` is the video that the same edit gave before; then the price is nothing.
    """

    video: Video
    recipe: list[Operation]
    seconds: float
    quote: Quote
    notes: tuple[str, ...]
    title: str
    made: Video | None = None
    project_id: uuid.UUID | None = None


def draft(
    *,
    user: User,
    video_id: uuid.UUID,
    operations: Any,
    export: dict[str, Any] | None = None,
    title: str = "",
    project_id: uuid.UUID | None = None,
) -> Draft:
    """Checks and prices a chain of operations.

    Raises ValidationError naming the field (`operations.0.endTime`), Video.DoesNotExist, or NotYours.
    """
    steps = operations
    if export is not None and isinstance(operations, list):
        steps = [*operations, {"operation": "export", **export}]
    with refusals_as_validation_errors():
        return _draft(user, video_id, parse_recipe(steps), title, project_id)


def draft_one(
    *,
    user: User,
    video_id: uuid.UUID,
    name: str,
    fields: dict[str, Any],
    title: str = "",
    project_id: uuid.UUID | None = None,
) -> Draft:
    """Checks and prices a single operation; errors name its own fields (`endTime`)."""
    with refusals_as_validation_errors(prefix="operations.0."):
        return _draft(user, video_id, [parse_operation(name=name, fields=fields)], title, project_id)


def draft_like(*, user: User, model_id: uuid.UUID, video_id: uuid.UUID, title: str = "") -> Draft:
    """Checks and prices doing to one video what was done to make another (`model_id`)."""
    model = library.see(user=user, video_id=model_id)
    if not model.recipe:
        message = gettext("This video is an original: no edit made it, so there is nothing to apply.")
        raise ValidationError(message, code="no_recipe")
    return draft(user=user, video_id=video_id, operations=model.recipe, title=title)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the edit and sets its credits aside; raises InsufficientCredits or IdempotencyConflict."""
    return jobs.submit(user=user, order=order_of(draft), idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    """The same edit again, at today's price."""
    return order_of(
        draft(
            user=job.user,
            video_id=job.video_id or uuid.UUID(int=0),
            operations=job.params["operations"],
            title=job.params["title"],
            project_id=job.project_id,
        )
    )


def _draft(
    user: User, video_id: uuid.UUID, recipe: list[Operation], title: str, project_id: uuid.UUID | None
) -> Draft:
    video = library.source(user=user, video_id=video_id)
    others = Video.objects.usable_by(user).named_in(recipe)
    plan = validate(recipe, video.media_info, extra={str(each.pk): Extra(each.media_info) for each in others})
    title = (title.strip() or _title(video, recipe))[:200]
    made = library.made_before(user=user, address=address_of(video, to_json(recipe)), title=title)
    return Draft(
        video=video,
        recipe=recipe,
        seconds=plan.duration,
        quote=Quote(lines=()) if made else _quote(recipe, plan),
        notes=plan.notes,
        title=title,
        made=made,
        project_id=library.project_of(user=user, video=video, wished=project_id),
    )


def address_of(source: Video, operations: list[dict[str, Any]]) -> str:
    """What the result of a recipe is made of: equal addresses are equal films."""
    parts = [ENGINE_VERSION, source.sha256 or source.file, operations]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _quote(recipe: Recipe, plan: Plan) -> Quote:
    """The result's length by the price of an edit, and what each heavy operation works on by its own."""
    lines = [Line(EDIT, _seconds(plan.duration), pgettext("price", "Edit"))]
    for operation, shape in zip(recipe, plan.shapes, strict=False):
        if operation.price_code != EDIT:
            lines.append(Line(operation.price_code, _seconds(shape.duration), saying.title_of(operation)))
    return credits.quote_for(lines=lines)


def _seconds(duration: float) -> Decimal:
    return Decimal(str(round(duration, 3)))


def order_of(draft: Draft) -> Order:
    """The draft as an order for the jobs."""
    operations = to_json(draft.recipe)
    request = {"video": str(draft.video.pk), "operations": operations, "title": draft.title}
    if draft.project_id:
        request["project"] = str(draft.project_id)
    return Order(
        kind="video.edit",
        work="videos.edit",
        category="video",
        queue="media",
        quote=draft.quote,
        title=draft.title,
        video_id=draft.video.pk,
        project_id=draft.project_id,
        params={"operations": operations, "title": draft.title, "outputVideoId": str(uuid.uuid4())},
        request=request,
        done=_done(draft.made) if draft.made else None,
        keeps_file=True,
    )


def _done(made: Video) -> Done:
    output = {"type": made.media_type, "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}
    result = {"videoId": str(made.pk), "duration": made.duration, "width": made.width, "height": made.height}
    return Done(outputs=[output], result={**result, "mode": "reused", "notes": [gettext(MADE_BEFORE)]})


def _title(video: Video, recipe: list[Operation]) -> str:
    done = ", ".join(dict.fromkeys(saying.title_of(operation).lower() for operation in recipe))
    return f"{video.title} ({done})"


@contextmanager
def refusals_as_validation_errors(*, prefix: str = "") -> Iterator[None]:
    """Turns the engine's OperationRefused into Django's ValidationError; `prefix` goes from field names."""
    try:
        yield
    except OperationRefused as refused:
        errors: dict[str, list[ValidationError]] = {}
        for each in refused.each:
            field = f"{each.field or ''}.".removeprefix(prefix).rstrip(".")
            error = ValidationError(each.message, code=each.code)
            errors.setdefault(field or NON_FIELD_ERRORS, []).append(error)
        only = errors.get(NON_FIELD_ERRORS) if len(errors) == 1 else None
        raise ValidationError(only or errors) from None
