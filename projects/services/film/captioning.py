"""Captions of what is spoken: two short lines at most, seen for as long as they are said."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LINE = 42  # letters
LETTER = 0.54  # of a letter's height, that it is wide on average
SHORTEST, LONGEST = 1.0, 6.0  # seconds
PAUSE = 0.8  # seconds of silence that end a caption
LAST_BIT = 12  # letters that are too few for a caption of their own
ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।")  # noqa: RUF001 - marks of other scripts
INVISIBLE = frozenset({"Mn", "Me", "Cf"})


@dataclass(frozen=True)
class Caption:
    """Lines, and when they are seen: seconds from the begin of what is spoken."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Bit:
    """A word, or a part of a long one, which is glued to the part before."""

    text: str
    start: float
    end: float
    is_glued: bool = False


def captions_of(words: Sequence[Mapping[str, Any]], *, line: int, until: float) -> list[Caption]:
    """Spoken words (text, start, end) in captions of lines of so many letters; the last ends by `until`."""
    bits = [bit for word in words for bit in _bits(word, line)]
    groups = _evened(_grouped(bits, line), line)
    captions = []
    for number, group in enumerate(groups):
        limit = groups[number + 1][0].start if number + 1 < len(groups) else until
        start = group[0].start
        end = min(max(group[-1].end, start + SHORTEST), start + LONGEST, max(limit, start))
        if end > start:
            captions.append(Caption("\n".join(_lines(group, line) or [_joined(group)]), start, end))
    return captions


def letters_of_line(*, width: int, size: int) -> int:
    """How many letters of a size fit beside each other in a picture of this width, both in pixels."""
    return min(LINE, max(int(0.9 * width / (LETTER * size)), 8))


def _bits(word: Mapping[str, Any], line: int) -> list[Bit]:
    text, start, end = str(word["text"]).strip(), float(word["start"]), float(word["end"])
    parts = [text[at : at + line] for at in range(0, len(text), line)]
    step = (end - start) / max(len(parts), 1)
    return [
        Bit(part, start + step * number, start + step * (number + 1), is_glued=number > 0)
        for number, part in enumerate(parts)
    ]


def _grouped(bits: Sequence[Bit], line: int) -> list[list[Bit]]:
    groups: list[list[Bit]] = []
    for bit in bits:
        if groups and not _must_end(groups[-1], bit, line):
            groups[-1].append(bit)
        else:
            groups.append([bit])
    return groups


def _must_end(group: list[Bit], bit: Bit, line: int) -> bool:
    last = group[-1]
    if bit.start - last.end > PAUSE or bit.end - group[0].start > LONGEST:
        return True
    if last.text.endswith(ENDS) and bit.start - group[0].start >= SHORTEST:
        return True
    return _lines([*group, bit], line) is None


def _evened(groups: list[list[Bit]], line: int) -> list[list[Bit]]:
    """Without captions that nobody could read: such a one goes with its neighbour, or takes words of it."""
    kept: list[list[Bit]] = []
    for group in groups:
        before = kept[-1] if kept else None
        if before is None or not _is_bit(before, group):
            kept.append(group)
            continue
        both = [*before, *group]
        if _lines(both, line) is not None and both[-1].end - both[0].start <= LONGEST:
            kept[-1] = both
        else:
            half = min(range(1, len(both)), key=lambda at: abs(_width(both[:at]) - _width(both[at:])))
            halves = [both[:half], both[half:]]
            fits = all(_lines(each, line) is not None for each in halves)
            kept[-1:] = halves if fits else [before, group]
    return kept


def _is_bit(before: list[Bit], group: list[Bit]) -> bool:
    is_close = group[0].start - before[-1].end <= PAUSE
    is_short = group[0].start - before[0].start < SHORTEST or group[-1].end - group[0].start < SHORTEST
    return is_close and (is_short or _width(group) < LAST_BIT)


def _lines(bits: Sequence[Bit], line: int) -> list[str] | None:
    """One line or two, about as long as each other; None when they do not fit."""
    if _width(bits) <= line:
        return [_joined(bits)]
    pairs = [(bits[:at], bits[at:]) for at in range(1, len(bits))]
    fitting = [pair for pair in pairs if max(map(_width, pair)) <= line]
    if not fitting:
        return None
    best = min(fitting, key=lambda pair: abs(_width(pair[0]) - _width(pair[1])))
    return [_joined(part) for part in best]


def _joined(bits: Sequence[Bit]) -> str:
    return "".join(
        bit.text if bit.is_glued or number == 0 else f" {bit.text}" for number, bit in enumerate(bits)
    )


def _width(bits: Sequence[Bit]) -> int:
    return sum(unicodedata.category(letter) not in INVISIBLE for letter in _joined(bits))
