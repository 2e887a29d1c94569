"""Look before you render: a picture of the edited film, or of the film as it is, at any moment."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.models import User
from videos import pictures
from videos.media.recipe import parse_recipe
from videos.services import library
from videos.services.editing import refusals_as_validation_errors

WIDTH = 1280
THUMBNAIL_WIDTH = 640
# What one picture cannot show, and what it cannot know before the film was measured, by operation.
MOVING = {"stabilize": _("A single picture cannot show the calmer camera, nor the enlargement it needs.")}
UNMEASURED = {
    "remove-silence": _("The pauses have not been looked for yet, so this moment is of the film with them."),
    "reframe": _("Faces have not been looked for yet, so the frame rests in the middle."),
}


@dataclass(frozen=True)
class Preview:
    """A picture by its storage key. `notes` say where the film that is made will look otherwise.

    `size` is the whole picture's, in pixels of the edited film: what is placed on it counts in those.
    """

    key: str
    notes: tuple[str, ...]
    size: tuple[int, int]


def preview(
    *, user: User, video_id: uuid.UUID, operations: Any, timestamp: float, width: int = WIDTH
) -> Preview:
    """A JPEG of the edited film at `timestamp` seconds of the result, without measuring the film for it.

    Raises ValidationError by field, Video.DoesNotExist, library.NotYours or pictures.NoPicture.
    """
    video = library.source(user=user, video_id=video_id)
    with refusals_as_validation_errors():
        chain = parse_recipe(operations) if operations else []
        informed = pictures.informed(user=user, video=video, recipe=chain)
        recipe = informed.recipe
        key = pictures.frame_key(user=user, video=video, recipe=recipe, timestamp=timestamp, width=width)
        size = pictures.size_of(user=user, video=video, recipe=recipe)
    notes = [gettext(MOVING[step.name]) for step in recipe if step.name in MOVING]
    notes += [gettext(UNMEASURED[step.name]) for step in informed.unmeasured if step.name in UNMEASURED]
    return Preview(key, tuple(dict.fromkeys(notes)), size)


def thumbnail(*, user: User, video_id: uuid.UUID, timestamp: float | None) -> str | None:
    """The storage key of a small JPEG of the film: the one that stands for it, or one at a moment."""
    video = library.see(user=user, video_id=video_id)
    if timestamp is None or video.is_still:
        return video.thumbnail or None
    with refusals_as_validation_errors():
        return pictures.frame_key(
            user=user, video=video, recipe=[], timestamp=timestamp, width=THUMBNAIL_WIDTH
        )
