"""What can be generated: one table, from the capability to its input, its files and what it costs by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ai.capabilities import (
    Capability,
    ImageInput,
    LipSyncInput,
    MusicInput,
    SoundInput,
    SpeechInput,
    StyleInput,
    UpscaleInput,
    VideoInput,
)
from videos.models import Video

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

C = Capability
FILM, PICTURE, SOUND = Video.MediaType.VIDEO, Video.MediaType.IMAGE, Video.MediaType.AUDIO
SHORTEST = 1.0  # seconds that a still picture counts for where seconds are the price


@dataclass(frozen=True)
class Kind:
    """One kind of generation. `files` are the input's fields that name items of the library."""

    title: "StrOrPromise"
    input: type
    makes: Video.MediaType | None  # None: the same as its source is
    files: Mapping[str, tuple[Video.MediaType, ...]] = field(default_factory=dict)
    words: str = "prompt"  # the field that says what is wished
    is_audible: bool = False


KINDS: dict[Capability, Kind] = {
    C.TEXT_TO_VIDEO: Kind(_("Film"), VideoInput, FILM),
    C.IMAGE_TO_VIDEO: Kind(_("Film of a picture"), VideoInput, FILM, {"image": (PICTURE,)}),
    C.REMIX_VIDEO: Kind(_("Remix"), VideoInput, FILM, {"source": (FILM,)}),
    C.EXTEND_VIDEO: Kind(_("Extension"), VideoInput, FILM, {"source": (FILM,)}),
    C.TEXT_TO_IMAGE: Kind(_("Picture"), ImageInput, PICTURE, {"reference": (PICTURE,)}),
    C.TEXT_TO_SPEECH: Kind(_("Speech"), SpeechInput, SOUND, words="text", is_audible=True),
    C.MUSIC: Kind(_("Music"), MusicInput, SOUND, is_audible=True),
    C.SOUND_EFFECT: Kind(_("Sound effect"), SoundInput, SOUND, is_audible=True),
    C.LIP_SYNC: Kind(_("Lip-sync"), LipSyncInput, FILM, {"source": (FILM,), "audio": (SOUND, FILM)},
                     words="", is_audible=True),
    C.UPSCALE: Kind(_("Upscaling"), UpscaleInput, None, {"source": (FILM, PICTURE)}, words=""),
    C.STYLE_TRANSFER: Kind(_("Style"), StyleInput, None, {"source": (FILM, PICTURE)}),
}  # fmt: skip
NEEDS_EVERY_FILE = {C.IMAGE_TO_VIDEO, C.REMIX_VIDEO, C.EXTEND_VIDEO, C.LIP_SYNC, C.UPSCALE, C.STYLE_TRANSFER}
AS_LONG_AS_SOURCE = {C.REMIX_VIDEO, C.UPSCALE, C.STYLE_TRANSFER}
HAS_SECONDS = {C.TEXT_TO_VIDEO, C.IMAGE_TO_VIDEO, C.EXTEND_VIDEO, C.MUSIC, C.SOUND_EFFECT}


def seconds_made(
    capability: Capability, fields: Mapping[str, Any], sources: Mapping[str, Video]
) -> float | None:
    """The seconds that the model makes, by which it is limited and paid; None where only it knows."""
    if capability in HAS_SECONDS:
        return float(fields["seconds"])
    if capability in AS_LONG_AS_SOURCE:
        return sources["source"].duration
    return sources["audio"].duration if capability is C.LIP_SYNC else None


def seconds_promised(
    capability: Capability, fields: Mapping[str, Any], sources: Mapping[str, Video]
) -> float | None:
    """The length of the result: of an extended film that of the whole."""
    made = seconds_made(capability, fields, sources)
    if capability is C.EXTEND_VIDEO and made is not None:
        return sources["source"].duration + made
    return made


def quantity(
    unit: str, capability: Capability, fields: Mapping[str, Any], sources: Mapping[str, Video]
) -> float:
    """How much of a price's unit a wish takes."""
    if unit == "second":
        return max(seconds_made(capability, fields, sources) or 0.0, SHORTEST)
    if unit == "character":
        return float(len(str(fields.get("text", ""))))
    return 1.0
