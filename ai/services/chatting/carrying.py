"""Where moments of a film are in what a recipe makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from videos.media.recipe import Plan as Course
from videos.media.recipe import Recipe, source_time

FINEST, MOST_LOOKS = 0.02, 20_000  # seconds, and how often one looks at the longest films
PRECISION = 0.001  # seconds
Span = tuple[float, float]
Seconds = NDArray[np.float64]


def is_known(recipe: Recipe, course: Course) -> bool:
    """Whether the times of the result can be told before the film is measured."""
    return not any(step.must_measure(shape) for step, shape in zip(recipe, course.shapes, strict=False))


def carried(recipe: Recipe, course: Course, span: Span) -> list[Span]:
    """The times of the result (seconds) in which a span of the source is seen; none when it is cut out."""
    return Passage(recipe, course).carried(span)


@dataclass(frozen=True)
class Passage:
    """What a recipe makes of a film, looked at once for all spans that are asked for."""

    recipe: Recipe
    course: Course

    def carried(self, span: Span) -> list[Span]:
        """The times of the result (seconds) in which a span of the source is seen."""
        if not self.recipe:
            return [span]
        looks, seen = self._looks
        inside = (span[0] <= seen) & (seen < span[1])
        return [_exact(self.recipe, self.course, span, run, self._step) for run in _runs(looks, inside)]

    @property
    def _step(self) -> float:
        return max(FINEST, self.course.duration / MOST_LOOKS)

    @cached_property
    def _looks(self) -> tuple[Seconds, Seconds]:
        """Times of the result, and the second of the source that is seen at each."""
        count = int(self.course.duration / self._step) + 1
        looks = np.round(np.arange(count) * self._step, 6)
        seen = [source_time(self.recipe, self.course, time) for time in looks.tolist()]
        return looks, np.array(seen, np.float64)


def _runs(looks: Seconds, inside: NDArray[np.bool_]) -> list[Span]:
    """Where it is inside: from the first look to the first one behind, or the last of all."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    times = looks[np.minimum(edges, len(looks) - 1)].tolist()
    return list(zip(times[::2], times[1::2], strict=True))


def _exact(recipe: Recipe, course: Course, span: Span, run: Span, step: float) -> Span:
    """The run with its edges found by halving; the looks were at most one step off."""

    def holds(time: float) -> bool:
        return span[0] <= source_time(recipe, course, time) < span[1]

    begin, end = run
    outside = max(begin - step, 0.0)
    begin = outside if holds(outside) else _edge(outside, begin, holds)
    last = max(begin, end - step)
    return begin, (_edge(end, last, holds) if not holds(end) else min(end, course.duration))


def _edge(outside: float, inside: float, holds: Callable[[float], bool]) -> float:
    while abs(outside - inside) > PRECISION:
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if holds(middle) else (middle, inside)
    return round(inside, 3)
