"""The child that opens a stranger's image. Run as a script by `images.py`; never imported by the platform.

It locks itself down before it opens the file, and answers one JSON object on stdout:
`{"format": ..., "width": ..., "height": ...}` or `{"rejected": code, "message": ...}`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.launcher import lock_down

# Loaded before the walls go up: Pillow would look for them on the disk.
FORMATS = {
    each.format: each.format.lower()
    for each in (PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile, WebPImagePlugin.WebPImageFile)
}

# Our own limit comes before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def look(spec: dict[str, Any]) -> dict[str, Any]:
    with Image.open(spec["path"], formats=list(FORMATS)) as picture:
        width, height = picture.size
        if width * height > spec["limits"]["max_pixels"]:
            message = f"An image of {width}x{height} pixels is too large."
            return {"rejected": "too_large_picture", "message": message}
        kind = FORMATS[str(picture.format)]
        picture.load()
    return {"format": kind, "width": width, "height": height}


def main() -> None:
    spec = json.load(sys.stdin)
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": []})
    try:
        answer = look(spec)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        message = "This is no PNG, JPEG or WebP image, or it is damaged."
        answer = {"rejected": "not_an_image", "message": message}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
