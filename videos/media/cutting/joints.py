"""Lets decoded sound go down before a joint and up after it: without that, most joints click."""

import array
from collections.abc import Iterator
from typing import Any

import av

from videos.media.cutting.refusal import NotSmart

# How samples lie in memory, and what is silence among them.
KINDS = {
    "u8": ("B", 128),
    "s16": ("h", 0),
    "s32": ("i", 0),
    "s64": ("q", 0),
    "flt": ("f", 0),
    "dbl": ("d", 0),
}


def faded(frame: Any, *, place: int, length: int, rise: int, fall: int) -> Any:
    """Give a frame that begins at sample `place` of a part of `length`, whose ends fade over some samples."""
    gains = list(_gains(frame.samples, place=place, length=length, rise=rise, fall=fall))
    return _with_gains(frame, gains) if gains else frame


def _gains(samples: int, *, place: int, length: int, rise: int, fall: int) -> Iterator[tuple[int, float]]:
    """Give the samples that change, by their numbers in the frame, and how loud each stays (0-1)."""
    for number in range(min(max(rise - place, 0), samples)):
        yield number, (place + number + 0.5) / rise
    for number in range(max(length - fall - place, 0), min(samples, length - place)):
        yield number, (length - place - number - 0.5) / fall


def _with_gains(frame: Any, gains: list[tuple[int, float]]) -> Any:
    # A frame of its own: a decoder may still look at the one that it gave away.
    changed = av.AudioFrame(frame.format, frame.layout, frame.samples)
    changed.sample_rate = frame.sample_rate
    step = 1 if frame.format.is_planar else frame.layout.nb_channels
    code, silence = _kind(frame.format.name)
    for old, new in zip(frame.planes, changed.planes, strict=True):
        # Behind a plane's samples there may be room for more.
        values: array.array[Any] = array.array(code, bytes(old)[: frame.samples * step * frame.format.bytes])
        for number, gain in gains:
            for at in range(number * step, number * step + step):
                value = silence + (values[at] - silence) * gain
                values[at] = value if code in "fd" else round(value)
        new.update(values.tobytes().ljust(new.buffer_size, b"\0"))
    return changed


def _kind(name: str) -> tuple[str, int]:
    try:
        return KINDS[name.removesuffix("p")]
    except KeyError:
        raise NotSmart("sound", "its sound is of an unusual kind") from None
