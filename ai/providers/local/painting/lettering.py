"""Words in a picture: set in one of the project's typefaces, with a soft shadow, and gently faded."""

from dataclasses import dataclass
from typing import get_args

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ai.providers.local.painting.canvas import Pixels, blend, flat_sprite, smooth
from ai.providers.local.painting.stage import Moment
from videos.media.fonts import FontFamily, font_path, missing_characters, wrap

FAMILIES: dict[str, FontFamily] = {
    "neon": "Anton", "vivid": "Anton", "noir": "Playfair Display", "dreamy": "Playfair Display",
    "vintage": "Noto Serif", "": "Playfair Display",
}  # fmt: skip
FADE = 0.8  # seconds
MOST_LINES = 4


def family_of(text: str, mood: str) -> FontFamily:
    """Choose the typeface that suits a mood, or another one if it lacks letters of the text."""
    wished = FAMILIES.get(mood, "Playfair Display")
    others: tuple[FontFamily, ...] = get_args(FontFamily)
    return min(
        (wished, "Noto Sans", *others), key=lambda family: len(missing_characters(text=text, family=family))
    )


@dataclass
class Title:
    """Words that come and go. `start` and `end` are seconds of the shot."""

    picture: Pixels
    y: int
    start: float
    end: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        share = smooth((moment.time - self.start) / FADE) * smooth((self.end - moment.time) / FADE)
        if share <= 0.004:
            return
        rise = round((1 - smooth((moment.time - self.start) / (FADE * 1.5))) * self.picture.shape[0] * 0.06)
        top = min(self.y + rise, picture.shape[0] - self.picture.shape[0])
        faded = np.asarray(cv2.convertScaleAbs(self.picture, alpha=share), dtype=np.uint8)
        blend(picture[top : top + faded.shape[0]], faded)


def title(text: str, *, mood: str, width: int, height: int, start: float, end: float) -> Title:
    """Set a title in the upper half of the picture, as large as it fits."""
    family = family_of(text, mood)
    size, lines = _fitted(text, family, width, height)
    font = ImageFont.truetype(str(font_path(family=family)), size, layout_engine=ImageFont.Layout.BASIC)
    ascent, descent = font.getmetrics()
    step, edge = int((ascent + descent) * 1.02), size
    tall = min(step * len(lines) + 2 * edge, height)
    mask = Image.new("L", (width, tall), 0)
    pen = ImageDraw.Draw(mask)
    for number, line in enumerate(lines):
        pen.text((width / 2, edge + number * step), line, fill=255, font=font, anchor="ma")
    letters = np.asarray(mask, dtype=np.float32) / 255
    shadow = np.asarray(cv2.GaussianBlur(letters, (0, 0), size * 0.12), dtype=np.float32) * 0.75
    picture = flat_sprite((8, 8, 16), np.clip(shadow, 0, 0.8).astype(np.float32))
    lit = flat_sprite((255, 252, 244), letters)
    kept = picture * (1 - letters[:, :, None])
    joined = np.clip(kept + lit, 0, 255).astype(np.uint8)
    return Title(joined, max(int(height * 0.34 - tall / 2), 0), start, end)


def _fitted(text: str, family: FontFamily, width: int, height: int) -> tuple[int, list[str]]:
    """Give the largest size in which the words fit, and their lines."""
    size = max(int(min(width * 0.105, height * 0.16)), 12)
    while size > 12:
        lines = wrap(text=text, family=family, size=size, width=width * 0.82)
        whole = max(wrap_count for wrap_count in (len(lines), 1)) <= min(MOST_LINES, 1 + len(text.split()))
        if whole and size * 1.4 * len(lines) < height * 0.62:
            return size, lines
        size = int(size * 0.9)
    return size, wrap(text=text, family=family, size=size, width=width * 0.82)[:MOST_LINES]
