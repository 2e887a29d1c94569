"""What is said in the film, as the system tells it, and answers out of it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ai.capabilities import Message, Tool
from ai.language.languages import LITTLE_WORDS
from ai.providers.local.meaning import encode
from ai.providers.local.minilm import Array
from ai.providers.local.summaries import summary

# A line of a transcript in a system message or a tool's answer: [0:12] words, or [0:12-0:15] words.
LINE = re.compile(
    r"^\W{0,3}\[(\d{1,3}(?::\d{2}){1,2}(?:\.\d+)?)(?:\s*[-–]\s*(\d{1,"
    r"3}(?::\d{2}){1,2}(?:\.\d+)?))?\]\s*(.+)$",
    re.MULTILINE,
)
LOOKS = frozenset({"search-moments", "read-transcript", "read-summary"})
A_PART_ONLY = "(a part only"
USUAL_SECONDS = 4.0  # of a line whose end is not told, if no other follows sooner
LEAST_LIKENESS = 0.28
CLEAR_LIKENESS, CLEAR_LEAD = 0.34, 0.1
NEIGHBOUR_LIKENESS, FOREIGN_NEIGHBOUR_LIKENESS = 0.3, 0.5  # MiniLM finds all Vietnamese alike
MOST_FOUND, MOST_SUMMARY = 3, 4
LITTLE = LITTLE_WORDS["en"] | {"about", "get", "gets", "where"}


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


def said_of(messages: Sequence[Message], tools: Sequence[Tool]) -> "Said":
    """Gather what is known of what is said in the film, and what searches have found."""
    names = {tool.name.replace("_", "-") for tool in tools}
    asked = {
        call.id: str(call.arguments.get("query", ""))
        for message in messages
        for call in message.tool_calls
        if call.name.replace("_", "-") == "search-moments"
    }
    hits = {asked[each.tool_call_id]: _first_hit(each) for each in messages if each.tool_call_id in asked}
    told = [each for each in messages if each.tool_call_id not in asked]
    is_partial = any(A_PART_ONLY in each.content for each in told) and not _has_read_on(told)
    return Said(
        tuple(lines_of(told)),
        hits,
        can_search="search-moments" in names,
        can_read=is_partial and "read-transcript" in names,
    )


def _first_hit(message: Message) -> tuple[float, float] | None:
    lines = lines_of([message])
    if not lines:
        return None
    written = LINE.search(message.content)
    first = _seconds(written[1]) if written else lines[0].start
    return next((line.start, line.end) for line in lines if line.start == first)


def _has_read_on(messages: Sequence[Message]) -> bool:
    calls = [call for message in messages for call in message.tool_calls]
    return any(
        call.name.replace("_", "-") == "read-transcript" and call.id != "opened-film" for call in calls
    )


def lines_of(messages: Sequence[Message]) -> list[Line]:
    """Find the lines of a transcript in what the system and the tools say, each once."""
    told = "\n".join(message.content for message in messages if message.role in {"system", "tool"})
    found = [(_seconds(match[1]), match[2], " ".join(match[3].split())) for match in LINE.finditer(told)]
    found = sorted(set(found), key=lambda line: line[0])
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


@dataclass(frozen=True)
class Said:
    """What is said in the film as far as it is known. `hits` are what a search has found for a topic."""

    lines: tuple[Line, ...] = ()
    hits: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)
    can_search: bool = False
    can_read: bool = False  # only a part of the transcript is known

    def may_search(self, topic: str) -> bool:
        return self.can_read or (self.can_search and topic not in self.hits)

    def part(self, topic: str, *, is_phrase: bool) -> tuple[float, float] | None:
        """Give the one part of the film, in seconds, in which something is said or talked about."""
        if self.hits.get(topic) is not None:
            return self.hits[topic]
        if not self.lines:
            return None
        return (_phrase_at(topic, self.lines) if is_phrase else None) or _part_about(topic, self.lines)

    def named(self, topic: str) -> tuple[float, float] | None:
        """Give the part in which a word is said, where that is one stretch."""
        found = [at for at, line in enumerate(self.lines) if _has_all([topic], line.text)]
        if not found or found[-1] - found[0] >= len(found):
            return None
        return self.lines[found[0]].start, self.lines[found[-1]].end


NOTHING_SAID = Said()


def _phrase_at(phrase: str, lines: Sequence[Line]) -> tuple[float, float] | None:
    """Give when a phrase is said, to the letter; None if it never is, or at several places."""
    wanted = f" {_letters(phrase)} "
    found = [line for line in lines if wanted in f" {_letters(line.text)} "]
    return (found[0].start, found[0].end) if len(found) == 1 else None


@lru_cache(maxsize=4)
def _encoded(lines: tuple[Line, ...]) -> Array:
    """Lay out what is said once: people ask several things of one film."""
    return encode([line.text for line in lines])


@lru_cache(maxsize=64)
def _part_about(topic: str, lines: tuple[Line, ...]) -> tuple[float, float] | None:
    """Give the one part of the film that a topic stands for; None if there is none, or no single one."""
    wanted = [word for word in _letters(topic).split() if word not in LITTLE]
    named = [at for at, line in enumerate(lines) if wanted and _has_all(wanted, line.text)]
    likeness = [float(each) for each in _encoded(lines) @ encode([topic])[0]]
    core = named or _clear(likeness)
    if not core or core[-1] - core[0] >= len(core):  # nowhere, or at places apart
        return None
    first, last = core[0], core[-1]
    least = NEIGHBOUR_LIKENESS if topic.isascii() else FOREIGN_NEIGHBOUR_LIKENESS
    while first > 0 and likeness[first - 1] >= least:
        first -= 1
    while last + 1 < len(lines) and likeness[last + 1] >= least:
        last += 1
    return (lines[first].start, lines[last].end)


def _clear(likeness: Sequence[float]) -> list[int]:
    """The line that is clearly nearest, or nothing."""
    best = max(range(len(likeness)), key=likeness.__getitem__)
    apart = [each for at, each in enumerate(likeness) if abs(at - best) > 1]
    is_clear = likeness[best] >= CLEAR_LIKENESS and likeness[best] - max(apart, default=0.0) >= CLEAR_LEAD
    return [best] if is_clear else []


def _has_all(wanted: Sequence[str], text: str) -> bool:
    words = _letters(text).split()
    return all(any(_stem(word) == _stem(other) for other in words) for word in wanted)


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 and word.isascii() else word


def _letters(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower()))


def summarised(lines: Sequence[Line]) -> list[Line]:
    """Give the lines that stand for the whole."""
    texts = [line.text for line in lines]
    return [lines[at] for at in summary(texts, count=MOST_SUMMARY, vectors=encode(texts))]
