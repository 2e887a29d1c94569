"""Look before you render: a picture of the edited film, or of the film as it is, at any moment."""

import uuid
from typing import Any

from accounts.models import User
from videos import pictures
from videos.media.recipe import parse_recipe
from videos.services import library
from videos.services.editing import refusals_as_validation_errors

WIDTH = 1280
THUMBNAIL_WIDTH = 640


def preview(*, user: User, video_id: uuid.UUID, operations: Any, timestamp: float, width: int = WIDTH) -> str:
    """The storage key of a JPEG of the edited film at `timestamp` seconds of the result.

    Raises ValidationError by field, Video.DoesNotExist or pictures.NoPicture.
    """
    video = library.get(user=user, video_id=video_id)
    with refusals_as_validation_errors():
        recipe = parse_recipe(operations) if operations else []
        return pictures.frame_key(video=video, recipe=recipe, timestamp=timestamp, width=width)


def thumbnail(*, user: User, video_id: uuid.UUID, timestamp: float | None) -> str | None:
    """The storage key of a small JPEG of the film: the one that stands for it, or one at a moment."""
    if timestamp is None:
        return library.get(user=user, video_id=video_id).thumbnail or None
    return preview(user=user, video_id=video_id, operations=[], timestamp=timestamp, width=THUMBNAIL_WIDTH)
