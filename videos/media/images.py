"""Looks into an image that a stranger gave us, in a sandboxed child, so that it can lie over a film."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media import sandbox
from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.extra import IMAGE_DEMUXERS, LONGEST_IMAGE_SIDE, open_image
from videos.media.probe import MediaInfo, VideoStream, probe
from videos.media.sniff import MediaRejected

CHILD = Path(__file__).with_name("imaging.py")
MAX_ANSWER = 64 * 1024
DEFAULT_LIMITS = Limits()
LARGEST_IMAGE = 25 * 1024 * 1024  # bytes
HEAD = 16
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
LYING = frozenset({5, 6, 7, 8})  # EXIF orientations of pictures that are stored on their side
# Behind see-through parts: neither a black nor a white logo disappears on it.
GROUND = "0x6E747C"


def looks_like_image(path: Path) -> bool:
    """Say whether a file begins as a PNG, JPEG, WebP or GIF does, whatever its name is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return head.startswith(MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def probe_image(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> MediaInfo:
    """Say what an image is: a still one as a film of no length, a moving GIF as the film that it is.

    Raises MediaRejected with the reason.
    """
    found = _ask(path, limits)
    if found["frames"] > 1 and found["format"] == "gif":
        return probe(path, limits=limits)
    if found["frames"] > 1:
        message = "Animated WebP images are not supported. Send it as a GIF or as a video."
        raise MediaRejected("unsupported_container", message)
    return _described(path, found)


def _ask(path: Path, limits: Limits) -> dict[str, Any]:
    question = {
        "path": str(path.resolve()),
        "longest_side": LONGEST_IMAGE_SIDE,
        "limits": dataclasses.asdict(limits),
    }
    try:
        reply = sandbox.ask_python(
            script=CHILD, question=question, seconds=limits.probe_seconds, max_bytes=MAX_ANSWER
        )
        answer: dict[str, Any] = json.loads(reply)
    except (sandbox.AskedTooLong, sandbox.ChildFailed, ValueError):
        raise MediaRejected("undecodable", "This image could not be decoded.") from None
    if "rejected" in answer:
        raise MediaRejected(answer["rejected"], answer["message"])
    return answer


def _described(path: Path, found: dict[str, Any]) -> MediaInfo:
    stored = (found["width"], found["height"])
    width, height = stored[::-1] if found["turned"] in LYING else stored
    picture = VideoStream(
        index=0, codec=found["format"], profile=None, width=width, height=height, coded_width=stored[0],
        coded_height=stored[1], fps=0.0, variable_rate=False, pix_fmt="rgba", bit_depth=8, sar=1.0,
        rotation=0, color_transfer=None, frames=1, start_time=0.0, duration=0.0, interlaced=False,
    )  # fmt: skip
    return MediaInfo(
        demuxer=IMAGE_DEMUXERS[found["format"]], start_time=0.0, duration=0.0, size=path.stat().st_size,
        bit_rate=0, video=picture, audio=None, video_streams=1, audio_streams=0, subtitle_streams=0,
    )  # fmt: skip


def small_image_command(info: MediaInfo, *, source: Path, folder: Path, width: int) -> Command:
    """Compile a command for a JPEG of a still image, at most `width` pixels wide, on an even ground."""
    size = _fitted(info, width)
    image = open_image(info, source.resolve()).filter("format", pix_fmts="rgba")
    image = image.filter("scale", w=size[0], h=size[1], flags="area").split()
    ground = image[0].filter("drawbox", color=f"{GROUND}@1", t="fill", replace=1)
    picture = ffmpeg.overlay(ground, image[1], format="rgb").filter("format", pix_fmts="yuvj420p")
    output = folder / "output.jpg"
    options = {"f": "image2", "c:v": "mjpeg", "q:v": 3, "update": 1, "frames:v": 1, "map_metadata": -1}
    argv = tuple(ffmpeg.compile(ffmpeg.output(picture, output.name, **options), cmd=engine().ffmpeg))
    expects = Expectation("jpg", 0.0, *size, fps=0.0, has_video=True, has_audio=False, tolerance=0.0)
    return Command(argv, (source.resolve(),), (), output, expects, "encode")


def _fitted(info: MediaInfo, width: int) -> tuple[int, int]:
    if info.video is None:
        raise ValueError("an image has a picture")
    wide, high = info.video.width, info.video.height
    return (width, max(round(high * width / wide), 1)) if width < wide else (wide, high)
