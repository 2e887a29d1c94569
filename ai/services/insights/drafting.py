"""A summary without a model that writes: the film's own most telling sentences, and where it changes."""

from collections.abc import Sequence

import numpy as np

from ai.capabilities import Call, ProviderError, Segment, Stopped
from ai.providers.local import chapters, meaning, summaries
from ai.providers.local.languages import language_of
from ai.providers.local.minilm import Array
from ai.services.insights.form import (
    LONGEST_OVERVIEW,
    LONGEST_POINT,
    LONGEST_TITLE,
    MOST_CHAPTERS,
    Point,
    Start,
    Told,
)
from ai.services.insights.lines import Line, text_of

BATCH = 200  # sentences between two looks at whether to stop


def drafted(lines: Sequence[Line], sentences: int, points: int, call: Call) -> Told:
    """The film in its own words; raises ProviderError when nothing is said in it."""
    if not lines:
        raise ProviderError("no_speech", "Nothing is said in this film, so there is nothing to sum up.")
    texts = [line.text for line in lines]
    vectors = _laid_out(texts, call)
    ranks = None if _is_foreign(lines) else vectors
    chosen = summaries.summary(texts, count=points, vectors=ranks)
    overview = summaries.summary(texts, count=sentences, vectors=ranks)
    found = chapters.chapters([Segment(line.text, line.start, line.end) for line in lines], vectors)
    return Told(
        overview=" ".join(texts[at] for at in overview)[:LONGEST_OVERVIEW],
        key_points=tuple(Point(time=lines[at].start, text=texts[at][:LONGEST_POINT]) for at in chosen),
        chapters=tuple(
            Start(start_time=each.start, title=each.title[:LONGEST_TITLE]) for each in found[:MOST_CHAPTERS]
        ),
    )


def _is_foreign(lines: Sequence[Line]) -> bool:
    """Whether the model that compares sentences has not learnt their language."""
    return language_of(text_of(lines)) not in {"en", ""}


def _laid_out(texts: Sequence[str], call: Call) -> Array:
    rows = []
    for start in range(0, len(texts), BATCH):
        if call.should_stop():
            raise Stopped
        call.progress(100 * start / len(texts), "Reading")
        rows.append(meaning.encode(texts[start : start + BATCH]))
    return np.concatenate(rows)
