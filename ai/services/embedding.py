"""A person's own texts, found again by their meaning."""

import math
import re
import tempfile
import uuid
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import Avg, Count, Max, QuerySet
from pgvector.django import CosineDistance

from accounts.models import User
from ai import registry
from ai.capabilities import Call, Capability, Embeddings, ProviderError
from ai.models import EmbeddedText, ModelSpec
from ai.services import catalogue, circuit
from ai.services.generation import CATEGORY, QUEUE
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order

WORK = "ai.embed"
LETTERS_PER_TOKEN = 4
CHUNK = 800  # characters of a piece at most, where its sentences allow
SENTENCE_ENDS = re.compile(r"(?<=[.!?…。！？])\s+|\n{2,}")  # noqa: RUF001 - marks of other languages
LARGEST_DELETE = 100
PATIENCE = 20.0  # seconds


def chunks(text: str) -> list[str]:
    """The text in pieces of whole sentences, each of about CHUNK characters."""
    pieces: list[str] = []
    for sentence in SENTENCE_ENDS.split(text.strip()):
        for start in range(0, len(sentence), CHUNK):
            part = sentence[start : start + CHUNK].strip()
            if pieces and len(pieces[-1]) + len(part) < CHUNK:
                pieces[-1] += f" {part}"
            elif part:
                pieces.append(part)
    return pieces


def quote(text: str) -> Quote:
    """By the default model's price, for the tokens that a text has at most."""
    spec = catalogue.choose(capability=Capability.EMBEDDINGS).candidates[0]
    tokens = Decimal(math.ceil(len(text) / LETTERS_PER_TOKEN))
    return credits.quote_for(lines=[Line(spec.price_code, tokens, spec.name)])


def order(
    *, user: User, text: str, is_chunked: bool, metadata: dict[str, Any], idempotency_key: str = ""
) -> Job:
    """Queues a text, or its pieces, to be understood and kept."""
    params = {"text": text, "autoChunk": is_chunked, "metadata": metadata}
    return jobs.submit(user=user, order=_order(params), idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    return _order(job.params)


def _order(params: dict[str, Any]) -> Order:
    asked = {name: params[name] for name in ("text", "autoChunk", "metadata")}
    return Order(
        kind="ai.embeddings",
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=quote(params["text"]),
        title="Embeddings",
        params={**asked, "documentId": str(uuid.uuid4())},
        request=asked,
    )


def space_of(spec: ModelSpec, found: Embeddings) -> str:
    """Where the vectors lie: only those of one space can be compared."""
    return f"{spec.provider}/{found.space or spec.model_id}"


def search(*, user: User, query: str, limit: int, threshold: float) -> list[EmbeddedText]:
    """The nearest texts with their `score` (0-1), best first; those of every model that still answers."""
    places = EmbeddedText.objects.for_user(user).values_list("spec_id", "space").distinct()
    found: list[EmbeddedText] = []
    for spec_id, space in places.order_by():
        vector = _vector(spec_id, space, query)
        if vector is not None:
            found += _nearest(user, space, vector, limit)
    found = [each for each in found if each.score >= threshold]
    return sorted(found, key=lambda each: -each.score)[:limit]


def _nearest(user: User, space: str, vector: Sequence[float], limit: int) -> list[EmbeddedText]:
    rows = EmbeddedText.objects.for_user(user).filter(space=space)
    nearest = list(rows.order_by(CosineDistance("vector", list(vector)))[:limit])
    for row in nearest:
        # Both have the length one, so that this is the cosine of their angle.
        row.score = round(float(np.dot(row.vector, vector)), 4)
    return nearest


def _vector(spec_id: int | None, space: str, query: str) -> Sequence[float] | None:
    """The query where the model lays it, if that model answers and it is the same space."""
    spec = ModelSpec.objects.filter(pk=spec_id or 0, provider__in=registry.available()).first()
    if spec is None or not circuit.admit(spec):
        return None
    with tempfile.TemporaryDirectory(prefix="query-") as folder:
        call = Call(model=spec.model_id, key=uuid.uuid4().hex, folder=Path(folder), deadline=PATIENCE)
        try:
            found: Embeddings = registry.provider(spec.provider).embeddings([query], call)
        except ProviderError as error:
            circuit.failed(spec, error)
            return None
    circuit.succeeded(spec)
    return found.vectors[0] if space_of(spec, found) == space else None


def texts(*, user: User) -> QuerySet[EmbeddedText]:
    return EmbeddedText.objects.for_user(user).defer("vector")


def stats(*, user: User) -> dict[str, Any]:
    rows = EmbeddedText.objects.for_user(user)
    whole = rows.aggregate(
        total=Count("pk"), documents=Count("document_id", distinct=True), characters=Avg("letters"),
        newest=Max("created_at"),
    )  # fmt: skip
    spaces = rows.order_by("space").values("space", "dimensions").annotate(count=Count("pk"))
    return {**whole, "characters": round(whole["characters"] or 0.0, 1), "spaces": list(spaces)}


def delete(*, user: User, text_id: uuid.UUID) -> None:
    """Removes one; EmbeddedText.DoesNotExist for everybody else's too."""
    EmbeddedText.objects.for_user(user).get(pk=text_id).delete()


def delete_many(*, user: User, ids: list[uuid.UUID]) -> int:
    """Removes those of the texts that are the user's; how many."""
    return EmbeddedText.objects.for_user(user).filter(pk__in=ids[:LARGEST_DELETE]).delete()[0]
