"""The films that the smart cut's tests cut, each made once, and how the tests look at what came out."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from videos.media.engine import engine
from videos.media.generate import CODE_HEIGHT, clip, frame_code
from videos.media.probe import MediaInfo, probe
from videos.media.smartcut import Cut, cut

SECONDS, RATE = 6.0, 48_000
# No two moments of noise sound alike, so its place can be found to the sample.
NOISE = f"anoisesrc=r={RATE}:d={SECONDS}:a=0.5:c=pink:seed=7"
X264 = {"preset": "veryfast", "crf": 20, "g": 50, "bf": 3}
X265 = {"preset": "ultrafast", "g": 50, "x265-params": "log-level=none", "tag:v": "hvc1"}
VP9 = {"deadline": "realtime", "cpu-used": 8, "g": 50}
UNEVEN = (
    "-vf",
    "select='lt(mod(n,50),20)+not(mod(n,5))'",
    "-fps_mode",
    "vfr",
    "-preset",
    "veryfast",
    "-g",
    "25",
)

Samples = np.ndarray[Any, np.dtype[np.float64]]


def _clip(name: str, codec: str = "libx264", **more: Any) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        sound = "libopus" if name.endswith("webm") else "aac"
        clip(folder / name, seconds=SECONDS, codec=codec, audio_codec=sound, **more)

    return make


def _of(name: str, first: str, *arguments: str, before: tuple[str, ...] = ()) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        source = film_named(first, folder)
        plain_ffmpeg(*before, "-i", str(source), *arguments, str(folder / name))

    return make


def _noisy(name: str, first: str, *codec: str) -> Callable[[Path], None]:
    return _of(name, first, "-f", "lavfi", "-i", NOISE, "-map", "0:v", "-map", "1:a", "-c:v", "copy", *codec)


COPY = ("-c", "copy")
MAKERS: Mapping[str, Callable[[Path], None]] = {
    "closed.mp4": _clip("closed.mp4", options=X264),
    "closed.mkv": _of("closed.mkv", "closed.mp4", *COPY),
    "no-b.mp4": _clip("no-b.mp4", options={**X264, "bf": 0, "profile:v": "baseline"}),
    "pyramid.mp4": _clip("pyramid.mp4", options={**X264, "g": 40, "bf": 8, "refs": 5}),
    "open.mp4": _clip("open.mp4", options={**X264, "x264-params": "open-gop=1"}),
    "deep.mp4": _clip("deep.mp4", options={**X264, "pix_fmt": "yuv420p10le"}),
    "repeating.mp4": _clip("repeating.mp4", options={**X264, "x264-params": "repeat-headers=1"}),
    "ntsc.mkv": _clip("ntsc.mkv", fps="30000/1001", options=X264),
    "hevc-open.mp4": _clip("hevc-open.mp4", codec="libx265", options=X265),
    "hevc-closed.mkv": _clip(
        "hevc-closed.mkv", codec="libx265",
        options={"preset": "ultrafast", "g": 50, "x265-params": "log-level=none:open-gop=0"},
    ),
    "hevc-deep.mp4": _clip("hevc-deep.mp4", codec="libx265", options={**X265, "pix_fmt": "yuv420p10le"}),
    "av1-deep.mkv": _clip(
        "av1-deep.mkv", codec="libsvtav1", options={"preset": 10, "g": 50, "pix_fmt": "yuv420p10le"}
    ),
    "vp9.webm": _clip("vp9.webm", codec="libvpx-vp9", options=VP9),
    "av1.mp4": _clip("av1.mp4", codec="libsvtav1", options={"preset": 10, "g": 50}),
    "uneven.mp4": _of("uneven.mp4", "closed.mp4", *UNEVEN, "-bf", "0"),
    "uneven-b.mp4": _of("uneven-b.mp4", "closed.mp4", *UNEVEN, "-bf", "3"),
    "uneven.mkv": _of("uneven.mkv", "closed.mp4", *UNEVEN),
    "late.mp4": _of("late.mp4", "closed.mp4", *COPY, "-output_ts_offset", "100"),
    "edit-list.mp4": _of("edit-list.mp4", "closed.mp4", *COPY, before=("-ss", "0.3")),
    "turned.mp4": _of("turned.mp4", "closed.mp4", *COPY, before=("-display_rotation", "90")),
    "silent.mp4": _of("silent.mp4", "closed.mp4", *COPY, "-an"),
    "short-groups.mp4": _of("short-groups.mp4", "closed.mp4", "-g", "10", "-c:a", "copy"),
    "mpeg4.mp4": _clip("mpeg4.mp4", codec="mpeg4"),
    "stream.ts": _of("stream.ts", "closed.mp4", *COPY),
    "aac.mp4": _noisy("aac.mp4", "closed.mp4", "-c:a", "aac"),
    "aac.mkv": _noisy("aac.mkv", "closed.mp4", "-c:a", "aac"),
    "mp3.mp4": _noisy("mp3.mp4", "closed.mp4", "-c:a", "libmp3lame"),
    "pcm.mov": _noisy("pcm.mov", "closed.mp4", "-c:a", "pcm_s16le"),
    "opus.webm": _noisy("opus.webm", "vp9.webm", "-c:a", "libopus"),
    "short-groups-aac.mp4": _noisy("short-groups-aac.mp4", "short-groups.mp4", "-c:a", "aac"),
}  # fmt: skip


def plain_ffmpeg(*arguments: str) -> bytes:
    """Run FFmpeg as it is, not as our engine would. Gives its stdout; a warning of a decoder is an error."""
    command = [engine().ffmpeg, "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def film_named(name: str, folder: Path) -> Path:
    """Give one of the films above, made at its first use."""
    if not (folder / name).exists():
        MAKERS[name](folder)
    return folder / name


@dataclass(frozen=True)
class Frame:
    """A decoded frame: its number, its time on the player's clock, and its samples."""

    code: int
    time: float
    samples: bytes


