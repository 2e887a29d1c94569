"""Mends the spelling of the words that the grammar knows. What is no near miss stays as it is."""

import re
from functools import lru_cache

from ai.providers.local import minilm

KNOWN_WORDS = """
vertical horizontal square black white subtitles subtitle captions caption brighter darker brightness
contrast saturation volume louder quieter remove delete everything seconds second minutes minute
stabilize stabilise reverse backwards faster slower speed mirror rotate resize normalize background
sharpen cartoon vintage sepia beginning first silence silences pauses noise music export extract audio
sound video bottom center middle corner trim until before after between shorten transcribe transcript
summary summarize narrate portrait landscape instagram tiktok youtube quality resolution please text
yellow orange purple green warmer cooler blurry degrees clockwise percent transition fade letters title
double quarter third watermark denoise vertically horizontally
"""
KNOWN = frozenset(KNOWN_WORDS.split())
LONGEST = 16
LONG = 7  # letters from which a near miss is hardly a word of its own
WORD = re.compile(r"(?<![\w⟦])[a-z]{4,}(?![\w⟧])")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mended(text: str) -> str:
    """Put known words in place of their near misses."""
    return WORD.sub(lambda found: _mended(found[0]), text)


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if (
        len(word) > LONGEST
        or word in KNOWN
        or word in _real_words()
        or (not _real_words() and len(word) < LONG)
    ):
        return word
    for end in ("s", "d", "ed", "ing"):
        if word.endswith(end) and word[: -len(end)] in KNOWN:
            return word
    near = {other for other in _near(word) if other in KNOWN}
    return near.pop() if len(near) == 1 else word


@lru_cache(maxsize=1)
def _real_words() -> frozenset[str]:
    """The words that the language model knows whole; nothing where it is not installed."""
    folder = minilm.model_folder()
    if folder is None:
        return frozenset()
    return frozenset((folder / "vocab.txt").read_text(encoding="utf-8").split())


def _near(word: str) -> set[str]:
    """Give what comes of one slip: a letter doubled, left out, swapped with the next, or hit wrongly."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    found |= {left + right[1:] for left, right in parts if right}
    if len(word) >= 5:
        found |= {left + letter + right for left, right in parts for letter in LETTERS}
    if len(word) >= 6:
        found |= {left + letter + right[1:] for left, right in parts if right for letter in LETTERS}
    return found
