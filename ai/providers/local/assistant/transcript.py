"""What is said in the film, as the system tells it, and answers out of it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ai.capabilities import Message
from ai.providers.local.meaning import encode
from ai.providers.local.summaries import summary

# A line of a transcript in a system message or a tool's answer: [0:12] words, or [0:12-0:15] words.
LINE = re.compile(
    r"^\W{0,3}\[(\d{1,3}(?::\d{2}){1,2}(?:\.\d+)?)(?:\s*[-–]\s*(\d{1,"
    r"3}(?::\d{2}){1,2}(?:\.\d+)?))?\]\s*(.+)$",
    re.MULTILINE,
)
USUAL_SECONDS = 4.0  # of a line whose end is not told, if no other follows sooner
LEAST_LIKENESS = 0.28
MOST_FOUND, MOST_SUMMARY = 3, 4


@dataclass(frozen=True)
class Line:
    """What is said, and when (seconds)."""

    start: float
    end: float
    text: str

    def cue(self) -> dict[str, Any]:
        return {"start": round(self.start, 3), "end": round(self.end, 3), "text": self.text}

    def cited(self) -> str:
        return f"[{clock(self.start)}] “{self.text}”"


def clock(seconds: float) -> str:
    """Write a moment as people do."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def lines_of(messages: Sequence[Message]) -> list[Line]:
    """Find the lines of a transcript in what the system and the tools say."""
    told = "\n".join(message.content for message in messages if message.role in {"system", "tool"})
    found = [(_seconds(match[1]), match[2], " ".join(match[3].split())) for match in LINE.finditer(told)]
    found.sort(key=lambda line: line[0])
    starts = [*(start for start, _, _ in found), float("inf")][1:]
    return [
        Line(start, _seconds(end) if end else min(start + USUAL_SECONDS, max(following, start + 0.5)), text)
        for (start, end, text), following in zip(found, starts, strict=True)
    ]


def _seconds(written: str) -> float:
    seconds = 0.0
    for part in written.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def find(question: str, lines: Sequence[Line]) -> list[Line]:
    """Give the lines that have to do with a question, in order of time; none if none do."""
    rows = encode([question, *(line.text for line in lines)])
    likeness = rows[1:] @ rows[0]
    best = sorted(range(len(lines)), key=lambda at: -float(likeness[at]))[:MOST_FOUND]
    kept = [at for at in best if likeness[at] >= max(LEAST_LIKENESS, 0.6 * float(likeness[best[0]]))]
    return [lines[at] for at in sorted(kept)]


def summarised(lines: Sequence[Line]) -> list[Line]:
    """Give the lines that stand for the whole."""
    texts = [line.text for line in lines]
    return [lines[at] for at in summary(texts, count=MOST_SUMMARY, vectors=encode(texts))]
