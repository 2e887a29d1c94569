"""The child that opens a stranger's image. Run as a script by `images.py`; never imported by the platform.

It locks itself down before it opens the file, and answers one JSON object on stdout:
`{"format": ..., "width": ..., "height": ..., "turned": ..., "frames": ...}` (the size as stored, `turned` the
EXIF orientation, 1-8) or `{"rejected": code, "message": ...}`.
"""

import importlib
import json
import struct
import sys
from pathlib import Path
from typing import Any

from PIL import (
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.launcher import lock_down

# Loaded before the walls go up: Pillow would look for them on the disk.
FORMATS = {
    PngImagePlugin.PngImageFile.format: "png",
    JpegImagePlugin.JpegImageFile.format: "jpeg",
    MpoImagePlugin.MpoImageFile.format: "jpeg",  # what phones write: a JPEG with a second one behind it
    WebPImagePlugin.WebPImageFile.format: "webp",
    GifImagePlugin.GifImageFile.format: "gif",
}
OPENED = [name for name in FORMATS if name != "MPO"]  # which is opened as the JPEG that it begins as
MOVING = {"webp", "gif"}

Image.preinit()
importlib.import_module("copy")  # of GIF palettes

# Our own limit comes before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def look(spec: dict[str, Any]) -> dict[str, Any]:
    # A file and not its name: by a name's ending Pillow would choose what else to load.
    with Path(spec["path"]).open("rb") as file, Image.open(file, formats=OPENED) as picture:
        width, height = picture.size
        if max(width, height) > spec["longest_side"]:
            message = (
                f"An image of {width}x{height} pixels is too large: {spec['longest_side']} a side at most."
            )
            return {"rejected": "too_large_picture", "message": message}
        kind = FORMATS[str(picture.format)]
        frames = int(getattr(picture, "n_frames", 1)) if kind in MOVING else 1
        picture.load()
        turned = orientation(picture.info.get("exif", b""))
    return {"format": kind, "width": width, "height": height, "turned": turned, "frames": frames}


def orientation(exif: bytes) -> int:
    """Read how the camera was held. Pillow's own way also believes XMP, which nothing that shows it does."""
    tags = Image.Exif()
    try:
        tags.load(exif)
        return int(tags.get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1  # broken tags are no reason to refuse a good picture


def main() -> None:
    spec = json.load(sys.stdin)
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": []})
    try:
        answer = look(spec)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        message = "This is no PNG, JPEG, WebP or GIF image, or it is damaged."
        answer = {"rejected": "not_an_image", "message": message}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