def frames(path: Path) -> list[Frame]:
    found = []
    with av.open(str(path)) as container:
        begin = (container.start_time or 0) / 1_000_000
        for frame in container.decode(video=0):
            grey = frame.reformat(format="gray8").to_ndarray()
            code = frame_code([bytes(row) for row in grey[:CODE_HEIGHT]], width=grey.shape[1])
            found.append(Frame(code, float(frame.time or 0) - begin, frame.to_ndarray().tobytes()))
    return found


def kept(found: Sequence[Frame], segments: Sequence[tuple[float, float]]) -> list[Frame]:
    """Give the frames that segments keep, with their times in the result."""
    chosen, before = list[Frame](), 0.0
    for start, end in segments:
        inside = [frame for frame in found if start - 0.002 <= frame.time < end - 0.002]
        chosen += [Frame(frame.code, before + frame.time - start, frame.samples) for frame in inside]
        before += end - start
    return chosen


def strict_codes(path: Path) -> list[int]:
    """Read the frame numbers with FFmpeg's own program, which stops at the first thing that it dislikes."""
    crop = f"format=gray,crop=320:{CODE_HEIGHT}:0:0"
    raw = plain_ffmpeg(
        "-xerror", "-noautorotate", "-i", str(path), "-map", "0:v", "-fps_mode", "passthrough", "-vf", crop,
        "-f", "rawvideo", "-",
    )  # fmt: skip
    size = 320 * CODE_HEIGHT
    pictures = [raw[at : at + size] for at in range(0, len(raw), size)]
    return [
        frame_code([picture[row * 320 : row * 320 + 320] for row in range(CODE_HEIGHT)], width=320)
        for picture in pictures
    ]


def sound(path: Path) -> Samples:
    """Decode the sound as a player places it: late where it begins late, without what an edit list hides."""
    raw = plain_ffmpeg(
        "-i", str(path), "-map", "0:a", "-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(RATE),
        "-f", "s16le", "-",
    )  # fmt: skip
    return np.frombuffer(raw, dtype=np.int16).astype(np.float64)


def lateness(original: Samples, result: Samples, place: float, at: float) -> float:
    """Say how much later (seconds) than `at` the result brings the sound of the original at `place`."""
    first, begin, length, most = round(place * RATE), round(at * RATE), 2400, 1200
    wanted = original[first : first + length]
    scores = {
        shift: float(np.dot(wanted, result[begin + shift : begin + shift + length]))
        for shift in range(-most, most)
        if begin + shift >= 0 and begin + shift + length <= len(result)
    }
    return max(scores, key=scores.__getitem__) / RATE


def made(source: Path, folder: Path, segments: Sequence[tuple[float, float]], **more: Any) -> Cut:
    """Probe and cut, like a worker does."""
    folder.mkdir(exist_ok=True)
    info: MediaInfo = probe(source)
    return cut(source, info, segments=segments, folder=folder, **more)
