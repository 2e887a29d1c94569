"""What is said in a film as whole sentences with their times."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 400  # characters of a sentence that no mark ends
ENDS = re.compile(r"[.!?…。！？][\"'”’)\]]*$")  # noqa: RUF001 - marks of other languages


@dataclass(frozen=True)
class Line:
    """A sentence, in seconds of the film."""

    text: str
    start: float
    end: float


def lines_of(segments: Iterable[Any]) -> list[Line]:
    """Sentences of a transcript's segments: captions that part one are put together again."""
    lines: list[Line] = []
    for segment in segments:
        line = _line(segment)
        if not line.text:
            continue
        if lines and not ENDS.search(lines[-1].text) and _fits(lines[-1], line):
            before = lines.pop()
            line = Line(f"{before.text} {line.text}", before.start, max(line.end, before.end))
        lines.append(line)
    return sorted(lines, key=lambda line: line.start)


def text_of(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _line(segment: Any) -> Line:
    row = segment if isinstance(segment, dict) else vars(segment)
    return Line(" ".join(str(row["text"]).split()), float(row["start"]), float(row["end"]))


def _fits(before: Line, line: Line) -> bool:
    return line.start - before.end < 1.0 and len(before.text) + len(line.text) < LONGEST
