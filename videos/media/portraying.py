"""The child that cuts a portrait out of a stranger's image. A script of `portraits.py`; never imported.

It locks itself down before it opens the file, and answers one JSON object on stdout: `{"webp": base64}` or
`{"rejected": code, "message": ...}`. Nothing of the file goes into the answer but pixels.
"""

import base64
import io
import json
import struct
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, UnidentifiedImageError

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.imaging import OPENED, orientation
from videos.media.launcher import lock_down

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
DEEP = {"I", "I;16", "I;16B", "I;16L"}


class Refused(Exception):
    """The picture is well and cannot be used."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def portray(spec: dict[str, Any]) -> bytes:
    with Path(spec["path"]).open("rb") as file, Image.open(file, formats=OPENED) as picture:
        must_be_of_use(picture, spec["longest_side"], spec["limits"]["max_pixels"])
        turn = orientation(picture.info.get("exif", b""))
        box = square(picture.size[::-1] if turn in SIDEWAYS else picture.size, spec["crop"])
        upright = picture.transpose(TURNS[turn]) if turn in TURNS else picture
        piece = in_colour(upright.crop(box))
    piece = piece.resize((spec["side"], spec["side"]), Image.Resampling.LANCZOS, reducing_gap=2.0)
    # A fresh image: of profiles, comments and places where it was taken nothing comes along.
    clean = Image.new(piece.mode, piece.size)
    clean.paste(piece)
    output = io.BytesIO()
    clean.save(output, "WEBP", quality=84, method=4)
    return output.getvalue()


def must_be_of_use(picture: ImageFile.ImageFile, longest: int, most: int) -> None:
    width, height = picture.size
    if max(width, height) > longest or width * height > most:
        raise Refused("too_large_picture", f"An image of {width}x{height} pixels is too large.")


def square(size: tuple[int, int], crop: list[int] | None) -> tuple[int, int, int, int]:
    """Give the square that was asked for, or the largest in the middle: left, top, right, bottom."""
    width, height = size
    side = min(size)
    x, y, side = crop or ((width - side) // 2, (height - side) // 2, side)
    if min(x, y) < 0 or side < 1 or x + side > width or y + side > height:
        raise Refused("crop_outside", f"This square is not inside of the image of {width}x{height} pixels.")
    return x, y, x + side, y + side


def in_colour(picture: Image.Image) -> Image.Image:
    if picture.mode in DEEP:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    is_clear = "A" in picture.mode or "transparency" in picture.info
    return picture.convert("RGBA" if is_clear else "RGB")


def main() -> None:
    spec = json.load(sys.stdin)
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": []})
    try:
        answer = {"webp": base64.b64encode(portray(spec)).decode()}
    except Refused as refusal:
        answer = {"rejected": refusal.code, "message": str(refusal)}
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, MemoryError,
        Image.DecompressionBombError,
    ):  # fmt: skip
        message = "This is no PNG, JPEG, WebP or GIF image, or it is damaged."
        answer = {"rejected": "not_an_image", "message": message}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
