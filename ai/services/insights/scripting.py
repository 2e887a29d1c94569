"""What a narrator says, and when: sentences at the times that they speak of, none over another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ai.language.pace import LETTERS_PER_SECOND, seconds_to_say
from ai.language.sentences import sentences
from ai.models import Summary

__all__ = ["LETTERS_PER_SECOND", "Piece", "of_script", "of_summary", "placed", "seconds_for"]

GAP = 0.35  # seconds between two sentences
FIRST = 0.4  # seconds before the first
FULL = 0.85  # of a film, that may be spoken over
TIME = re.compile(r"^\s*\[(?:(\d+):)?(\d+):(\d{2}(?:\.\d+)?)\]\s*")


@dataclass(frozen=True)
class Piece:
    """A sentence, and the second of the film at which it is to be said; None: right after the one before."""

    text: str
    time: float | None = None


def seconds_for(text: str, *, speed: float, language: str = "") -> float:
    """About how long it takes to say a text."""
    return seconds_to_say(text, speed=speed, language=language)


def of_script(script: str) -> list[Piece]:
    """A given script: a line may begin with its time, such as [1:05]."""
    pieces: list[Piece] = []
    for line in script.splitlines():
        found = TIME.match(line)
        time = None
        if found:
            hours, minutes, seconds = found.groups()
            time = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
        said = sentences(line[found.end() :] if found else line)
        pieces += [
            Piece(text, time if number == 0 else None)
            for number, text in enumerate(said)
            if any(letter.isalnum() for letter in text)
        ]
    return pieces


def of_summary(summary: Summary, *, duration: float, speed: float) -> list[Piece]:
    """As much of a summary as fits into the film: its beginning first, then each point at its time."""
    points = [Piece(str(point["text"]), float(point["time"])) for point in summary.key_points]
    # What is a point too is said at its time: a summary made of the film's own sentences has them in both.
    whole = [text for text in sentences(summary.overview) if text not in {point.text for point in points}]
    overview = [Piece(text, None if number else FIRST) for number, text in enumerate(whole)]
    room = duration * FULL
    chosen: list[Piece] = []
    said: set[str] = set()
    for piece in [*overview[:1], *points, *overview[1:]]:
        needed = seconds_for(piece.text, speed=speed, language=summary.language) + GAP
        if piece.text in said or (chosen and needed > room):
            continue
        room -= needed
        said.add(piece.text)
        chosen.append(piece)
    intro = [piece for piece in overview if piece in chosen]
    return [
        *intro,
        *sorted((piece for piece in points if piece in chosen), key=lambda piece: piece.time or 0),
    ]


def placed(pieces: Sequence[Piece], lengths: Sequence[float], *, duration: float) -> list[float] | None:
    """When each piece begins (seconds), so that none overlaps and the last ends with the film.

    None when they do not fit at all.
    """
    starts: list[float] = []
    free = FIRST
    for piece, length in zip(pieces, lengths, strict=True):
        starts.append(free if piece.time is None else max(piece.time, free))
        free = starts[-1] + length + GAP
    latest = duration
    for number in reversed(range(len(starts))):
        starts[number] = min(starts[number], latest - lengths[number])
        latest = starts[number] - GAP
    if starts and starts[0] < 0:
        return None
    return [round(start, 3) for start in starts]
