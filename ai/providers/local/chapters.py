"""Parts what is said into chapters, where the subject changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai.capabilities import Segment
from ai.language.languages import content_words, language_of
from ai.language.phrases import key_phrases
from ai.providers.local.minilm import Array

AROUND = 5  # sentences on either side of a possible boundary
LEAST_SECONDS = 20.0
DEPTH = 0.5  # standard deviations above the mean, for a dip to be a boundary
SECONDS_PER_CHAPTER = 75.0  # at least, on the average: so many there may be
TITLE_WORDS = 3


@dataclass(frozen=True)
class Chapter:
    """A stretch of one subject (seconds). `first` and `last` number its segments."""

    title: str
    start: float
    end: float
    first: int
    last: int


def chapters(
    segments: Sequence[Segment], vectors: Array, *, least: float = LEAST_SECONDS, most: int | None = None
) -> list[Chapter]:
    """Part segments into chapters by their vectors (one row of length one each); one chapter if unsure."""
    if not segments:
        return []
    length = segments[-1].end - segments[0].start
    allowed = (most or max(round(length / SECONDS_PER_CHAPTER), 2)) - 1
    starts = [0, *_boundaries(segments, vectors, least, allowed)]
    ends = [*(start - 1 for start in starts[1:]), len(segments) - 1]
    texts = [
        " ".join(each.text for each in segments[first : last + 1])
        for first, last in zip(starts, ends, strict=True)
    ]
    titles = _titles(texts)
    return [
        Chapter(title, segments[first].start, segments[last].end, first, last)
        for title, first, last in zip(titles, starts, ends, strict=True)
    ]


def _boundaries(segments: Sequence[Segment], vectors: Array, least: float, allowed: int) -> list[int]:
    """Choose the deepest dips between what is said before and after, not too close to each other."""
    depth = dips(vectors)
    if len(depth) == 0:
        return []
    limit = float(depth.mean() + DEPTH * depth.std())
    chosen: list[int] = []
    first, last = segments[0].start, segments[-1].end
    for place in np.argsort(-depth, kind="stable"):
        number = int(place) + 1
        times = [first, last, *(segments[other].start for other in chosen)]
        if depth[place] < limit or len(chosen) >= allowed:
            break
        if all(abs(segments[number].start - time) >= least for time in times):
            chosen.append(number)
    return sorted(chosen)


def dips(vectors: Array) -> Array:
    """Say for each place between two neighbours how deep the resemblance of its two sides dips there.

    TextTiling's depth: https://aclanthology.org/J97-1003/
    """
    alike = np.array([_resemblance(vectors, place) for place in range(1, len(vectors))])
    depth = np.zeros(len(alike))
    for place, value in enumerate(alike):
        depth[place] = _peak(alike[place::-1]) + _peak(alike[place:]) - 2 * value
    return depth


def _resemblance(vectors: Array, place: int) -> float:
    before = vectors[max(place - AROUND, 0) : place].mean(0)
    after = vectors[place : place + AROUND].mean(0)
    lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
    return float(before @ after) / max(lengths, 1e-9)


def _peak(values: Array) -> float:
    """Climb from the first value as long as it goes up."""
    highest = float(values[0])
    for value in values[1:]:
        if value < highest:
            break
        highest = float(value)
    return highest


def _titles(texts: Sequence[str]) -> list[str]:
    """Name each text by what it has and the others have less."""
    language = language_of(" ".join(texts))
    spread = Counter(word for text in texts for word in set(content_words(text, language=language)))
    titles = []
    for number, text in enumerate(texts, start=1):
        phrases = key_phrases(text, count=10)
        own = sorted(
            phrases, key=lambda phrase: sum(spread[word] for word in phrase.split()) / len(phrase.split())
        )
        best = [phrase for phrase in phrases if phrase in own[:TITLE_WORDS]]
        title = ", ".join(best)
        titles.append(title[:1].upper() + title[1:] or f"Part {number}")
    return titles
