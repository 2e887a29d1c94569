"""A stretch of a source's picture: opened near its beginning, at the composition's rate, exact to the frame.

In frame k of a piece is seen what is on screen at `begin + k / rate * speed` of its source.
"""

import dataclasses
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from videos.media.composition.effects import remembers, seen_effects, shape_after
from videos.media.composition.model import Piece, Source
from videos.media.derived.source import late
from videos.media.extra import IMAGE_DEMUXERS, open_image
from videos.media.filtergraph import Graph
from videos.media.opening import coarse_seek, normalise, open_source
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, VideoStream
from videos.media.shape import shape_of

# Containers round times: a picture that begins this much after a frame (seconds) is seen in it all the same.
# The times of usual rates never lie just so far apart, so no rounding decides which picture is seen.
SLACK = 0.000611
RUN_UP = 0.5  # seconds of pictures before a stretch, for effects that remember
READ_ON = 1.0  # seconds of a source behind a stretch
FEW_INPUTS = 4
THREADS = 8  # of all decoders together, where there are many inputs: each thread reserves memory
SEE_THROUGH = ("yuva", "rgba", "argb", "bgra", "abgr", "gbrap", "ya", "pal8")


@dataclass(frozen=True)
class Easel:
    """Where a composition's picture is put together: at which rate, and for how many frames."""

    graph: Graph
    rate: Fraction
    frames: int
    threads: int | None  # of each decoder; None leaves it to FFmpeg
    inputs: list[int] = field(default_factory=list)  # numbers of those that were opened

    def only_one(self) -> dict[str, int]:
        """Give an option that tells two inputs of one file apart: ffmpeg-python takes equal ones for one."""
        self.inputs.append(len(self.inputs))
        return {"thread_queue_size": 8 + len(self.inputs)}


@dataclass(frozen=True)
class Window:
    """What is wanted of a piece: `frames` of it, from its frame `skip` on."""

    skip: int
    frames: int


def has_alpha(source: Source) -> bool:
    """Say whether a source may have parts that one sees through."""
    video = source.info.video
    return video is not None and source.info.demuxer != "jpeg_pipe" and video.pix_fmt.startswith(SEE_THROUGH)


def must_have_picture(source: Source) -> None:
    if source.info.video is None:
        raise OperationRefused("no_video", "This file has no picture.")


def is_image(source: Source) -> bool:
    return source.info.demuxer in IMAGE_DEMUXERS.values()


def open_piece(easel: Easel, piece: Piece, source: Source, window: Window) -> Graph:
    """Open a piece's source beside the others, with its effects; its shape tells the picture's size.

    A film's frames are those of the window; an image is a single frame, for `hold`. Raises OperationRefused
    for a source without a picture, and for effects that do not fit.
    """
    must_have_picture(source)
    shape_after(piece.effects, source.info)
    if is_image(source):
        graph = _opened_image(easel, source)
        _affect(graph, piece)
        return graph
    settling = _settling(piece, window, easel.rate)
    wider = Window(window.skip - settling, window.frames + settling)
    graph = _opened_film(easel, piece, source, wider)
    _affect(graph, piece)
    if settling:
        graph.filter_video("trim", start_frame=settling)
    return graph


def hold(graph: Graph, frames: int) -> None:
    """Let a film's last picture, or an image, stay until there are so many frames."""
    graph.filter_video("tpad", stop=-1, stop_mode="clone")
    graph.filter_video("trim", end_frame=frames)


def held_seconds(piece: Piece, source: Source, rate: Fraction) -> float:
    """Give for how long a piece shows its source's last picture after it should have ended."""
    video = source.info.video
    if video is None or source.info.is_still:
        return 0.0
    missing = piece.begin + piece.frames * piece.speed / float(rate) - picture_end(source.info, video)
    slack = piece.speed / float(rate) + (1 / video.fps if video.fps > 0 else 0.0)
    return missing / piece.speed if missing > slack else 0.0


