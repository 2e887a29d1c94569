"""Many frames at even steps from one sequential decode: cheaper than seeking when the steps are small."""

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from videos.media.command import Command
from videos.media.derived.source import DEFAULT_LIMITS, command_for, late, open_timed, picture_of, shrink
from videos.media.engine import Limits
from videos.media.opening import coarse_seek
from videos.media.probe import MediaInfo

NAME = "frame-%05d.jpg"
# Containers round times: a frame that begins this much after a moment (seconds) is seen at it all the same.
ROUNDING = 0.0005


@dataclass(frozen=True)
class Steps:
    """`count` moments, `interval` seconds apart: the first is number `first`, at `first * interval`."""

    interval: float
    first: int
    count: int

    def time(self, index: int) -> float:
        """Give the moment of a number in seconds, to a millisecond."""
        return round(index * self.interval, 3)

    @property
    def indexes(self) -> range:
        return range(self.first, self.first + self.count)


def steps_within(
    info: MediaInfo, *, interval: float, start: float = 0.0, end: float | None = None, limit: int
) -> Steps:
    """Give the moments of the film from `start` to before `end` (seconds), at most `limit` of them."""
    until = info.duration if end is None else min(end, info.duration)
    first = math.ceil(max(start, 0.0) / interval - 1e-9)
    return Steps(interval, first, max(min(math.ceil(until / interval - 1e-9) - first, limit), 0))


def frames_command(
    info: MediaInfo,
    steps: Steps,
    *,
    source: Path,
    folder: Path,
    width: int,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile the run that writes a JPEG of what is seen at each step. Raises LacksTrack."""
    video = picture_of(info)
    size = (video.width, video.height)
    if width < video.width:
        size = (width, max(round(video.height * width / video.width), 1))
    begin = _begin(info, steps.first * steps.interval)
    seek: dict[str, Any] = {"noaccurate_seek": None, "ss": f"{begin:.6f}"} if begin > 0 else {}
    graph = open_timed(info, source=source, folder=folder, limits=limits, offset=begin - ROUNDING, **seek)
    # Rounded up, a tick takes the last frame that began before it, which is the one on screen.
    rate = 1 / Fraction(steps.interval).limit_denominator(1000)
    graph.filter_video("fps", fps=str(rate), round="up", start_time=f"{float(steps.first / rate):.6f}")
    shrink(graph, video, size=size)
    # A sound that goes on after the last picture still has that picture on screen.
    graph.filter_video("tpad", stop=-1, stop_mode="clone")
    graph.filter_video("format", pix_fmts="yuvj420p")
    options = {"f": "image2", "c:v": "mjpeg", "q:v": 3, "frames:v": steps.count, "map_metadata": -1}
    options |= {"fps_mode": "passthrough"}
    return command_for(
        [graph.video],
        NAME,
        graph=graph,
        source=source,
        options=options,
        size=size,
        seconds=steps.count * steps.interval,
    )


def frame_path(command: Command, number: int) -> Path:
    """Give the file of the `number`-th frame, from 0, that the command writes."""
    return command.output.with_name(NAME % (number + 1))


def _begin(info: MediaInfo, time: float) -> float:
    """Give where to seek (seconds) so that the frame on screen at `time` is decoded, with all after it."""
    counted = max(time - late(info, picture_of(info)), 0.0)
    coarse = coarse_seek(info, counted)
    # A whole second is a whole number of ticks in nearly every container, so no time is rounded twice.
    return float(math.floor(counted)) if coarse is None else coarse
