"""Have the pictures of a film described: one in the middle of each scene."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from ai.capabilities import Capability
from ai.models import FrameDescription, ModelSpec
from ai.services import moderating, ordering
from ai.services.insights.summaries import LOCAL, chosen
from ai.signals import frames_described
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import library

KIND, WORK = "ai.describe", "ai.describe"
PRICE, LOCAL_PRICE = "ai.describe", "ai.local.describe"
MOST = 50


@dataclass(frozen=True)
class Wish:
    """`count` is how many pictures at most; `prompt` what the model is asked about each of them."""

    count: int = 12
    prompt: str = ""
    model: str = ""


@dataclass(frozen=True)
class Draft:
    video: Video
    wish: Wish
    quote: Quote
    notes: tuple[str, ...]


def of_video(*, user: User, video_id: uuid.UUID) -> list[FrameDescription]:
    """What was seen the last time, in the order of the film; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    return list(FrameDescription.objects.filter(video=video).order_by("time"))


def draft(*, user: User, video_id: uuid.UUID, wish: Wish) -> Draft:
    """Checks, moderates and prices it; raises Video.DoesNotExist, NoModel or ValidationError."""
    video = library.get(user=user, video_id=video_id)
    if video.media_info.video is None or video.is_still:
        message = _("Only a film has scenes to look at; send a single picture to /api/ai/analyze-image.")
        raise ValidationError(message, code="no_film")
    moderating.must_be_allowed(words={"prompt": wish.prompt})
    choice = chosen(Capability.VISION, wish.model)
    quote = credits.quote_for(lines=[line_for(choice.candidates[0], wish.count)])
    return Draft(video, wish, quote, choice.notes)


def line_for(spec: ModelSpec, pictures: int) -> Line:
    code = LOCAL_PRICE if spec.provider == LOCAL else PRICE
    return Line(code, Decimal(pictures), _("Pictures looked at by %(model)s") % {"model": spec.name})


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues it; raises InsufficientCredits or IdempotencyConflict."""
    return jobs.submit(user=user, order=_order(draft), idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    wish = Wish(**job.params["wish"])
    return _order(draft(user=job.user, video_id=ordering.film_of(job), wish=wish))


def _order(draft: Draft) -> Order:
    return ordering.about(
        draft.video,
        kind=KIND,
        work=WORK,
        title=_("Look at %(title)s"),
        quote=draft.quote,
        asked={"wish": asdict(draft.wish)},
    )


def moments(scenes: Sequence[float], *, duration: float, count: int) -> list[float]:
    """At most `count` moments of a film whose scenes begin at `scenes`: the middle of each.

    The longest scenes come first where there are more; where there are fewer, the longest are halved.
    """
    edges = sorted({0.0, *(start for start in scenes if 0 < start < duration), duration})
    spans = [(end - start, start, end) for start, end in pairwise(edges)]
    # A short film has not more to show than a picture a second.
    wanted = min(count, max(int(duration), 1))
    while len(spans) < wanted:
        length, start, end = max(spans)
        spans.remove((length, start, end))
        middle = (start + end) / 2
        spans += [(length / 2, start, middle), (length / 2, middle, end)]
    kept = sorted(spans, key=lambda span: (-span[0], span[1]))[:wanted]
    return sorted(round((start + end) / 2, 3) for _, start, end in kept)


@transaction.atomic
def publish(*, video: Video, seen: Sequence[FrameDescription]) -> None:
    """Puts what was seen in the place of what was seen before, and tells `frames_described`."""
    Video.objects.select_for_update().get(pk=video.pk)
    FrameDescription.objects.filter(video=video).delete()
    FrameDescription.objects.bulk_create(seen)
    frames_described.send(sender=FrameDescription, video=video)


def result_of(seen: Sequence[FrameDescription]) -> dict[str, Any]:
    return {
        "frames": [
            {
                "time": each.time,
                "text": each.text,
                "ocr": each.ocr,
                "labels": each.labels,
                "colours": each.colours,
                "faces": each.faces,
            }
            for each in seen
        ]
    }
