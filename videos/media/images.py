"""Looks into a still image that a stranger gave us, in a sandboxed child, so that it can lie over a film."""

import dataclasses
import json
from pathlib import Path

from videos.media import sandbox
from videos.media.engine import Limits
from videos.media.extra import IMAGE_DEMUXERS
from videos.media.probe import MediaInfo, VideoStream
from videos.media.sniff import MediaRejected

CHILD = Path(__file__).with_name("imaging.py")
MAX_ANSWER = 64 * 1024
DEFAULT_LIMITS = Limits()


def probe_image(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> MediaInfo:
    """Say what a PNG, JPEG or WebP is, as a film of no length. Raises MediaRejected with the reason."""
    question = {"path": str(path.resolve()), "limits": dataclasses.asdict(limits)}
    try:
        reply = sandbox.ask_python(
            script=CHILD, question=question, seconds=limits.probe_seconds, max_bytes=MAX_ANSWER
        )
        answer = json.loads(reply)
    except (sandbox.AskedTooLong, sandbox.ChildFailed, ValueError):
        raise MediaRejected("undecodable", "This image could not be decoded.") from None
    if "rejected" in answer:
        raise MediaRejected(answer["rejected"], answer["message"])
    return _described(path, answer["format"], answer["width"], answer["height"])


def _described(path: Path, kind: str, width: int, height: int) -> MediaInfo:
    picture = VideoStream(
        index=0, codec=kind, profile=None, width=width, height=height, coded_width=width, coded_height=height,
        fps=0.0, variable_rate=False, pix_fmt="rgba", bit_depth=8, sar=1.0, rotation=0, color_transfer=None,
        frames=1, start_time=0.0, duration=0.0, interlaced=False,
    )  # fmt: skip
    return MediaInfo(
        demuxer=IMAGE_DEMUXERS[kind], start_time=0.0, duration=0.0, size=path.stat().st_size, bit_rate=0,
        video=picture, audio=None, video_streams=1, audio_streams=0, subtitle_streams=0,
    )  # fmt: skip
