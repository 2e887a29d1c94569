"""A summary without a model that writes: a film's own most telling sentences, and where it changes."""

from collections.abc import Sequence

import numpy as np

from ai.capabilities import Call, Outline, Part, Segment, Stopped
from ai.language.languages import language_of
from ai.providers.local.chapters import chapters
from ai.providers.local.meaning import encode
from ai.providers.local.minilm import Array
from ai.providers.local.summaries import summary

BATCH = 200  # sentences between two looks at whether to stop


class LocalOutlines:
    """Sums up by choosing."""

    def outline(self, said: Sequence[Segment], call: Call, *, overview: int, points: int) -> Outline:
        """Choose so many sentences for each, and part them into chapters. Raises Stopped."""
        texts = [each.text for each in said]
        vectors = _laid_out(texts, call)
        ranks = None if _is_foreign(texts) else vectors
        return Outline(
            overview=tuple(summary(texts, count=overview, vectors=ranks)),
            points=tuple(summary(texts, count=points, vectors=ranks)),
            parts=tuple(Part(each.start, each.title) for each in chapters(said, vectors)),
        )


def _is_foreign(texts: Sequence[str]) -> bool:
    """Say whether the model that compares sentences has not learnt their language."""
    return language_of(" ".join(texts)) not in {"en", ""}


def _laid_out(texts: Sequence[str], call: Call) -> Array:
    rows = []
    for start in range(0, len(texts), BATCH):
        if call.should_stop():
            raise Stopped
        call.progress(100 * start / len(texts), "Reading")
        rows.append(encode(texts[start : start + BATCH]))
    return np.concatenate(rows)
