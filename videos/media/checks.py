"""Looks at what FFmpeg wrote before anybody else sees it: exit code 0 does not mean that there is a film."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from videos.media.command import Expectation
from videos.media.engine import Limits
from videos.media.formats import FORMATS
from videos.media.probe import MediaInfo, probe, probe_with_light
from videos.media.sniff import MediaRejected

SIZE_SLACK = 1  # pixels, for rounding square pixels out of anamorphic ones
DEFAULT_LIMITS = Limits()


class ResultRefused(Exception):
    """An output that is not what was ordered. `evidence` says what was expected and what was found."""

    def __init__(self, code: str, evidence: dict[str, Any]) -> None:
        super().__init__(f"{code}: {evidence}")
        self.code = code
        self.evidence = evidence


def verify(
    output: Path,
    expects: Expectation,
    *,
    went_in_black: Callable[[], bool],
    limits: Limits = DEFAULT_LIMITS,
) -> MediaInfo:
    """Probe an output and compare it with what was ordered. Raises ResultRefused.

    A film that came out black is refused unless it `went_in_black`, which is asked only then.
    """
    info, is_light = _probe_output(output, expects, limits)
    _require("wrong_container", FORMATS[expects.container].demuxer, info.demuxer)  # type: ignore[index]
    _require(
        "wrong_streams",
        (expects.has_video, expects.has_audio),
        (info.video is not None, info.audio is not None),
    )
    if abs(info.duration - expects.duration) > expects.tolerance + _codec_padding(expects):
        raise ResultRefused("wrong_duration", {"expected": expects.duration, "found": info.duration})
    if info.video is not None:
        _check_size(expects, info.video.width, info.video.height)
        if not (is_light or went_in_black()):
            raise ResultRefused("black", {"expected": "a picture", "found": "black throughout"})
    return info


def _probe_output(output: Path, expects: Expectation, limits: Limits) -> tuple[MediaInfo, bool]:
    """Give what an output is, and whether it is as light as it must be."""
    if output.is_symlink() or not output.is_file():
        raise ResultRefused("no_output", {"expected": output.name, "found": None})
    try:
        if expects.may_be_black or not expects.has_video:
            return probe(output, limits=limits.for_results), True
        return probe_with_light(output, limits=limits.for_results)
    except MediaRejected as refusal:
        raise ResultRefused("unreadable_output", {"code": refusal.code, "message": refusal.message}) from None


def _codec_padding(expects: Expectation) -> float:
    # Audio encoders work in blocks: mp3 and aac add up to about 0.1 s of priming and padding to the file.
    return 0.1 if expects.has_audio else 0.0


def _require(code: str, expected: object, found: object) -> None:
    if expected != found:
        raise ResultRefused(code, {"expected": expected, "found": found})


def _check_size(expects: Expectation, width: int, height: int) -> None:
    if abs(width - expects.width) > SIZE_SLACK or abs(height - expects.height) > SIZE_SLACK:
        raise ResultRefused(
            "wrong_size", {"expected": (expects.width, expects.height), "found": (width, height)}
        )


def verify_still(output: Path, expects: Expectation) -> None:
    """Check a JPEG that a still command wrote. Raises ResultRefused."""
    if output.is_symlink() or not output.is_file() or output.stat().st_size == 0:
        raise ResultRefused("no_output", {"expected": output.name, "found": None})
    try:
        with Image.open(output, formats=["JPEG"]) as picture:
            picture.load()
            size = picture.size
    except (UnidentifiedImageError, OSError):
        raise ResultRefused("unreadable_output", {"expected": "a JPEG", "found": "something else"}) from None
    _check_size(expects, *size)
