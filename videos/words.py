"""Words as they are looked for: whatever their case and accents, in every script."""

import re
import unicodedata

MOST_WORDS, LONGEST_WORD = 100_000, 60
# Scripts that leave no space between words are looked for letter by letter.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
# Letters that are of their own, and that people without them on the keyboard write as another.
WRITTEN_AS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i"})  # noqa: RUF001


def folded(text: str) -> str:
    """The text in small letters without accents: Vietnamese is found by those who type none."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(WRITTEN_AS)


def words_in(text: str) -> list[str]:
    """The different words of a text as they are looked for, in order of the alphabet."""
    found = {word[:LONGEST_WORD] for word in WORD.findall(folded(text))}
    return sorted(found)[:MOST_WORDS]


def query_of(word: str) -> str:
    """A raw query of PostgreSQL for words that begin like this; empty when there is no letter in it."""
    parts = [part[:LONGEST_WORD] for part in WORD.findall(folded(word))]
    return " & ".join(f"'{part}':*" for part in parts)
