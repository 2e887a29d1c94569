"""Cuts a film exactly to the frame, and encodes only the frames at the cuts: the rest is copied as it is.

The work is done by a locked child process (`cutting/child.py`), which also compares the result with the film
before it says that it is done. Where a stream does not allow it, NotSmart says why, and the caller encodes.
"""

import dataclasses
import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videos.media import sandbox
from videos.media.command import Expectation
from videos.media.cutting.refusal import NotSmart
from videos.media.engine import Limits
from videos.media.formats import FORMATS, SAME_AGAIN, Format
from videos.media.probe import MediaInfo, VideoStream
from videos.media.progress import Progress
from videos.media.runner import POLL, DeadlineExceeded, Stopped

CHILD = Path(__file__).parent / "cutting" / "child.py"
DEFAULT_LIMITS = Limits()
MOST_SEGMENTS = 5000
CONTAINERS = frozenset({"mov", "matroska"})  # they have an index, and keep every packet's time
NOT_HERE = {"vp9": frozenset({"yuv420p10le"})}  # PyAV's libvpx has eight bits; FFmpeg's own has more
UNKNOWN = "it could not be read as usual"

Segments = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Cut:
    """A film that was cut and proved. `encoded` of its `frames` are not the source's own. Wall `seconds`."""

    output: Path
    expects: Expectation
    frames: int
    encoded: int
    seams: int
    seconds: float


def _ignore(progress: Progress) -> None:
    pass


def _never() -> bool:
    return False


def cut(  # noqa: PLR0913 - what a worker knows of its job, each by name
    source: Path,
    info: MediaInfo,
    *,
    segments: Segments,
    folder: Path,
    target: Format | None = None,
    fade: float = 0.0,
    on_progress: Callable[[Progress], None] = _ignore,
    should_stop: Callable[[], bool] = _never,
    deadline: float = 3600.0,
    limits: Limits = DEFAULT_LIMITS,
) -> Cut:
    """Keep `segments` (seconds on the player's clock), joined in `output.<target>` in `folder`.

    One segment's sound is copied where the container takes it; that of several is encoded anew, exact to the
    sample, and goes down and up in `fade` seconds on both sides of each joint. Raises NotSmart, Stopped and
    DeadlineExceeded; then there is no output, and no process either.
    """
    begun = time.monotonic()
    video, codec, target = _checked(info, segments, target)
    output = folder / f"output.{target.name}"
    question = _question(source, info, video, codec, segments, target, output, limits) | {"fade": fade}
    length = sum(end - start for start, end in segments)
    try:
        done = _ask(question, folder, on_progress, should_stop, until=begun + deadline, length=length)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    expects = _expectation(info, video, target, length)
    return Cut(output, expects, done["frames"], done["encoded"], done["seams"], time.monotonic() - begun)


def _checked(info: MediaInfo, segments: Segments, target: Format | None) -> tuple[VideoStream, str, Format]:
    """Refuse what is known beforehand to fail. Gives the picture's track, its codec and the container."""
    video = info.video
    if video is None:
        raise NotSmart("no_picture", "it has no picture")
    codec = video.codec
    if info.demuxer not in CONTAINERS:
        raise NotSmart("container", "its container has no exact index")
    if video.pix_fmt not in SAME_AGAIN.get(codec, frozenset()) - NOT_HERE.get(codec, frozenset()):
        raise NotSmart("codec", f"no encoder can continue its kind of picture ({codec}, {video.pix_fmt})")
    if video.interlaced:
        raise NotSmart("interlaced", "it is interlaced")
    if not segments or len(segments) > MOST_SEGMENTS or any(end <= start for start, end in segments):
        raise NotSmart("segments", "the times do not lie as they should")
    usual = (FORMATS["mp4"], FORMATS["webm"])
    chosen = target or next((each for each in usual if codec in each.copies_video), None)
    if chosen is None or codec not in chosen.copies_video:
        raise NotSmart("target", "the wished file takes another kind of picture")
    return video, codec, chosen


def _question(
    source: Path,
    info: MediaInfo,
    video: VideoStream,
    codec: str,
    segments: Segments,
    target: Format,
    output: Path,
    limits: Limits,
) -> dict[str, Any]:
    audio = info.audio if target.audio_encoder is not None else None
    copies_sound = audio is not None and len(segments) == 1 and audio.codec in target.copies_audio
    return {
        "path": str(source.resolve()),
        "demuxer": info.demuxer,
        "codec": codec,
        "picture": video.index,
        "sound": None if audio is None else audio.index,
        "start": info.start_time,
        "fps": video.fps,
        "uneven": video.variable_rate,
        "segments": [list(segment) for segment in segments],
        "folder": str(output.parent.resolve()),
        "limits": dataclasses.asdict(limits),
        "output": {
            "path": str(output.resolve()),
            "muxer": target.muxer,
            "demuxer": target.demuxer,
            "options": {name: str(value) for name, value in target.options.items()},
            "sound_encoder": None if copies_sound else target.audio_encoder,
        },
    }


def _ask(
    question: dict[str, Any],
    folder: Path,
    on_progress: Callable[[Progress], None],
    should_stop: Callable[[], bool],
    *,
    until: float,
    length: float,
) -> dict[str, Any]:
    left = until - time.monotonic()
    try:
        with closing(
            sandbox.converse(script=CHILD, question=question, folder=folder, seconds=left, wait=POLL)
        ) as lines:
            return _listen(lines, on_progress, should_stop, length)
    except sandbox.AskedTooLong:
        raise DeadlineExceeded("the cut took too long and was stopped") from None
    except sandbox.ChildFailed as failure:
        # A limit or a decoder's crash ended it: encoding goes other ways, and has its own walls.
        raise NotSmart("child_failed", UNKNOWN) from failure


def _listen(
    lines: Any, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool], length: float
) -> dict[str, Any]:
    answer: dict[str, Any] | None = None
    percent = 0.0
    for line in lines:
        if should_stop():
            raise Stopped("the cut was stopped")
        word = _read(line) if line else {}
        if "percent" in word and float(word["percent"]) > percent:
            percent = min(float(word["percent"]), 99.0)
            on_progress(Progress(percent, 0, length * percent / 100, 0.0, 0.0))
        elif "done" in word or "refused" in word:
            answer = word
    if answer is None:
        raise NotSmart("child_failed", UNKNOWN)
    if "refused" in answer:
        raise NotSmart(answer["refused"], answer["reason"])
    on_progress(Progress(100.0, answer["done"]["frames"], length, 0.0, 0.0))
    done: dict[str, Any] = answer["done"]
    return done


def _read(line: str) -> dict[str, Any]:
    try:
        word = json.loads(line)
    except ValueError:
        raise NotSmart("child_failed", UNKNOWN) from None
    return word if isinstance(word, dict) else {}


def _expectation(info: MediaInfo, video: VideoStream, target: Format, length: float) -> Expectation:
    return Expectation(
        container=target.name,
        duration=length,
        width=video.width,
        height=video.height,
        fps=video.fps,
        has_video=True,
        has_audio=info.audio is not None and target.audio_encoder is not None,
        tolerance=max(2 / video.fps if video.fps > 0 else 0.0, 0.1),
    )
