"""Has a newly uploaded film written down, for those who wish it so."""

import logging
import uuid

from django.core.exceptions import ValidationError

from ai.services.catalogue import NoModel
from ai.services.transcripts import making
from credits import budgets, limits
from credits import services as credits
from videos.models import Video

log = logging.getLogger(__name__)

# What stands in the way of it is no trouble of the upload's.
OBSTACLES = (
    ValidationError,
    NoModel,
    Video.DoesNotExist,
    credits.InsufficientCredits,
    limits.LimitReached,
    budgets.BudgetReached,
)


def is_wished(*, video: Video) -> bool:
    """Whether the words of this new film are to be written down without being asked for each time."""
    is_new = video.source == Video.Source.UPLOAD and video.media_info.audio is not None
    return is_new and bool(video.owner.auto_transcribe)


def transcribe(*, video_id: uuid.UUID) -> None:
    """Orders the transcript of a new film, if its owner can pay for it; once, however often it is ready."""
    video = Video.objects.select_related("owner").get(pk=video_id)
    try:
        draft = making.draft(user=video.owner, wish=making.Wish(video_id=video_id))
        making.order(user=video.owner, draft=draft, idempotency_key=f"auto-transcribe:{video_id}")
    except OBSTACLES as obstacle:
        log.info("%s is not written down by itself: %s", video_id, obstacle)
