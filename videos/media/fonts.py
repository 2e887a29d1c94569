"""The bundled typefaces: where they lie, and how wide a text is in them.

The machine's own fonts are never used: a film must look the same on every worker.
"""

import functools
from pathlib import Path
from typing import Literal, get_args

import fontpkg
from PIL import ImageFont

FontFamily = Literal["Noto Sans", "Noto Serif", "Roboto Mono", "Anton", "Playfair Display"]
FONT_LABELS: dict[str, str] = {name: name for name in get_args(FontFamily)}

# A code point that no font draws: its picture is the "missing" box of the font.
UNASSIGNED = "\U0010fffe"


@functools.cache
def font_path(*, family: str) -> Path:
    """Give the TrueType file of a bundled family."""
    return Path(fontpkg.path(family))


@functools.lru_cache(maxsize=64)
def _loaded(family: str, size: int) -> ImageFont.FreeTypeFont:
    # The other layout engine falls over control characters that a text may well hold.
    return ImageFont.truetype(str(font_path(family=family)), size, layout_engine=ImageFont.Layout.BASIC)


def line_height(*, family: str, size: int) -> int:
    """Give the distance between two baselines in pixels."""
    ascent, descent = _loaded(family, size).getmetrics()
    return ascent + descent


def text_width(*, text: str, family: str, size: int) -> float:
    """Give the width of one line in pixels."""
    return float(_loaded(family, size).getlength(text))


def wrap(*, text: str, family: str, size: int, width: float) -> list[str]:
    """Break a text into lines no wider than `width` pixels: at spaces, and inside a word that is too long."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrap_paragraph(paragraph, family, size, width))
    return lines


def _wrap_paragraph(paragraph: str, family: str, size: int, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        candidate = f"{line} {word}" if line else word
        if text_width(text=candidate, family=family, size=size) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _break_word(word, family, size, width)
        lines.extend(full)
    return [*lines, line]


def _break_word(word: str, family: str, size: int, width: float) -> list[str]:
    pieces: list[str] = []
    piece = ""
    for letter in word:
        if piece and text_width(text=piece + letter, family=family, size=size) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def missing_characters(*, text: str, family: str) -> list[str]:
    """Give the characters of `text` that the family cannot draw, each once, in order."""
    font = _loaded(family, 24)
    box = bytes(font.getmask(UNASSIGNED))
    letters = dict.fromkeys(letter for letter in text if not letter.isspace())
    return [letter for letter in letters if bytes(font.getmask(letter)) == box]
