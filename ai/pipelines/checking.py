"""Looks at what a model gave before anybody is charged for it."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from ai.capabilities import ProviderError
from ai.pipelines.lips import look_at_lips
from videos.limits import media_limits
from videos.media.images import looks_like_image, probe_image
from videos.media.probe import BLACK, Inspection, MediaInfo, inspect, probe
from videos.media.sniff import MediaRejected
from videos.models import Video

SILENT = 0.003  # the loudest sample (0-1) of what nobody hears
SHARE, LEAST = 0.1, 0.5  # how far a length may be off: a tenth, and half a second at least
SHAPE = 0.08  # how far width / height may be off
SMALLER = 0.85  # the least share of the promised lines
ASKS_FOR_BLACK = re.compile(r"\b(?:black|dark(?:ness)?|blackout|đen|tối)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Promise:
    """What was ordered; None is not known before. Seconds and pixels."""

    makes: Video.MediaType
    seconds: float | None = None
    size: tuple[int, int] | None = None
    is_audible: bool = False
    prompt: str = ""
    moves_lips: bool = False


def checked(path: Path, promise: Promise) -> MediaInfo:
    """What the file is, once it is shown to be what was promised; ProviderError `check_failed` else."""
    try:
        is_picture, limits = looks_like_image(path), media_limits().for_results
        info = (probe_image if is_picture else probe)(path, limits=limits)
        _check_kind(info, promise)
        _check_length(info, promise)
        _check_size(info, promise)
        if not info.is_still:
            _check_content(inspect(path, limits=limits), info, promise)
        if promise.moves_lips and look_at_lips(path, info).are_frozen:
            raise _refused(_("The mouth does not move while there is speech."))
    except MediaRejected as rejected:
        raise _refused(_("It cannot be opened: %(message)s") % {"message": rejected.message}) from None
    return info


def _check_kind(info: MediaInfo, promise: Promise) -> None:
    is_film = info.video is not None and not info.is_still
    found = (
        Video.MediaType.VIDEO if is_film else Video.MediaType.IMAGE if info.video else Video.MediaType.AUDIO
    )
    if found != promise.makes:
        raise _refused(
            _("It is of the kind %(value)s, not %(wanted)s.")
            % {"value": found.value, "wanted": promise.makes.value}
        )


def _check_length(info: MediaInfo, promise: Promise) -> None:
    if promise.seconds is None or info.is_still:
        return
    if abs(info.duration - promise.seconds) > max(LEAST, promise.seconds * SHARE):
        raise _refused(
            _("It lasts %(duration)s seconds instead of %(seconds)s.")
            % {"duration": f"{info.duration:.2f}", "seconds": f"{promise.seconds:.2f}"}
        )


def _check_size(info: MediaInfo, promise: Promise) -> None:
    if promise.size is None or info.video is None:
        return
    width, height = promise.size
    shape = (info.video.width / info.video.height) / (width / height)
    lines = min(info.video.width, info.video.height) / min(width, height)
    if abs(shape - 1) > SHAPE or lines < SMALLER:
        raise _refused(
            _("It has %(width)sx%(height)s pixels instead of %(wide)sx%(high)s.")
            % {"width": info.video.width, "height": info.video.height, "wide": width, "high": height}
        )


def _check_content(found: Inspection, info: MediaInfo, promise: Promise) -> None:
    is_black = info.video is not None and not any(each.max_luma > BLACK for each in found.samples)
    if is_black and not ASKS_FOR_BLACK.search(promise.prompt):
        raise _refused(_("It is black throughout."))
    if promise.is_audible and (found.audio_peak is None or found.audio_peak < SILENT):
        raise _refused(_("Nothing can be heard in it."))


def _refused(why: str) -> ProviderError:
    return ProviderError("check_failed", _("The result is not what was promised. %(why)s") % {"why": why})
