"""Looks at films as a viewer would: how long, how large, what is to be seen."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from config.smoke.client import expect
from videos.media.generate import CODE_HEIGHT, frame_code
from videos.media.probe import MediaInfo, VideoStream, probe

Picture = NDArray[np.float32]  # height x width x red, green, blue, each 0-255
SOUND_SLACK = 0.15  # seconds: sound codecs write whole blocks, and MP3 pads both ends


def film_of(path: Path, *, seconds: float, size: tuple[int, int]) -> VideoStream:
    """The film's picture track, once it is shown to be this long (to one frame) and this large (pixels)."""
    info = probe(path)
    video = picture_of(info)
    frame = one_frame(video)
    expect(abs(video.duration - seconds) <= frame, f"{video.duration:.3f} s of picture, not {seconds:.3f} s")
    expect((video.width, video.height) == size, f"{video.width}x{video.height} pixels, not {size}")
    return video


def sound_of(path: Path, *, seconds: float) -> MediaInfo:
    """A file of sound alone, once it is shown to be this long."""
    info = probe(path)
    expect(info.video is None and info.audio is not None, f"sound alone was expected: {info}")
    expect(abs(info.duration - seconds) <= SOUND_SLACK, f"{info.duration:.3f} s of sound, not {seconds:.3f}")
    return info


def picture_of(info: MediaInfo) -> VideoStream:
    expect(info.video is not None, f"there is no picture: {info}")
    assert info.video is not None  # noqa: S101 - for the type checker # nosec B101
    return info.video


def one_frame(video: VideoStream) -> float:
    """How long one frame is seen (seconds), and a little for the container's rounding of times."""
    return max(1 / video.fps, 0.1 if video.variable_rate else 0.0) + 0.002


def middle_picture(path: Path) -> Picture:
    """The picture in the middle of a short film."""
    count = sum(1 for _ in _frames(path))
    frame = next(itertools.islice(_frames(path), count // 2, None))
    return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.float32)


def codes(path: Path) -> list[int]:
    """The numbers burnt into a generated film's frames, in the order in which they are shown."""
    return [_code(frame) for frame in _frames(path)]


def difference(one: Picture, other: Picture) -> Picture:
    expect(one.shape == other.shape, f"pictures of {one.shape} and {other.shape} cannot be compared")
    apart: Picture = np.abs(one - other)
    return apart


def _frames(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


def _code(frame: av.VideoFrame) -> int:
    plane = frame.planes[0]
    data, width = bytes(plane), plane.line_size
    rows = [data[row * width : (row + 1) * width] for row in range(CODE_HEIGHT)]
    return frame_code(rows, width=frame.width)
