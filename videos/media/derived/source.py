"""How a film is opened to make something small of it, and how FFmpeg tells when it saw what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.filtergraph import Graph
from videos.media.opening import COUNTED_FROM_USED, normalise, open_source
from videos.media.probe import AudioStream, MediaInfo, VideoStream
from videos.media.shape import shape_of

DEFAULT_LIMITS = Limits()
# The demuxer skips what the decoder would skip; where it cannot tell keyframes, the decoder still can.
KEYFRAMES_ONLY = {"discard:v": "nokey", "skip_frame:v": "nokey"}
# FFmpeg's mov demuxer does not count the display times of what it skips, and gives those of other frames. The
# decoding times are right, and a keyframe is shown as long after its own as the first frame is.
MOV_TIMES = {"bsf:v": "setts=pts=DTS-STARTDTS+STARTPTS"}
MARK = re.compile(r"frame:\d+\s+pts:(-?\d+)")


class LacksTrack(Exception):
    """There is no track of the wanted kind: `code` is no_video, no_audio or no_film."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Mark:
    """A frame that FFmpeg wrote down: when it is seen (seconds into the film), and the noted value."""

    time: float
    value: float


def picture_of(info: MediaInfo) -> VideoStream:
    """Give the track of moving pictures, or raise LacksTrack."""
    if info.is_still:
        raise LacksTrack("no_film", "This is a picture, not a film.")
    if info.video is None:
        raise LacksTrack("no_video", "This file has sound only, so there is no picture.")
    return info.video


def sound_of(info: MediaInfo) -> AudioStream:
    """Give the sound track, or raise LacksTrack."""
    if info.audio is None:
        raise LacksTrack("no_audio", "This film has no sound.")
    return info.audio


def open_timed(
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    limits: Limits,
    offset: float = 0.0,
    keyframes_only: bool = False,
    **options: Any,
) -> Graph:
    """Give a graph of the film's picture, timed in microseconds of the film.

    `offset` is where a seek among `options` has gone (seconds).
    """
    video = picture_of(info)
    if keyframes_only:
        options |= KEYFRAMES_ONLY | (MOV_TIMES if info.demuxer == "mov" else {})
    graph = Graph(folder=folder, shape=shape_of(info=info), limits=limits)
    graph.video = open_source(info, source.resolve(), limits, **options)[str(video.index)]
    graph.filter_video("settb", expr="1/1000000")
    graph.filter_video("setpts", expr=f"round(PTS+{offset + late(info, video):.6f}/TB)")
    return graph


def shrink(graph: Graph, video: VideoStream, *, size: tuple[int, int]) -> None:
    """Make the frames that were chosen `size` pixels large, with square pixels and ordinary colours."""
    graph.filter_video("scale", w=size[0], h=size[1], flags="bicubic")
    # Colours are mapped after scaling, where it costs little; at this size nobody sees interlacing.
    normalise(graph, replace(video, sar=1.0, interlaced=False))


def late(info: MediaInfo, stream: VideoStream | AudioStream) -> float:
    """Give what FFmpeg leaves out of a track's times, in seconds, when it is the only one in use."""
    return max(stream.start_time - info.start_time, 0.0) if info.demuxer in COUNTED_FROM_USED else 0.0


def fitted(video: VideoStream, *, longest: int) -> tuple[int, int]:
    """Give an even size of the film's shape whose longer side is `longest` pixels, never larger than it."""
    scale = min(longest / max(video.width, video.height), 1.0)
    return even(video.width * scale), even(video.height * scale)


def even(pixels: float) -> int:
    return max(round(pixels / 2) * 2, 2)


def command_for(
    streams: list[Any],
    name: str,
    *,
    graph: Graph,
    source: Path,
    options: Mapping[str, Any],
    size: tuple[int, int] = (0, 0),
    seconds: float | None = None,
) -> Command:
    """Compile a run that writes `name` in the graph's folder; `seconds` is how long its output is."""
    argv = tuple(ffmpeg.compile(ffmpeg.output(*streams, name, **options), cmd=engine().ffmpeg))
    length = graph.shape.duration if seconds is None else seconds
    expects = Expectation(
        "jpg" if size[0] else "none", length, *size, fps=0.0, has_video=bool(size[0]), has_audio=False,
        tolerance=0.0,
    )  # fmt: skip
    return Command(argv, (source.resolve(),), tuple(graph.files), graph.folder / name, expects, "encode")


def read_marks(path: Path, *, key: str) -> Iterator[Mark]:
    """Read what the metadata filter printed of `key`, from a graph of `open_timed`."""
    time: float | None = None
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            match = MARK.match(line)
            if match:
                time = int(match.group(1)) / 1_000_000
            elif time is not None and line.startswith(f"{key}="):
                yield Mark(time, float(line.partition("=")[2]))
