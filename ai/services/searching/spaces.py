"""Where texts lie by their meaning: the model that lays them out now, and those that laid out older ones."""

import hashlib
import logging
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from ai import registry
from ai.capabilities import Call, Capability, Embeddings, ProviderError
from ai.models import ModelSpec
from ai.services import catalogue, circuit

log = logging.getLogger(__name__)

FREE = "local"  # the provider whose work costs nobody anything
PATIENCE = 20.0  # seconds
REMEMBERED, SPACE_REMEMBERED = 600, 60  # seconds
BATCH = 64  # texts of one call
LEAST_SCORE = 0.3  # where a model's row in the catalogue does not say better
Point = tuple[float, ...]


@dataclass(frozen=True)
class Space:
    """A model and the space in which it lays texts out. Only vectors of one space can be compared."""

    spec: ModelSpec
    name: str

    @property
    def least_score(self) -> float:
        """The likeness from which on two texts have to do with each other."""
        return float(self.spec.limits.get("leastScore", LEAST_SCORE))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its model understands; empty: all, or nobody said."""
        return tuple(self.spec.limits.get("languages", ()))


def name_of(spec: ModelSpec, found: Embeddings) -> str:
    return f"{spec.provider}/{found.space or spec.model_id}"


def current() -> Space | None:
    """Where films are laid out now: by the first model of the catalogue that costs nothing to ask.

    None while it understands no meaning, or does not answer. SEARCH_PAID_EMBEDDINGS=1 allows vendors.
    """
    spec = _chosen()
    if spec is None:
        return None
    key = f"ai:space:{spec.pk}"
    name: str | None = cache.get(key)
    if name is None:
        found = ask(spec, ["space"])
        if found is None:
            return None
        # Counted letters find what full text finds, and no meaning.
        name = "" if found.is_draft else name_of(spec, found)
        cache.set(key, name, SPACE_REMEMBERED)
    return Space(spec, name) if name else None


def used_by(rows: QuerySet[Any]) -> list[tuple[int | None, str]]:
    """The models and spaces of rows. Each is one look into their index, however many rows there are."""
    found: list[tuple[int | None, str]] = []
    rows = rows.order_by("space")
    following = rows.filter(space__gt="").values_list("spec_id", "space").first()
    while following is not None:
        found.append(following)
        following = rows.filter(space__gt=following[1]).values_list("spec_id", "space").first()
    return found


def lay_out(*, space: Space, texts: Sequence[str]) -> list[Point] | None:
    """A point for each text; None when the model does not answer or lies elsewhere now."""
    points: list[Point] = []
    for start in range(0, len(texts), BATCH):
        found = ask(space.spec, texts[start : start + BATCH])
        if found is None or name_of(space.spec, found) != space.name:
            return None
        points += found.vectors
    return points


def point_of(*, spec_id: int | None, space: str, query: str) -> Point | None:
    """The query where the model lays it, if that model answers and it is the same space."""
    digest = hashlib.blake2b(query.encode(), digest_size=16).hexdigest()
    key = f"ai:point:{spec_id}:{digest}"
    kept: tuple[str, bytes] | None = cache.get(key)
    if kept is None:
        spec = ModelSpec.objects.filter(pk=spec_id or 0, provider__in=registry.available()).first()
        found = ask(spec, [query]) if spec else None
        if spec is None or found is None:
            return None
        kept = name_of(spec, found), np.asarray(found.vectors[0], np.float32).tobytes()
        cache.set(key, kept, REMEMBERED)
    return tuple(np.frombuffer(kept[1], np.float32).tolist()) if kept[0] == space else None


def ask(spec: ModelSpec, texts: Sequence[str]) -> Embeddings | None:
    """What the model says, unless it rests or has trouble now."""
    if not circuit.admit(spec):
        return None
    with tempfile.TemporaryDirectory(prefix="query-") as folder:
        call = Call(model=spec.model_id, key=uuid.uuid4().hex, folder=Path(folder), deadline=PATIENCE)
        try:
            found: Embeddings = registry.provider(spec.provider).embeddings(texts, call)
        except ProviderError as error:
            log.warning("%s did not lay texts out: %s", spec, error)
            circuit.failed(spec, error)
            return None
    circuit.succeeded(spec)
    return found


def _chosen() -> ModelSpec | None:
    """Whatever trouble it has at the moment: a model's bad minute must not have every film laid out anew."""
    rows = catalogue.open_models(capability=Capability.EMBEDDINGS)
    return next((row for row in rows if settings.SEARCH_PAID_EMBEDDINGS or row.provider == FREE), None)
