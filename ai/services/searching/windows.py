"""A transcript in stretches of a few sentences, each overlapping the last by one: small enough to be exact,
large enough to have a subject."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ai.services.searching.terms import plain

Row = Mapping[str, Any]
Span = tuple[float, float]  # seconds
MOST_SENTENCES, MOST_SECONDS, MOST_LETTERS = 3, 30.0, 500
ENOUGH_SECONDS = 15.0  # a stretch of so many seconds takes no further sentence
SILENCE = 4.0  # seconds after which something else begins
LONGEST_SENTENCE = 30  # words; recognisers do not always hear where a sentence ends
ENDS = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+|(?<=[。！？])")  # noqa: RUF001 - marks of other languages
ROUNDING = 0.05  # seconds
MOST_COMPARED = 1000  # words of one segment


@dataclass(frozen=True)
class Sentence:
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Window:
    """`times` are (letter, second): when what begins at that letter of the text is said."""

    text: str
    start: float
    end: float
    times: tuple[tuple[int, float], ...]


def windows(*, segments: Sequence[Row], words: Sequence[Row]) -> list[Window]:
    """The stretches of a transcript with these `{text, start, end}`; times in seconds."""
    found: list[Window] = []
    stretch: list[Sentence] = []
    for sentence in sentences(segments=segments, words=words):
        if stretch and sentence.start - stretch[-1].end > SILENCE:
            found.append(_window(stretch))
            stretch = []
        elif stretch and _is_full(stretch, sentence):
            found.append(_window(stretch))
            stretch = stretch[-1:] if len(stretch) > 1 and not _is_full(stretch[-1:], sentence) else []
        stretch.append(sentence)
    if stretch:
        found.append(_window(stretch))
    return found


def sentences(*, segments: Sequence[Row], words: Sequence[Row]) -> Iterator[Sentence]:
    """What is said, cut at the ends of sentences, with times by the words where they tell."""
    first = 0
    for segment in segments:
        tokens = plain(str(segment["text"])).split()
        while first < len(words) and words[first]["end"] <= segment["start"] + ROUNDING:
            first += 1
        last = first
        while last < len(words) and words[last]["end"] <= segment["end"] + ROUNDING:
            last += 1
        yield from _cut(tokens, _times(segment, tokens, words[first:last]))
        first = last


def _times(segment: Row, tokens: list[str], words: Sequence[Row]) -> list[Span]:
    """When each word of a segment is said: as the word of the same letters, or in between two such."""
    known: dict[int, Span] = {}
    if len(tokens) <= MOST_COMPARED:
        said = [plain(str(word["text"])) for word in words]
        for at, of, count in SequenceMatcher(None, tokens, said, autojunk=False).get_matching_blocks():
            for number in range(count):
                word = words[of + number]
                known[at + number] = (float(word["start"]), float(word["end"]))
    times: list[Span] = []
    gap: list[str] = []
    for number, token in enumerate(tokens):
        gap.append(token)
        if number in known:
            begin = times[-1][1] if times else float(segment["start"])
            times += [*_spread(gap[:-1], begin, max(begin, known[number][0])), known[number]]
            gap = []
    begin = times[-1][1] if times else float(segment["start"])
    return [*times, *_spread(gap, begin, max(begin, float(segment["end"])))]


def _spread(tokens: list[str], start: float, end: float) -> list[Span]:
    """When each word is said, if all letters take the same time."""
    letters, done = sum(map(len, tokens)) or 1, 0
    times = []
    for token in tokens:
        begun, done = done, done + len(token)
        times.append((start + (end - start) * begun / letters, start + (end - start) * done / letters))
    return times


def _cut(tokens: list[str], times: list[Span]) -> Iterator[Sentence]:
    first = 0
    for number, token in enumerate(tokens, 1):
        is_end = ENDS.search(f"{token} ") is not None or number - first >= LONGEST_SENTENCE
        if is_end or number == len(tokens):
            text = " ".join(tokens[first:number])
            yield Sentence(text, round(times[first][0], 3), round(times[number - 1][1], 3))
            first = number


def _is_full(stretch: list[Sentence], more: Sentence) -> bool:
    letters = sum(len(each.text) for each in stretch) + len(more.text)
    seconds = more.end - stretch[0].start
    return (
        len(stretch) >= MOST_SENTENCES
        or letters > MOST_LETTERS
        or seconds > MOST_SECONDS
        or stretch[-1].end - stretch[0].start >= ENOUGH_SECONDS
    )


def _window(stretch: list[Sentence]) -> Window:
    times, letters = [], 0
    for each in stretch:
        times.append((letters, each.start))
        letters += len(each.text) + 1
    text = " ".join(each.text for each in stretch)
    return Window(text, stretch[0].start, stretch[-1].end, tuple(times))
