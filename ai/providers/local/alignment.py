"""Gives each word of a known text its time: from words that were heard, else by its length."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from ai.capabilities import Word
from ai.providers.local.pronunciation import spoken_words

LEAST_MATCH = 0.25  # of the words; below it what was heard is something else
GUESSED, INTERPOLATED = 0.1, 0.4  # confidence


@dataclass(frozen=True)
class Script:
    """A text as it is written, and the words by which it is heard: `owner` says of which written one."""

    written: tuple[str, ...]
    spoken: tuple[str, ...]
    owner: tuple[int, ...]


def read_script(text: str) -> Script:
    """Part a text into its words. A word that nobody can say has no part in what is spoken."""
    written = tuple(text.split())
    spoken: list[str] = []
    owner: list[int] = []
    for number, word in enumerate(written):
        parts = spoken_words(word)
        spoken += parts
        owner += [number] * len(parts)
    return Script(written, tuple(spoken), tuple(owner))


def timed(script: Script, heard: Sequence[Word]) -> list[Word]:
    """Give the written words the times of what was heard, those in between times in between.

    `heard` are the spoken words, all or only some of them, perhaps among wrong ones. Gives nothing when
    too few fit. Marks without a sound lie between their neighbours.
    """
    matcher = difflib.SequenceMatcher(a=script.spoken, b=[word.text for word in heard], autojunk=False)
    found: dict[int, tuple[float, float, float]] = {}
    matched = 0
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            matched += 1
            number, word = script.owner[block.a + step], heard[block.b + step]
            start, _, sure = found.get(number, (word.start, 0.0, 1.0))
            found[number] = (start, word.end, min(sure, word.confidence))
    if matched < LEAST_MATCH * max(len(script.spoken), 1):
        return []
    return _filled(script.written, found, heard[0].start, heard[-1].end)


def _filled(
    written: Sequence[str], found: dict[int, tuple[float, float, float]], first: float, last: float
) -> list[Word]:
    words: list[Word] = []
    number = 0
    while number < len(written):
        if number in found:
            start, end, sure = found[number]
            words.append(Word(written[number], start, end, sure))
            number += 1
            continue
        until = next((later for later in range(number, len(written)) if later in found), len(written))
        begin = words[-1].end if words else first
        end = found[until][0] if until in found else last
        words += spread(written[number:until], [(begin, max(end, begin))], confidence=INTERPOLATED)
        number = until
    return words


def spread(
    written: Sequence[str], spans: Sequence[tuple[float, float]], *, confidence: float = GUESSED
) -> list[Word]:
    """Spread words over spans of speech (start and end in seconds), each as long as its letters make it."""
    whole = sum(end - start for start, end in spans)
    letters = [len(word) + 1.0 for word in written]
    words: list[Word] = []
    spent = 0.0
    for word, share in zip(written, letters, strict=True):
        start = _at(spans, whole * spent / sum(letters))
        spent += share
        words.append(
            Word(word, start, max(_at(spans, whole * spent / sum(letters), is_end=True), start), confidence)
        )
    return words


def _at(spans: Sequence[tuple[float, float]], spoken: float, *, is_end: bool = False) -> float:
    """Give the time at which so many seconds have been spoken."""
    for start, end in spans:
        if spoken < end - start or (is_end and spoken <= end - start + 1e-9):
            return round(start + spoken, 3)
        spoken -= end - start
    return round(spans[-1][1], 3)
