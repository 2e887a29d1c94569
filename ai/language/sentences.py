"""Parts text into sentences; where a transcript has no punctuation, the speaker's pauses part it."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections.abc import Sequence

from ai.capabilities import Word

PAUSE = 0.4  # seconds of silence that end a spoken sentence
LONGEST = 32  # words of a spoken sentence without a pause

ENDS = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？])\s*")
PARAGRAPHS = re.compile(r"\n\s*\n")
# A point after one of these ends no sentence.
SHORT_FORMS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "e.g", "i.e", "no", "fig", "inc", "ltd",
    "co", "approx", "dept", "est", "min", "max", "al", "ca", "z.b", "bzw", "tp", "ts",
})  # fmt: skip
NO_END = re.compile(r"(?:^|\s)[\"'“(]?([\w.]+)\.$")


def sentences(text: str) -> list[str]:
    """Part written text into sentences, spaces made single. Text without any end marks stays whole."""
    found: list[str] = []
    for part in PARAGRAPHS.split(text):
        found += _of_paragraph(" ".join(part.split()))
    return found


def _of_paragraph(text: str) -> list[str]:
    found: list[str] = []
    begin = 0
    for end in ENDS.finditer(text):
        if _goes_on(text[begin : end.start()], text[end.end() :]):
            continue
        found.append(text[begin : end.end()].strip())
        begin = end.end()
    rest = text[begin:].strip()
    return [*found, rest] if rest else found


def _goes_on(before: str, after: str) -> bool:
    """Say whether a point belongs to a short form or an initial, and not to the sentence's end."""
    last = NO_END.search(before)
    if last is not None and (last[1].lower() in SHORT_FORMS or (len(last[1]) == 1 and last[1].isupper())):
        return True
    return bool(after) and after[0].islower()


def spoken_sentences(words: Sequence[Word], *, pause: float = PAUSE) -> list[tuple[Word, ...]]:
    """Group the words of a transcript: a pause, an end mark, or too many words end a group."""
    groups: list[list[Word]] = []
    for word in words:
        if not groups or _is_new(groups[-1], word, pause):
            groups.append([])
        groups[-1].append(word)
    return [tuple(group) for group in groups]


def _is_new(group: Sequence[Word], word: Word, pause: float) -> bool:
    last = group[-1]
    if word.speaker != last.speaker or word.start - last.end >= pause or last.text[-1:] in ".!?…。！？":
        return True
    if len(group) < LONGEST:
        return False
    # Too long: the next little pause will do, and in the end any place.
    return word.start - last.end >= 0.12 or len(group) >= 2 * LONGEST


def spoken_text(words: Sequence[Word]) -> str:
    """Write a group of words as a sentence: a capital letter first, a mark last."""
    text = " ".join(word.text for word in words)
    text = re.sub(r"\bi(?=\b|')", "I", text)
    mark = "" if text[-1:] in ".!?…。！？" else "."
    return text[:1].upper() + text[1:] + mark


def written_text(words: Sequence[Word]) -> str:
    """Join words whose marks and capital letters are there already."""
    return " ".join(word.text for word in words)
