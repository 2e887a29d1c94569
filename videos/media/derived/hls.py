"""A film as an HLS stream: the same film in several sizes whose segments fit each other, and its sound once.

One run decodes the film and encodes every size. Each rendition is one fragmented MP4 whose segments are byte
ranges of it (RFC 8216, 4.3.2.2), so that a long film is a handful of files and not thousands.
"""

import itertools
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.derived.source import DEFAULT_LIMITS, command_for, even, picture_of
from videos.media.engine import Limits
from videos.media.filtergraph import SAMPLE_RATE, Graph, rate_words
from videos.media.opening import normalise, open_source
from videos.media.probe import MediaInfo, VideoStream
from videos.media.shape import shape_of

# Shorter side in pixels: the most that one second of it may take, in kilobits.
RUNGS = {360: 800, 480: 1400, 720: 2800, 1080: 5000}
SEGMENT = 4  # seconds
FASTEST = 60.0  # frames a second
MASTER, PLAYLIST, FILM, SOUND = "master.m3u8", "index.m3u8", "film.mp4", "sound"
SLACK = 0.5  # seconds that a stream may be longer or shorter than its film
SEGMENT_LINE = re.compile(r"#EXTINF:([\d.]+),\s*#EXT-X-BYTERANGE:(\d+)@(\d+)\s*(\S+)")
VARIANT_LINE = re.compile(r"#EXT-X-STREAM-INF:(\S+)\s+(\S+)")


@dataclass(frozen=True)
class Rendition:
    """One size of the film, even and not above the film's own. `kilobits` is its most a second."""

    width: int
    height: int
    kilobits: int

    @property
    def name(self) -> str:
        return f"{min(self.width, self.height)}p"


@dataclass(frozen=True)
class Segment:
    """A span of a rendition: its length in seconds, and the bytes of the file that hold it."""

    duration: float
    offset: int
    length: int
    file: str


def ladder(info: MediaInfo) -> list[Rendition]:
    """Choose the sizes, small to large; a film below the lowest rung keeps its own. Raises LacksTrack."""
    video = picture_of(info)
    shorter = min(video.width, video.height)
    sides = [side for side in RUNGS if side <= shorter] or [shorter]
    return [_rendition(video, side / shorter, RUNGS.get(side, RUNGS[360])) for side in sides]


def _rendition(video: VideoStream, scale: float, kilobits: int) -> Rendition:
    return Rendition(even(video.width * scale), even(video.height * scale), kilobits)


def stream_command(
    info: MediaInfo, *, source: Path, folder: Path, limits: Limits = DEFAULT_LIMITS
) -> Command:
    """Compile the run that writes the whole stream into `folder`. Raises LacksTrack."""
    renditions = ladder(info)
    graph = _opened(info, source, folder, limits)
    sizes = graph.video.filter_multi_output("split", len(renditions))
    streams = [
        sizes[number].filter("scale", w=each.width, h=each.height, flags="bicubic").filter("setsar", sar=1)
        for number, each in enumerate(renditions)
    ]
    names = [f"v:{number},name:{each.name}" for number, each in enumerate(renditions)]
    if graph.audio is not None:
        streams.append(graph.audio)
        names = [f"{name},agroup:{SOUND}" for name in names]
        names.append(f"a:0,agroup:{SOUND},default:yes,name:{SOUND}")
    options = _encoding(renditions) | _packing(names)
    if info.audio is not None:
        options["ac"] = min(info.audio.channels, 2)
    return command_for(streams, f"%v/{PLAYLIST}", graph=graph, source=source, options=options)


def _opened(info: MediaInfo, source: Path, folder: Path, limits: Limits) -> Graph:
    graph = Graph(folder=folder, shape=shape_of(info=info), limits=limits)
    stream = open_source(info, source.resolve(), limits)
    video = picture_of(info)
    graph.video = stream[str(video.index)]
    normalise(graph, video)
    # All renditions get the same frames, or their segments would not fit each other.
    graph.filter_video("fps", fps=rate_words(min(graph.shape.fps or 25.0, FASTEST)), start_time=0)
    graph.filter_video("format", pix_fmts="yuv420p")
    if info.audio is not None:
        graph.audio = stream[str(info.audio.index)]
        graph.settle_sound()
    return graph


def _encoding(renditions: list[Rendition]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "force_key_frames:v": f"expr:gte(t,n_forced*{SEGMENT})",
        "sc_threshold": 0,
        "g": math.ceil(2 * SEGMENT * FASTEST),  # never reached: keyframes come by time alone
        "c:a": "aac",
        "b:a": "128k",
        "ar": SAMPLE_RATE,
        "map_metadata": -1,
        "map_chapters": -1,
    }
    for number, each in enumerate(renditions):
        options[f"maxrate:v:{number}"] = f"{each.kilobits}k"
        options[f"bufsize:v:{number}"] = f"{each.kilobits * 2}k"
    return options


def _packing(names: list[str]) -> dict[str, Any]:
    return {
        "f": "hls",
        "hls_time": SEGMENT,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_flags": "single_file+independent_segments",
        "hls_segment_filename": f"%v/{FILM}",
        "master_pl_name": MASTER,
        "var_stream_map": " ".join(names),
    }


def verify(folder: Path, info: MediaInfo) -> list[str]:
    """Check what a stream command wrote, and give the names of its files. Raises ResultRefused."""
    names = [each.name for each in ladder(info)]
    listed = read_master(_text(folder / MASTER))
    if listed != [f"{name}/{PLAYLIST}" for name in names]:
        raise ResultRefused("wrong_renditions", {"expected": names, "found": listed})
    spans = [_checked(folder / name, info.duration) for name in names]
    if any(span != spans[0] for span in spans):
        raise ResultRefused("unaligned", {"expected": spans[0], "found": spans})
    if info.audio is not None:
        names.append(SOUND)
        _checked(folder / SOUND, info.duration)
    return [MASTER, *(f"{name}/{file}" for name in names for file in (PLAYLIST, FILM))]


def read_master(text: str) -> list[str]:
    """Give the addresses of the media playlists that a master playlist lists, in its order."""
    return [match.group(2) for match in VARIANT_LINE.finditer(text)]


def read_playlist(text: str) -> list[Segment]:
    """Give the segments of a media playlist of ours."""
    found = (match.groups() for match in SEGMENT_LINE.finditer(text))
    return [
        Segment(float(seconds), int(offset), int(length), file) for seconds, length, offset, file in found
    ]


def _checked(place: Path, duration: float) -> list[float]:
    """Give the lengths of a rendition's segments (seconds), once they are found to be there and to follow."""
    segments = read_playlist(_text(place / PLAYLIST))
    total = sum(segment.duration for segment in segments)
    if abs(total - duration) > SLACK:
        raise ResultRefused("wrong_duration", {"expected": duration, "found": total, "where": place.name})
    film = place / FILM
    size = film.stat().st_size if film.is_file() and not film.is_symlink() else 0
    ends = [segment.offset + segment.length for segment in segments]
    follow = all(
        before.offset + before.length == after.offset for before, after in itertools.pairwise(segments)
    )
    if not follow or ends[-1] > size:
        raise ResultRefused("incomplete", {"expected": ends[-1], "found": size, "where": place.name})
    return [segment.duration for segment in segments]


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise ResultRefused("no_output", {"expected": path.name, "found": None})
    return path.read_text("utf-8")
