"""As which file a timeline is rendered: its size, its format, and how well it is encoded."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from videos.media.composition.model import Composition, Look
from videos.media.formats import ENCODERS, SHORT_SIDES, FormatName, Quality, Resolution
from videos.media.operations.fitting import even

FORMATS: tuple[FormatName, ...] = ("mp4", "webm", "mov")
SMALLEST, LARGEST = 16, 7680  # pixels of a side
PREVIEW_SIDE, PREVIEW_CRF, PREVIEW_PRESET = 640, 28, "ultrafast"
H264 = ENCODERS["h264"]


@dataclass(frozen=True)
class Form:
    """`look` is how the parts are encoded. What is no MP4 or MOV is encoded once more, of the joined film."""

    look: Look
    format: FormatName = "mp4"
    quality: Quality = "high"
    is_preview: bool = False

    @property
    def is_encoded_again(self) -> bool:
        return self.format == "webm"

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        return cls(**{**told, "look": Look(**told["look"])})


def preview_form(composition: Composition) -> Form:
    scale = min(PREVIEW_SIDE / max(composition.width, composition.height), 1.0)
    width, height = even(composition.width * scale), even(composition.height * scale)
    return Form(Look(width, height, crf=PREVIEW_CRF, preset=PREVIEW_PRESET), is_preview=True)


def form_of(
    composition: Composition,
    *,
    width: int | None = None,
    height: int | None = None,
    resolution: Resolution | None = None,
    format: FormatName = "mp4",
    quality: Quality | None = None,
) -> Form:
    """Raises ValidationError by field. A size that is not given follows from the timeline's shape."""
    size = _sized(composition, width, height, resolution)
    chosen: Quality = quality or "high"
    # What is encoded again shall lose once only, and finds the parts of a good MP4 that are there.
    of_parts: Quality = "high" if format == "webm" else chosen
    crf, preset = H264.quality[of_parts], str(H264.options["preset"])
    return Form(Look(*size, crf=crf, preset=preset), format, chosen)


def _sized(
    composition: Composition, width: int | None, height: int | None, resolution: Resolution | None
) -> tuple[int, int]:
    if resolution and (width or height):
        message = _("Give a resolution, or width and height.")
        raise ValidationError({"resolution": ValidationError(message, code="two_sizes")})
    full = composition.width, composition.height
    if width:
        scale, field = width / full[0], "width"
    elif height:
        scale, field = height / full[1], "height"
    else:
        scale, field = (SHORT_SIDES[resolution] if resolution in SHORT_SIDES else min(full)) / min(full), ""
    size = even(full[0] * scale), even(full[1] * scale)
    _must_fit(size, height if width else None, field or "resolution")
    return size


def _must_fit(size: tuple[int, int], height: int | None, field: str) -> None:
    if height and abs(height - size[1]) > 2:
        message = _("The timeline's shape is another: a film of width %(width)s is %(height)s high.") % {
            "width": size[0],
            "height": size[1],
        }
        raise ValidationError({"height": ValidationError(message, code="other_shape")})
    if not all(SMALLEST <= side <= LARGEST for side in size):
        message = _("The film would be %(size)s; a side has %(least)s to %(most)s pixels.") % {
            "size": f"{size[0]}x{size[1]}",
            "least": SMALLEST,
            "most": LARGEST,
        }
        raise ValidationError({field: ValidationError(message, code="invalid_size")})
