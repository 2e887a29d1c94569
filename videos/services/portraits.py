"""Pictures of people, for accounts, which lie below the media engine."""

from pathlib import Path

from django.core.exceptions import ValidationError

from videos.media import portraits
from videos.media.sniff import MediaRejected
from videos.services import scanning


def portrait(*, path: Path, crop: tuple[int, int, int] | None) -> bytes:
    """A WebP of 200x200 pixels, cut in the sandbox; ValidationError by field (`file`, `crop`)."""
    scanning.must_be_clean(path=path)
    try:
        return portraits.cut(path, crop=crop)
    except MediaRejected as refusal:
        field = "crop" if refusal.code == "crop_outside" else "file"
        raise ValidationError({field: ValidationError(refusal.message, code=refusal.code)}) from None
