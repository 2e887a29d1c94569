"""When each word of a text is said: by the words that were heard, and in between by their length."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from videos.words import folded

Row = Mapping[str, Any]
SHORTEST = 0.02  # seconds of a word that got no time of its own
LATE = 0.05  # seconds that a word may lie outside of its segment


def words_of(segment: Row, words: Sequence[Row]) -> list[dict[str, Any]]:
    """The words of a segment's text, as a transcript keeps them, timed by those that were heard in it.

    A word that was heard keeps its time and confidence. Others get the time between their neighbours.
    """
    texts, start, end = str(segment["text"]).split(), float(segment["start"]), float(segment["end"])
    speaker = str(segment.get("speaker") or "")
    known = _same(texts, words)
    made: list[dict[str, Any]] = []
    number = 0
    while number < len(texts):
        if number in known:
            made.append({**words[known[number]], "text": texts[number], "speaker": speaker})
            number += 1
            continue
        until = next((later for later in range(number, len(texts)) if later in known), len(texts))
        begin = float(made[-1]["end"]) if made else start
        limit = float(words[known[until]]["start"]) if until in known else end
        if made and limit - begin < SHORTEST * (until - number):
            # No time is left between two words: the one before shares its own.
            shared = made.pop()
            made += _spread([shared["text"], *texts[number:until]], shared["start"], limit, speaker)
            made[-1 - (until - number)]["confidence"] = shared["confidence"]
        else:
            made += _spread(texts[number:until], begin, max(limit, begin), speaker)
        number = until
    return made


def by_segment(segments: Sequence[Row], words: Sequence[Row]) -> Iterator[tuple[Row, list[dict[str, Any]]]]:
    """Each segment with the words of its text. `words` are all that were heard, in order of time."""
    place = 0
    for segment in segments:
        while place < len(words) and _middle(words[place]) < float(segment["start"]) - LATE:
            place += 1
        begin = place
        while place < len(words) and _middle(words[place]) < float(segment["end"]) + LATE:
            place += 1
        yield segment, words_of(segment, words[begin:place])


def _middle(word: Row) -> float:
    return (float(word["start"]) + float(word["end"])) / 2


def _same(texts: Sequence[str], words: Sequence[Row]) -> dict[int, int]:
    """Which of the texts is which of the words."""
    here, heard = [_plain(text) for text in texts], [_plain(str(word["text"])) for word in words]
    if here == heard:
        return {number: number for number in range(len(texts))}
    matcher = difflib.SequenceMatcher(a=here, b=heard, autojunk=False)
    blocks = matcher.get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _plain(text: str) -> str:
    letters = "".join(letter for letter in folded(text) if letter.isalnum())
    return letters or text


def _spread(texts: Sequence[str], start: float, end: float, speaker: str) -> list[dict[str, Any]]:
    whole, spent = sum(len(text) + 1 for text in texts), 0
    made = []
    for text in texts:
        begin = start + (end - start) * spent / whole
        spent += len(text) + 1
        until = start + (end - start) * spent / whole
        made.append(
            {
                "text": text,
                "start": round(begin, 3),
                "end": round(until, 3),
                "confidence": 1.0,
                "speaker": speaker,
            }
        )
    return made