def picture_end(info: MediaInfo, video: VideoStream) -> float:
    """Give the second of a film at which its last picture ends, as far as its headers tell."""
    return max(video.start_time - info.start_time, 0.0) + (video.duration or info.duration)


def _affect(graph: Graph, piece: Piece) -> None:
    for effect in seen_effects(piece.effects):
        effect.join(graph)
        graph.shape = effect.after(graph.shape)


def _settling(piece: Piece, window: Window, rate: Fraction) -> int:
    """Give how many frames before the window the effects need to have seen; a source may have fewer."""
    if not any(remembers(effect) for effect in piece.effects):
        return 0
    before = piece.begin * float(rate) / piece.speed + window.skip
    return max(min(math.ceil(RUN_UP * rate), math.floor(before)), 0)


def _opened_image(easel: Easel, source: Source) -> Graph:
    graph = _beside(easel, source)
    path = source.path.resolve()
    graph.video = open_image(source.info, path, framerate=str(easel.rate), **easel.only_one())
    return graph


def _opened_film(easel: Easel, piece: Piece, source: Source, window: Window) -> Graph:
    info, video = source.info, source.info.video
    if video is None:
        raise ValueError("a source without a picture has no frames")
    begin = piece.begin + float(window.skip * Fraction(piece.speed) / easel.rate)
    seek = _seek(info, video, begin)
    # Some containers are counted from the picture's own beginning, unless they are sought in.
    offset = (seek or late(info, video)) - begin - SLACK
    length = window.frames * piece.speed / float(easel.rate)
    graph = _beside(easel, source)
    graph.video = _stream(easel, source, seek)[str(video.index)]
    if video.interlaced:
        graph.filter_video("bwdif", mode="send_frame", deint="interlaced")
    # Not FFmpeg's own option -t: that counts from the keyframe at which reading begins.
    graph.filter_video("trim", end=f"{max(length - offset, 0.0) + READ_ON:.6f}")
    # Before the times are counted, since a piece may lie wholly behind its source's end.
    graph.filter_video("tpad", stop=-1, stop_mode="clone")
    graph.filter_video("settb", expr="1/1000000")
    graph.filter_video("setpts", expr=f"round((PTS{offset:+.6f}/TB)/{piece.speed:.9g})")
    # Rounded up, a frame takes the last picture that began before it, which is the one on screen.
    graph.filter_video("fps", fps=str(easel.rate), round="up", start_time=0)
    graph.filter_video("trim", end_frame=window.frames)
    normalise(graph, dataclasses.replace(video, interlaced=False))
    return graph


def _beside(easel: Easel, source: Source) -> Graph:
    """Give a graph of its own for one more source."""
    easel.graph.reads.append(source.path.resolve())
    return Graph(folder=easel.graph.folder, shape=shape_of(info=source.info), limits=easel.graph.limits)


def _stream(easel: Easel, source: Source, seek: float) -> Any:
    options: dict[str, Any] = {"noaccurate_seek": None, "ss": f"{seek:.6f}"} if seek > 0 else {}
    if easel.threads is not None:
        options["threads"] = easel.threads
    return open_source(source.info, source.path.resolve(), easel.graph.limits, **options, **easel.only_one())


def _seek(info: MediaInfo, video: VideoStream, begin: float) -> float:
    """Give where to read from so that the picture on screen at `begin` is decoded, with all after it."""
    counted = max(min(begin, picture_end(info, video) - 1.0), 0.0)
    coarse = coarse_seek(info, counted)
    # A whole second is a whole number of ticks in nearly every container, so no time is rounded twice.
    return float(math.floor(counted)) if coarse is None else coarse


def decoding_threads(inputs: int) -> int | None:
    """Give how many threads each decoder may have; None leaves it to FFmpeg."""
    return None if inputs <= FEW_INPUTS else max(THREADS // inputs, 1)
