"""Captions: reads SRT and WebVTT, and writes them, and ASS in which a person's words are only words."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from videos.media.fonts import FontFamily

MOST_CUES = 10_000
TIME = re.compile(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})")
SPAN = re.compile(rf"\s*({TIME.pattern})\s*-->\s*({TIME.pattern})(?:\s.*)?$", re.ASCII)
TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<\d[\d:.]*>")  # bold, voices, colours, karaoke times
ASS_COMMAND = re.compile(r"\{\\[^{}\n]{0,200}\}")  # some SRT files carry them; players hide them
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
WORD_JOINER = "\u2060"  # drawn by nobody
PLACES = {"bottom": 2, "middle": 5, "top": 8}  # as on the number pad

Place = Literal["bottom", "middle", "top"]


class CaptionsUnreadable(Exception):
    """A text that is neither SRT nor WebVTT. The message is for the person."""


@dataclass(frozen=True)
class Cue:
    """Words and when they are shown (seconds)."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class CaptionStyle:
    """How captions look. Colours are ASS's (`&HAABBGGRR`), sizes are pixels."""

    family: FontFamily
    size: int
    colour: str
    outline: str
    background: str | None
    bold: bool
    place: Place


def clean(text: str) -> str:
    """Give a cue's words without control characters, every line break written in one way."""
    lines = LINE_ENDS.sub("\n", text).replace("\t", " ").split("\n")
    kept = ("".join(letter for letter in line if unicodedata.category(letter) != "Cc") for line in lines)
    return "\n".join(line.strip() for line in kept if line.strip())


def parse_captions(text: str) -> list[Cue]:
    """Read SRT or WebVTT, in order of time. Styles, positions and comments are passed over.

    Raises CaptionsUnreadable when there is no cue in it, or a cue makes no sense.
    """
    blocks = re.split(r"\n[ ]*\n", LINE_ENDS.sub("\n", text.removeprefix("\ufeff")).strip())
    cues = [cue for block in blocks if (cue := _read_block(block)) is not None]
    if not cues:
        raise CaptionsUnreadable("There are no captions in this text; SRT or WebVTT is needed.")
    if len(cues) > MOST_CUES:
        raise CaptionsUnreadable(f"At most {MOST_CUES} captions.")
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def _read_block(block: str) -> Cue | None:
    lines = block.split("\n")
    for number, line in enumerate(lines[:3]):  # a number or a name may stand above the time
        found = SPAN.match(line)
        if found is None:
            continue
        start, end = _seconds(found.groups()[1:5]), _seconds(found.groups()[6:10])
        if end <= start:
            raise CaptionsUnreadable(f"A caption ends before it begins: {line.strip()[:40]}")
        words = html.unescape(TAG.sub("", ASS_COMMAND.sub("", "\n".join(lines[number + 1 :]))))
        return Cue(start, end, clean(words)) if clean(words) else None
    return None


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) / 1000


def _clock(time: float, *, point: str, digits: int = 3) -> str:
    ticks = round(time * 10**digits)
    seconds, fraction = divmod(ticks, 10**digits)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{fraction:0{digits}}"


def to_srt(cues: Iterable[Cue]) -> str:
    """Write SRT. An empty line in a cue would begin another one."""
    blocks = (
        f"{number}\n{_clock(cue.start, point=',')} --> {_clock(cue.end, point=',')}\n{clean(cue.text)}\n"
        for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def to_vtt(cues: Iterable[Cue]) -> str:
    """Write WebVTT."""
    blocks = (
        f"{_clock(cue.start, point='.')} --> {_clock(cue.end, point='.')}\n{_vtt_words(clean(cue.text))}\n"
        for cue in cues
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _vtt_words(text: str) -> str:
    # Without > no arrow can look like another cue's time.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# -- ASS ---------------------------------------------------------------------------------------------------

STYLE_FIELDS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, "
    "MarginL, MarginR, MarginV, Encoding"
)
OUTLINED, BOXED = 1, 3


def ass_words(text: str) -> str:
    """Write words so that no part of them is a command.

    A brace would open a command, and a backslash before some letters is one: braces are escaped, and an
    invisible character parts each backslash from what follows.
    """
    apart = text.replace("\\", f"\\{WORD_JOINER}").replace("{", "\\{").replace("}", "\\}")
    return clean(apart).replace("\n", "\\N")


def write_ass(cues: Iterable[Cue], style: CaptionStyle, *, width: int, height: int) -> str:
    """Write captions for a picture of this size (pixels) as an ASS script."""
    lines = [
        "[Script Info]", "ScriptType: v4.00+", f"PlayResX: {width}", f"PlayResY: {height}", "WrapStyle: 0",
        "ScaledBorderAndShadow: yes", "YCbCr Matrix: None", "",
        "[V4+ Styles]", f"Format: {STYLE_FIELDS}", f"Style: {_style_line(style, width, height)}", "",
        "[Events]", "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
        *(_dialogue(cue) for cue in cues), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _style_line(style: CaptionStyle, width: int, height: int) -> str:
    border = max(style.size // 14, 1) if style.background is None else max(style.size // 5, 2)
    edge = style.outline if style.background is None else style.background
    values: list[object] = [
        "Captions", style.family, style.size, style.colour, style.colour, edge, edge,
        -1 if style.bold else 0, 0, 0, 0, 100, 100, 0, 0, OUTLINED if style.background is None else BOXED,
        border, 0, PLACES[style.place], round(width * 0.05), round(width * 0.05), round(height * 0.06), 1,
    ]  # fmt: skip
    return ",".join(str(value) for value in values)


def _dialogue(cue: Cue) -> str:
    start, end = (_clock(time, point=".", digits=2) for time in (cue.start, cue.end))
    return f"Dialogue: 0,{start},{end},Captions,,0,0,0,,{ass_words(cue.text)}"
