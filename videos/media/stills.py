"""Single pictures: the edited film at one moment (preview), and small pictures of a film as it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.extra import Extra
from videos.media.filtergraph import Graph
from videos.media.opening import COUNTED_FROM_USED, coarse_seek, normalise, open_source
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, VideoStream
from videos.media.recipe import NO_EXTRA, Recipe, equip, source_time, validate
from videos.media.said import gettext

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class _Moment:
    """Where to look in the source: `seek` are input options, after which times count from `offset` (seconds).

    The wanted frame is the first from `since` on, and begins at `exact`; or it is the last before `until`.
    """

    seek: dict[str, str | None]
    offset: float
    since: float = 0.0
    exact: float = 0.0
    until: float | None = None


def frame_command(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    timestamp: float,
    width: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    extra: Mapping[str, Extra] = NO_EXTRA,
) -> Command:
    """Compile a command for one JPEG: the frame that the edited film shows at `timestamp` seconds.

    `width` makes it smaller, never larger. Raises OperationRefused, also for a film without a picture.
    """
    recipe = equip(recipe, extra)
    plan = validate(recipe, info)
    if info.video is None:
        raise OperationRefused(
            "no_video", gettext("This file has sound only, so there is no picture to show.")
        )
    edited = max(min(timestamp, plan.duration - plan.output.frame / 2), 0.0)
    moment = _find(info, info.video, min(max(source_time(recipe, plan, edited), 0.0), info.duration))
    graph = Graph(folder=folder, shape=plan.shapes[0], still=True, limits=limits)
    graph.video = open_source(info, source.resolve(), limits, **moment.seek)[str(info.video.index)]
    _go_to(graph, moment)
    normalise(graph, info.video)
    for operation in recipe:
        operation.join(graph)
        after = operation.after(graph.shape)
        # An export of the sound alone still has pictures to preview.
        graph.shape = after if after.has_video else graph.shape
    return _still(graph, (source.resolve(), *graph.reads), width, first_only=moment.until is None)


def thumbnail_command(
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    timestamp: float,
    width: int = 320,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile a command for a small JPEG of the film as it is."""
    return frame_command(
        [], info, source=source, folder=folder, timestamp=timestamp, width=width, limits=limits
    )


def _go_to(graph: Graph, moment: _Moment) -> None:
    """Let only the wanted frames through, with their own times.

    In microseconds, since the clocks of some containers tick once a frame.
    """
    graph.filter_video("settb", expr="1/1000000")
    graph.filter_video("setpts", expr=f"round(PTS+{moment.offset:.6f}/TB)")
    if moment.until is not None:
        graph.filter_video("trim", end=f"{moment.until:.6f}")
        return
    if moment.since > 0:
        graph.filter_video("trim", start=f"{moment.since:.6f}")
    graph.filter_video("setpts", expr=f"round(PTS-STARTPTS+{moment.exact:.6f}/TB)")


def _find(info: MediaInfo, video: VideoStream, time: float) -> _Moment:
    """Turn a moment of the source into a seek. A frame is seen from its own time to the next frame's."""
    late = video.start_time - info.start_time  # of the picture behind the sound
    if info.demuxer in COUNTED_FROM_USED:
        time, late = time - late, 0.0
    coarse = coarse_seek(info, max(time, 0.0))
    if video.variable_rate or video.fps <= 0:
        return _last_before(max(time, 0.0), coarse)
    last = video.frames - 1 if video.frames else math.ceil((info.duration - late) * video.fps - 0.01) - 1
    number = max(min(math.floor((time - late) * video.fps + 0.001), last), 0)
    # A quarter of a frame early: containers round times, and the frame itself must not be missed.
    start, exact = max(late + (number - 0.25) / video.fps, 0.0), late + number / video.fps
    if coarse is not None:
        return _Moment(_seek_to(coarse), coarse, since=start, exact=exact)
    return _Moment(_seek_to(start), start, exact=exact)


def _last_before(time: float, coarse: float | None) -> _Moment:
    # Nobody knows when the frame on screen began, so start at the keyframe before and keep the last one.
    until = time + 0.0005
    if coarse is not None:
        return _Moment(_seek_to(coarse), coarse, until=until)
    # A whole second is a whole number of ticks in nearly every container, so no time is rounded twice.
    second = float(math.floor(time))
    return _Moment({"noaccurate_seek": None, **_seek_to(second)}, second, until=until)


def _seek_to(time: float) -> dict[str, str | None]:
    return {"ss": f"{time:.6f}"} if time > 0 else {}


def _still(graph: Graph, reads: tuple[Path, ...], width: int | None, *, first_only: bool) -> Command:
    shape = graph.shape
    size = (shape.width, shape.height)
    if width is not None and width < shape.width:
        size = (width, max(round(shape.height * width / shape.width), 1))
        graph.filter_video("scale", w=size[0], h=size[1], flags="bicubic")
    graph.filter_video("format", pix_fmts="yuvj420p")
    output = graph.folder / "output.jpg"
    options: dict[str, Any] = {"f": "image2", "c:v": "mjpeg", "q:v": 3, "update": 1, "map_metadata": -1}
    options |= {"frames:v": 1} if first_only else {"fps_mode": "passthrough"}
    argv = tuple(ffmpeg.compile(ffmpeg.output(graph.video, output.name, **options), cmd=engine().ffmpeg))
    expects = Expectation("jpg", 0.0, *size, fps=0.0, has_video=True, has_audio=False, tolerance=0.0)
    return Command(argv, reads, tuple(graph.files), output, expects, "encode")
