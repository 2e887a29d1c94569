"""The words and pairs of words that a text is about."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ai.language.languages import LITTLE_WORDS, WORD, content_words, language_of

MARKS = re.compile(r"[.,;:!?()\[\]\"“”\n…]+")


def key_phrases(text: str, *, count: int = 8) -> list[str]:
    """Give the words and pairs of words that the text is about, the most telling first."""
    language = language_of(text)
    parts = [part for part in MARKS.split(text) if part.strip()]
    single, pairs = Counter[str](), Counter[str]()
    for part in parts:
        for first, second in _neighbours(part, language):
            pairs[f"{first} {second}"] += 1
        single.update(content_words(part, language=language))
    # A pair is worth more than each of its words, if it is said more than once.
    scores = {phrase: times * 2.2 for phrase, times in pairs.items() if times > 1}
    scores |= {word: times * _length_weight(word) for word, times in single.items()}
    return _without_repeats(sorted(scores, key=lambda phrase: (-scores[phrase], phrase)), count)


def _neighbours(part: str, language: str) -> list[tuple[str, str]]:
    little = LITTLE_WORDS.get(language, frozenset()) | LITTLE_WORDS["en"]
    words = WORD.findall(part.lower().replace("’", "'"))
    return [
        (first, second)
        for first, second in pairwise(words)
        if not {first, second} & little and first != second and min(len(first), len(second)) > 1
    ]


def _length_weight(word: str) -> float:
    return min(0.7 + 0.06 * len(word), 1.3)


def _without_repeats(phrases: Sequence[str], count: int) -> list[str]:
    """Leave out a word that a better phrase has already, and its plural."""
    chosen: list[str] = []
    said: set[str] = set()
    for phrase in phrases:
        stems = {word.removesuffix("s") for word in phrase.split()}
        if not stems <= said and len(chosen) < count:
            chosen.append(phrase)
            said |= stems
    return chosen
