"""Says whether a film's picture can be made in slices, where to cut it, and what each slice has to show.

A picture that depends on its own moment only, and on the second before, comes out the same in any slice.
"""

import itertools
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from videos.media.copying import EXACT
from videos.media.engine import Limits
from videos.media.graph import Slice, compile_recipe
from videos.media.operations import (
    AddText,
    Adjust,
    ApplyFilter,
    BurnCaptions,
    Crop,
    Denoise,
    Export,
    Fade,
    Flip,
    Operation,
    OverlayImage,
    Reframe,
    Resize,
    Rotate,
    Speed,
    Trim,
)
from videos.media.probe import MediaInfo
from videos.media.recipe import Plan, Recipe, source_time
from videos.media.rendering import only_cuts
from videos.media.shape import Shape

RUN_UP = 2  # seconds decoded before a slice: filters that remember the last pictures settle down in them
READ_ON = 1.0  # seconds read behind a slice: some filters look at the next picture
KEY, DISCARDED = 1, 4  # flags of a packet; a discarded one is decoded and not shown
EVEN, NEARLY_EVEN = 0.001, 0.05  # of a frame; another speed can make a whole frame of a small part of one
OFF_GRID = 0.3  # of a frame; how far a picture may lie from its place and still be surely known
# What the picture needs no more than its own moment for. New operations are taken for the contrary.
MOMENTARY = (
    AddText, Adjust, ApplyFilter, BurnCaptions, Crop, Denoise, Export, Fade, Flip, OverlayImage, Reframe,
    Resize, Rotate, Speed, Trim,
)  # fmt: skip
SILENT = (
    AddText, Adjust, ApplyFilter, BurnCaptions, Crop, Flip, OverlayImage, Reframe, Resize, Rotate,
)  # fmt: skip


class NotSliceable(Exception):
    """This film, or what is to be done to it, cannot be made in slices; `reason` says why not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Frames:
    """A picture track whose frames lie evenly: each one's exact place, counted in frames, and the keyframes.

    `header` stands for the decoder's parameters: tracks can be joined when it is the same.
    """

    places: tuple[float, ...]
    keys: tuple[int, ...]
    header: str

    @property
    def count(self) -> int:
        return len(self.places)


def of_picture(recipe: Recipe) -> list[Operation]:
    """Give the steps that the picture is made by."""
    return [step for step in recipe if step.category != "sound"]


def of_sound(recipe: Recipe) -> list[Operation]:
    """Give the steps that the sound is made by."""
    return [step for step in recipe if not isinstance(step, SILENT)]


def require_sliceable(recipe: Recipe, info: MediaInfo, *, source: Path, folder: Path, limits: Limits) -> None:
    """Raise NotSliceable unless an equipped recipe's picture is encoded, and can be so in slices."""
    steps = of_picture(recipe)
    if info.video is None or info.video.variable_rate or info.demuxer not in EXACT:
        raise NotSliceable("source")
    if not steps or not all(map(_is_momentary, steps)) or sum(isinstance(step, Trim) for step in steps) > 1:
        raise NotSliceable("recipe")
    if only_cuts(steps, info):
        raise NotSliceable("cut")
    command = compile_recipe(steps, info, source=source, folder=folder, limits=limits)
    expects = command.expects
    if command.mode != "encode" or "picture" in command.copied or not expects.has_video or expects.fps <= 0:
        raise NotSliceable("copied")
    if expects.container == "gif":
        raise NotSliceable("gif")


def _is_momentary(step: Operation) -> bool:
    match step:
        case ApplyFilter(filter_type="grain") | Reframe(mode="follow-face"):
            return False
        case OverlayImage():
            return step.is_still
        case _:
            return isinstance(step, MOMENTARY)


def read_frames(listing: Path, *, fps: float) -> Frames:
    """Read what FFmpeg's framecrc wrote of a picture track's packets. Raises NotSliceable if uneven.

    Each line is a packet: `stream, dts, pts, duration, size, crc`, and its flags unless it is a keyframe.
    """
    tick, header = 0.0, ""
    times: list[tuple[int, bool]] = []
    with listing.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith("#tb 0:"):
                numerator, _, denominator = line.partition(":")[2].strip().partition("/")
                tick = int(numerator) / int(denominator)
            elif line.startswith("#extradata 0:"):
                header = line.partition(":")[2].strip()
            elif not line.startswith("#"):
                times += _packet(line)
    places = sorted((pts * tick * fps, key) for pts, key in times)
    if not places or any(abs(place - number) > OFF_GRID for number, (place, _) in enumerate(places)):
        raise NotSliceable("uneven")
    keys = tuple(number for number, (_, key) in enumerate(places) if key)
    return Frames(tuple(place for place, _ in places), keys, header)


