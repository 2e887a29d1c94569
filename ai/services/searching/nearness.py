"""The rows whose vectors lie nearest to a point: through an index where there are many, else one by one."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Cast
from pgvector.django import CosineDistance, HalfVectorField

from ai.models.texts import INDEXED_DIMENSIONS

# Up to so many rows are compared one by one, which finds exactly the nearest (docs/performance.md).
LOOKED_THROUGH = 20_000
# How many neighbours the index keeps in sight: more find better and take longer.
IN_SIGHT = 500
# The index goes on until enough rows pass the filter (whose they are), at most through so many.
MOST_TUPLES = 40_000
SETTINGS = (
    "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),"
    " set_config('hnsw.ef_search', %s, true), set_config('hnsw.max_scan_tuples', %s, true)"
)


def are_few(rows: QuerySet[Any]) -> bool:
    """Whether the rows are so few that comparing all of them is quick."""
    return rows.order_by().values("pk")[: LOOKED_THROUGH + 1].count() <= LOOKED_THROUGH


def nearest(
    *, rows: QuerySet[Any], vector: Sequence[float], limit: int, is_exact: bool
) -> list[tuple[Any, float]]:
    """The keys of the nearest of `rows`, which lie in one space, with the cosine of the angle, best first.

    Not exact: the index finds nearly all of them, in a time that hardly grows with their number.
    """
    rows = rows.filter(dimensions=len(vector))
    if is_exact or len(vector) not in INDEXED_DIMENSIONS:
        return _first(rows.annotate(distance=CosineDistance(F("vector"), list(vector))), limit)
    place = Cast("vector", HalfVectorField(dimensions=len(vector)))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS, [str(max(IN_SIGHT, limit)), str(MOST_TUPLES)])
        return _first(rows.annotate(distance=CosineDistance(place, list(vector))), limit)


def _first(rows: QuerySet[Any], limit: int) -> list[tuple[Any, float]]:
    found = rows.order_by("distance").values_list("pk", "distance")[:limit]
    # The index gives them nearly in order.
    return sorted(((key, 1 - distance) for key, distance in found), key=lambda each: -each[1])
