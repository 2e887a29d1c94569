"""Whether whoever asked has gone away: then the model is stopped, wherever it is asked."""

import uuid

from django.core.cache import cache

KEPT_SECONDS = 600


def leave(*, job_id: uuid.UUID) -> None:
    cache.set(_key(job_id), 1, KEPT_SECONDS)


def has_left(*, job_id: uuid.UUID) -> bool:
    return cache.get(_key(job_id)) is not None


def _key(job_id: uuid.UUID) -> str:
    return f"chat-left:{job_id}"
