"""A breaker for each model: after some failures in a row nobody calls it for a while, then one may try.

It is kept in the shared cache, so that all workers know. A cache that is away closes every breaker.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache

from ai.capabilities import ProviderError
from ai.models import ModelSpec

# Codes that say something about the request, the person or our account, not about the model's health.
NOT_ITS_FAULT = frozenset({"unreachable_input", "nothing_to_do", "source_broken", "too_large"})


class State(StrEnum):
    CLOSED = "closed"  # works, as far as we know
    OPEN = "open"  # failed too often; left alone
    HALF_OPEN = "half-open"  # the rest is over; one call may try


@dataclass(frozen=True)
class Opened:
    """A model whose breaker is not closed, and since when."""

    spec: ModelSpec
    state: State
    since: datetime


def state(spec: ModelSpec) -> State:
    found = cache.get_many([_key(spec, "tripped"), _key(spec, "resting"), _key(spec, "trial")])
    if _key(spec, "tripped") not in found:
        return State.CLOSED
    return State.OPEN if len(found) > 1 else State.HALF_OPEN


def opened() -> list[Opened]:
    """The models that are left alone now, or about to be tried again, by provider and name."""
    rows = ModelSpec.objects.filter(is_enabled=True).order_by("provider", "name", "pk")
    specs = {_key(spec, "tripped"): spec for spec in rows}
    since = cache.get_many(list(specs))
    return [
        Opened(specs[key], state(specs[key]), datetime.fromtimestamp(at, UTC)) for key, at in since.items()
    ]


def admit(spec: ModelSpec) -> bool:
    """Whether a call may be made now. After the rest, it takes the one trial for the caller."""
    now = state(spec)
    if now is State.HALF_OPEN:
        return bool(cache.add(_key(spec, "trial"), 1, settings.AI_BREAKER_REST_SECONDS))
    return now is State.CLOSED


def rest_is_over(spec: ModelSpec) -> None:
    """Lets one call try now, before the time has come."""
    cache.delete_many([_key(spec, "resting"), _key(spec, "trial")])


def succeeded(spec: ModelSpec) -> None:
    cache.delete_many([_key(spec, part) for part in ("failures", "tripped", "resting", "trial")])


def failed(spec: ModelSpec, error: ProviderError) -> None:
    """Counts what speaks against the model; the breaker opens at too many, or when a trial fails."""
    if not speaks_against(error):
        cache.delete(_key(spec, "trial"))  # the trial told nothing: the next call may try
        return
    counter = _key(spec, "failures")
    cache.add(counter, 0, settings.AI_BREAKER_WINDOW_SECONDS)
    try:
        failures = cache.incr(counter)
    except ValueError:  # the window ended in between
        return
    if failures >= settings.AI_BREAKER_FAILURES or cache.get(_key(spec, "tripped")):
        rest = max(settings.AI_BREAKER_REST_SECONDS, error.retry_after or 0)
        cache.set(_key(spec, "resting"), 1, rest)
        kept = rest + settings.AI_BREAKER_WINDOW_SECONDS
        if not cache.add(_key(spec, "tripped"), time.time(), kept):
            cache.touch(_key(spec, "tripped"), kept)  # it says since when
        cache.delete(_key(spec, "trial"))


def speaks_against(error: ProviderError) -> bool:
    """What would fail with another request too: trouble there, and a model that is gone or not paid for."""
    if error.code in NOT_ITS_FAULT:
        return False
    return not error.permanent or error.model_gone or error.code in {"key_refused", "vendor_unpaid"}


def _key(spec: ModelSpec, part: str) -> str:
    return f"ai:circuit:{spec.provider}:{spec.pk}:{part}"
