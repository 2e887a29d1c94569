"""What a wish about a film becomes as a job."""

import uuid
from collections.abc import Mapping
from typing import Any

from ai.services.generation import CATEGORY, QUEUE
from credits.pricing import Quote
from jobs.models import Job
from jobs.work import Done, Order
from videos.models import Video


def about(
    video: Video,
    *,
    kind: str,
    work: str,
    title: str,
    quote: Quote,
    asked: Mapping[str, Any],
    ids: Mapping[str, str] | None = None,
    done: Done | None = None,
) -> Order:
    """The order of work about a film.

    `title` holds `%(title)s` where the film's own stands. `asked` is what the person asked for, by which two
    requests are the same; `ids` are those of what will be made, new at every order. `done` is what was made
    before.
    """
    return Order(
        kind=kind,
        work=work,
        category=CATEGORY,
        queue=QUEUE,
        quote=quote,
        title=(title % {"title": video.title})[:200],
        video_id=video.pk,
        params={**asked, **(ids or {})},
        request={**asked, "video": str(video.pk)},
        done=done,
    )


def film_of(job: Job) -> uuid.UUID:
    """The film that such a job is about; an id that is nobody's when there is none any more."""
    return job.video_id or uuid.UUID(int=0)
