"""Looks into a file that a stranger gave us, in a sandboxed child process, and says what it is."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from videos.media import sandbox
from videos.media.engine import Limits
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.sniff import MediaRejected, sniff

CHILD = Path(__file__).with_name("probing.py")
BLACK = 24  # the brightest sample of a black picture, out of 255; limited-range black with noise stays below
MAX_ANSWER = 4 * 1024 * 1024
DEFAULT_LIMITS = Limits()

# What older versions stored: a decoder whose name is not its codec's.
CODECS = {"libdav1d": "av1", "mp3float": "mp3"}

MESSAGES = {
    "probe_timeout": _("Looking into this file took too long, so it was refused."),
    "undecodable": _("This file's picture or sound could not be decoded."),
}

# What the child says of files, word for word.
SAID_BY_CHILD = (
    _("No picture of this video could be decoded."),
    _("This file has neither a picture nor a sound track that we can decode."),
)


@dataclass(frozen=True)
class VideoStream:
    """The picture track. `width` and `height` are as displayed: after rotation and sample aspect."""

    index: int  # of the stream in its file
    codec: str
    profile: str | None
    width: int
    height: int
    coded_width: int
    coded_height: int
    fps: float
    variable_rate: bool
    pix_fmt: str
    bit_depth: int
    sar: float
    rotation: int  # degrees counter-clockwise: 0, 90, 180 or 270
    color_transfer: str | None
    frames: int | None
    start_time: float
    duration: float
    interlaced: bool


@dataclass(frozen=True)
class AudioStream:
    """The sound track."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    start_time: float
    duration: float


@dataclass(frozen=True)
class MediaInfo:
    """What a probe found. Times are seconds, `size` is bytes, `bit_rate` is bits per second."""

    demuxer: str
    start_time: float  # of the earliest track; every position in the film counts from here
    duration: float
    size: int
    bit_rate: int
    video: VideoStream | None
    audio: AudioStream | None
    video_streams: int
    audio_streams: int
    subtitle_streams: int

    @property
    def is_still(self) -> bool:
        """Say whether it is a single picture: that has no length, and every film has one."""
        return self.video is not None and self.duration == 0

    def to_json(self) -> dict[str, Any]:
        """Give a plain dictionary that `from_json` reads back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave. Raises KeyError or TypeError when it is something else."""
        streams: dict[str, VideoStream | AudioStream | None] = {
            name: kind(**{**data[name], "codec": CODECS.get(data[name]["codec"], data[name]["codec"])})
            if data[name] is not None
            else None
            for name, kind in (("video", VideoStream), ("audio", AudioStream))
        }
        return cls(**{**data, **streams})


@dataclass(frozen=True)
class LumaSample:
    """The brightness of one picture, 0 (black) to 255."""

    time: float
    mean_luma: float
    max_luma: int
    std: float


@dataclass(frozen=True)
class Inspection:
    """A few pictures' brightness, and the loudest sample (0-1) of the first minute of sound."""

    samples: tuple[LumaSample, ...]
    audio_peak: float | None


def probe(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> MediaInfo:
    """Say what a file is, or raise MediaRejected with the reason."""
    demuxer = sniff(path=path)
    return MediaInfo.from_json(_ask(path, demuxer=demuxer, limits=limits, question={"mode": "probe"}))


def probe_with_light(
    path: Path, *, samples: int = 5, limits: Limits = DEFAULT_LIMITS
) -> tuple[MediaInfo, bool]:
    """Say what a file is, and whether any of `samples` pictures is not black; or raise MediaRejected.

    Half as long as asking twice: most of the time goes into starting the child.
    """
    question = {"mode": "result", "samples": samples, "start": 0.0, "end": None, "threshold": BLACK}
    answer = _ask(path, demuxer=sniff(path=path), limits=limits, question=question)
    return MediaInfo.from_json(answer["info"]), bool(answer["light"])


def inspect(
    path: Path,
    *,
    samples: int = 5,
    start: float = 0.0,
    end: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Inspection:
    """Measure `samples` pictures spread evenly over `start`..`end` seconds, and the sound's peak."""
    question = {"mode": "inspect", "samples": samples, "start": start, "end": end}
    answer = _ask(path, demuxer=sniff(path=path), limits=limits, question=question)
    pictures = tuple(LumaSample(**sample) for sample in answer["samples"])
    return Inspection(samples=pictures, audio_peak=answer["audio_peak"])


def has_light(
    path: Path,
    *,
    start: float = 0.0,
    end: float | None = None,
    samples: int = 5,
    limits: Limits = DEFAULT_LIMITS,
) -> bool:
    """Say whether any of `samples` pictures within `start`..`end` seconds is not black."""
    question = {"mode": "light", "samples": samples, "start": start, "end": end, "threshold": BLACK}
    return bool(_ask(path, demuxer=sniff(path=path), limits=limits, question=question)["light"])


def _ask(path: Path, *, demuxer: str, limits: Limits, question: dict[str, Any]) -> dict[str, Any]:
    spec = {**question, "path": str(path.resolve()), "demuxer": demuxer, "limits": dataclasses.asdict(limits)}
    try:
        reply = sandbox.ask_python(
            script=CHILD, question=spec, seconds=limits.probe_seconds, max_bytes=MAX_ANSWER
        )
    except sandbox.AskedTooLong:
        raise _rejected("probe_timeout") from None
    except sandbox.ChildFailed:
        # The child was killed by a limit or crashed in a decoder: nobody should get this file any further.
        raise _rejected("undecodable") from None
    return _read_reply(reply)


def _rejected(code: str) -> MediaRejected:
    words = MESSAGES[code]
    return MediaRejected(code, gettext(words))


def _read_reply(reply: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(reply)
    except ValueError:
        raise _rejected("undecodable") from None
    if "rejected" in answer:
        words = answer["message"]
        raise MediaRejected(answer["rejected"], gettext(words))
    found: dict[str, Any] = answer["found"]
    return found
