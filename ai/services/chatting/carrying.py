"""Where moments of a film are in what a recipe makes of it."""

from collections.abc import Callable, Iterator, Sequence

from videos.media.recipe import Plan as Course
from videos.media.recipe import Recipe, source_time

FINEST, MOST_LOOKS = 0.02, 20_000  # seconds, and how often one looks at the longest films
PRECISION = 0.001  # seconds
Span = tuple[float, float]


def is_known(recipe: Recipe, course: Course) -> bool:
    """Whether the times of the result can be told before the film is measured."""
    return not any(step.must_measure(shape) for step, shape in zip(recipe, course.shapes, strict=False))


def carried(recipe: Recipe, course: Course, span: Span) -> list[Span]:
    """The times of the result (seconds) in which a span of the source is seen; none when it is cut out."""
    if not recipe:
        return [span]
    step = max(FINEST, course.duration / MOST_LOOKS)
    looks = [round(number * step, 6) for number in range(int(course.duration / step) + 1)]
    inside = [span[0] <= source_time(recipe, course, time) < span[1] for time in looks]
    return [_exact(recipe, course, span, run, step) for run in _runs(looks, inside)]


def _runs(looks: Sequence[float], inside: Sequence[bool]) -> Iterator[Span]:
    begun: float | None = None
    for time, is_inside in zip([*looks, looks[-1]], [*inside, False], strict=True):
        if is_inside and begun is None:
            begun = time
        elif not is_inside and begun is not None:
            yield begun, time
            begun = None


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
