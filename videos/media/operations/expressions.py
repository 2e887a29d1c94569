"""FFmpeg expressions that are worked out for every frame, so they are trees and not lists."""

import itertools
from collections.abc import Sequence

Point = tuple[float, float]  # a time (seconds) and a value


def stepwise(variable: str, edges: Sequence[float], values: Sequence[float | str]) -> str:
    """Write an expression that is `values[k]` when `variable` has passed k of the edges."""

    def branch(least: int, most: int) -> str:
        if least == most:
            value = values[least]
            return value if isinstance(value, str) else f"{value:.12g}"
        middle = (least + most + 1) // 2
        passed, not_yet = branch(middle, most), branch(least, middle - 1)
        return f"if(gte({variable},{edges[middle - 1]:.12g}),{passed},{not_yet})"

    return branch(0, len(edges))


def inside(edges: Sequence[float], *, variable: str = "n") -> str:
    """Write an expression that is 1 when `variable` has passed an odd number of edges."""
    return stepwise(variable, edges, [count % 2 for count in range(len(edges) + 1)])


def through(points: Sequence[Point]) -> str:
    """Write an expression of `t` that goes straight from point to point, and stays at both ends."""
    pieces: list[float | str] = [points[0][1]]
    for (start, value), (end, other) in itertools.pairwise(points):
        slope = (other - value) / (end - start) if end > start else 0.0
        pieces.append(f"{value:.2f}{slope:+.4f}*(t-{start:.3f})")
    pieces.append(points[-1][1])
    return stepwise("t", [time for time, _ in points], pieces)
