"""Do the same to many videos: one parent job, one price, and each video charged by itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from accounts.models import User
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.services import editing

MOST_VIDEOS = 100


@dataclass(frozen=True)
class Batch:
    """A recipe checked against each of its videos, and priced as a whole."""

    drafts: tuple[editing.Draft, ...]

    @property
    def orders(self) -> list[Order]:
        return [editing.order_of(draft) for draft in self.drafts]

    @property
    def quote(self) -> Quote:
        return jobs.total(self.orders)

    @property
    def seconds(self) -> float:
        return sum(draft.seconds for draft in self.drafts)

    @property
    def notes(self) -> list[str]:
        return [note for draft in self.drafts for note in draft.notes]


def draft(
    *,
    user: User,
    video_ids: Sequence[uuid.UUID],
    operations: Any,
    export: dict[str, Any] | None = None,
    project_id: uuid.UUID | None = None,
) -> Batch:
    """Checks and prices a recipe on several videos; ValidationError names the first that it does not fit."""
    if not 0 < len(video_ids) <= MOST_VIDEOS or len(set(video_ids)) != len(video_ids):
        message = gettext("Name one to %(most)s videos, each once.") % {"most": MOST_VIDEOS}
        raise ValidationError({"videoIds": ValidationError(message, code="invalid")})
    return Batch(
        drafts=tuple(
            editing.draft(
                user=user, video_id=video_id, operations=operations, export=export, project_id=project_id
            )
            for video_id in video_ids
        )
    )


def order(*, user: User, batch: Batch, idempotency_key: str = "") -> Job:
    """Queues the batch: all of its credits are set aside, or none and InsufficientCredits is raised."""
    orders = batch.orders
    request = {
        "videos": [str(draft.video.pk) for draft in batch.drafts],
        "recipe": orders[0].params["operations"],
    }
    whole = Order(
        kind="video.batch",
        work="",
        category="video",
        queue="media",
        quote=batch.quote,
        title=f"{len(orders)} videos",
        params=request,
        request=request,
    )
    return jobs.submit_many(user=user, order=whole, parts=orders, idempotency_key=idempotency_key)
