"""A person's own texts, found again by their meaning."""

import math
import re
import uuid
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, QuerySet

from accounts.models import User
from ai.capabilities import Capability, Embeddings
from ai.models import EmbeddedText, ModelSpec
from ai.services import catalogue
from ai.services.generation import CATEGORY, QUEUE
from ai.services.searching import nearness, spaces
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
    return spaces.name_of(spec, found)


def search(*, user: User, query: str, limit: int, threshold: float) -> list[EmbeddedText]:
    """The nearest texts with their `score` (0-1), best first; those of every model that still answers."""
    scores: dict[uuid.UUID, float] = {}
    for spec_id, space in spaces.used_by(EmbeddedText.objects.for_user(user)):
        point = spaces.point_of(spec_id=spec_id, space=space, query=query)
        if point is not None:
            rows = EmbeddedText.objects.for_user(user).filter(space=space)
            is_exact = nearness.are_few(rows)
            scores |= dict(nearness.nearest(rows=rows, vector=point, limit=limit, is_exact=is_exact))
    best = sorted((key for key in scores if scores[key] >= threshold), key=lambda key: -scores[key])[:limit]
    found = EmbeddedText.objects.defer("vector").in_bulk(best)
    for key, text in found.items():
        text.score = round(scores[key], 4)
    return [found[key] for key in best if key in found]


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
