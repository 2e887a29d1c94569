"""The voices that there are."""

import logging
from dataclasses import asdict
from typing import Any

from django.core.cache import cache

from ai import registry
from ai.capabilities import Capability, ProviderError

log = logging.getLogger(__name__)

KEPT = 600  # seconds


def voices() -> list[dict[str, Any]]:
    """Of every provider that speaks, our own last; a vendor that does not answer is left out."""
    names = sorted(registry.available(), key=lambda name: (name == "local", name))
    speaking = [name for name in names if registry.has(provider=name, capability=Capability.TEXT_TO_SPEECH)]
    return [voice for name in speaking for voice in _voices_of(name)]


def _voices_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] | None = cache.get(f"ai:voices:{name}")
    if found is None:
        try:
            given = registry.provider(name).voices()
        except ProviderError as error:
            log.warning("The voices of %s could not be listed: %s", name, error.message)
            return []
        found = [{**asdict(voice), "provider": name} for voice in given]
        cache.set(f"ai:voices:{name}", found, KEPT)
    return found
