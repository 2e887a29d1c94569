"""Where times lie on a timeline's frames."""

import math
from fractions import Fraction
from typing import NamedTuple

from projects.timeline.schema import Clip


class Frames(NamedTuple):
    """Whole frames: `first` and those after it, up to but without `last`."""

    first: int
    last: int


def frame_at(seconds: float, rate: Fraction) -> int:
    """The frame nearest to a time; halves go up, so that equal times are equal frames everywhere."""
    return math.floor(seconds * float(rate) + 0.5)


def seconds_at(frame: int, rate: Fraction) -> float:
    """When a frame begins, in whole microseconds: stored and read back it stays the same frame."""
    return round(float(frame / rate), 6)


def frames_of(clip: Clip, rate: Fraction) -> Frames:
    """A clip's frames, one at least. Both ends are rounded, so that clips which meet keep meeting."""
    first = frame_at(clip.start, rate)
    return Frames(first, max(frame_at(clip.start + clip.duration, rate), first + 1))