def _packet(line: str) -> list[tuple[int, bool]]:
    fields = [field.strip() for field in line.split(",")]
    flags = next((int(field.partition("=")[2], 16) for field in fields[6:] if field[0] == "F"), KEY)
    return [] if flags & DISCARDED else [(int(fields[2]), bool(flags & KEY))]


def slices(recipe: Recipe, plan: Plan, frames: Frames, *, fps: float, seconds: float) -> list[Slice]:
    """Cut the result of the picture's recipe at source keyframes, into pieces of about `seconds`.

    Raises NotSliceable when the keyframes do not allow two pieces or more.
    """
    begin, pace = _mapping(recipe, plan)
    if any(isinstance(step, Trim) for step in recipe):
        _require_clean_cut(frames, begin * fps, exact=pace != 1)
    rate, total = plan.output.fps, round(plan.duration * plan.output.fps)
    allowed = sorted({round((key / fps - begin) / pace * rate) for key in frames.keys})
    allowed = [number for number in allowed if rate <= number <= total - rate]
    count = max(round(plan.duration / seconds), 2)
    wished = [round(total * number / count) for number in range(1, count)]
    cuts = sorted({_nearest(allowed, wish) for wish in wished}) if allowed else []
    if not cuts:
        raise NotSliceable("keyframes")
    edges: list[int | None] = [0, *cuts, None]
    return [
        _slice(first or 0, last, begin=begin, pace=pace, rate=rate)
        for first, last in itertools.pairwise(edges)
    ]


def _require_clean_cut(frames: Frames, begin: float, *, exact: bool) -> None:
    """Refuse a trim whose first picture lies beside the cut: it moves all others, in its own slice only."""
    first = next((place for place in frames.places if place >= begin - EVEN), math.inf)
    if first - begin > (EVEN if exact else NEARLY_EVEN):
        raise NotSliceable("trim")


def _mapping(recipe: Recipe, plan: Plan) -> tuple[float, float]:
    """Give the source's moment at which the result begins, and how many of its seconds each second takes."""
    begin = source_time(recipe, plan, 0.0)
    return begin, source_time(recipe, plan, 1.0) - begin


def _nearest(allowed: Sequence[int], wish: int) -> int:
    place = bisect_left(allowed, wish)
    return min(allowed[max(place - 1, 0) : place + 1], key=lambda number: abs(number - wish))


def _slice(first: int, last: int | None, *, begin: float, pace: float, rate: float) -> Slice:
    wanted = begin + first / rate * pace
    seek = int(max(wanted - RUN_UP * max(pace, 1.0), 0.0))
    if seek < begin + max(pace, 1.0):
        # From before the first picture: whether that one comes late is told from the film's beginning.
        seek = int(max(begin - 1.0, 0.0))
    until = None if last is None else begin + last / rate * pace + READ_ON * max(pace, 1.0)
    return Slice(first, last, seek, until)


def seen_in(recipe: Recipe, plan: Plan, part: Slice) -> list[Operation]:
    """Give the recipe without what is not seen in a slice: it is not drawn, nor part of its name."""
    rate = plan.output.fps
    start = (part.first - 1) / rate
    end = plan.duration if part.last is None else (part.last + 1) / rate
    seen: list[Operation] = []
    for number, step in enumerate(recipe):
        behind = Plan(plan.shapes[number:], plan.duration, ())
        times = [source_time(recipe[number:], behind, time) for time in (start, end)]
        kept = _between(step, times[0], times[1], plan.shapes[number])
        seen += [kept] if kept is not None else []
    return seen


def _between(step: Operation, start: float, end: float, shape: Shape) -> Operation | None:
    """Give what is seen of a step between two moments (seconds) of the film that it is done to."""
    match step:
        case AddText(duration=span) | OverlayImage(duration=span) if span is not None:
            return step if span.start <= end and (span.end is None or span.end >= start) else None
        case Fade(fade_in=begin, fade_out=finish):
            return step if start <= begin or end >= shape.duration - finish else None
        case BurnCaptions():
            return step.between(start, end)
        case _:
            return step
