"""What people say while they look for words, by language: sounds, phrases, and words that are stammered."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
Run = tuple[int, int]  # the first and the last word, by their numbers

APART = 0.15  # seconds between two words that are heard as a pause
STAMMERED = 1.0  # seconds within which a word that comes again is the same attempt
MARKS = re.compile(r"^[^\w]+|[^\w]+$")
ENDS = tuple(".?!…。？！")  # noqa: RUF001 - full stops of other scripts
COMMAS = tuple(",;:—–،、，")  # noqa: RUF001


@dataclass(frozen=True)
class Tongue:
    """`sounds` are never words of the language; `phrases` may be, and only count when set off by pauses."""

    sounds: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    stammered: frozenset[str] = field(default_factory=frozenset)


def _tongue(sounds: str = "", phrases: str = "", stammered: str = "") -> Tongue:
    split = tuple(tuple(phrase.split()) for phrase in phrases.split(","))
    longest_first = sorted(filter(None, split), key=len, reverse=True)
    return Tongue(frozenset(sounds.split()), tuple(longest_first), frozenset(stammered.split()))


TONGUES = {
    "en": _tongue(
        "um umm uhm uh uhh er err erm hmm hm mm",
        "you know, i mean, sort of, kind of, ah",
        "i i'm i'll it it's the a an and but so we you he she they to of in on that's this is was my if for",
    ),
    "vi": _tongue(
        "ờm ừm ưm ơm ờờ ừừ",
        "à, ừ, ờ, ơ, thì là, kiểu như, kiểu như là, kiểu là, đại loại là, nói chung là",
        "tôi mình em anh chị là thì và mà cái của những các một để cho với nó",
    ),
    "de": _tongue("äh ähm öhm hm hmm", "also ja, sozusagen", "ich und die der das wir es ein eine zu in"),
    "fr": _tongue("euh heu hum hm", "tu vois, vous voyez, du coup", "je et le la les un une de il on ça"),
    "es": _tongue("eh ehm em mmm hm", "o sea, este, digamos", "yo y el la los las un una de que en es"),
}  # fmt: skip


def plain(word: Row) -> str:
    """A word without its punctuation, as it is compared."""
    return MARKS.sub("", unicodedata.normalize("NFC", str(word["text"])).casefold())


def fillers_in(words: Sequence[Row], tongue: Tongue) -> list[Run]:
    """Sounds and phrases that say nothing, the longest first where several would do."""
    texts = [plain(word) for word in words]
    found: list[Run] = []
    number = 0
    while number < len(words):
        until = _filler(words, texts, number, tongue)
        if until is not None:
            follows = bool(found) and found[-1][1] == number - 1
            first = found.pop()[0] if follows else number
            found.append((first, until))
        number = number + 1 if until is None else until + 1
    return found


def stutters_in(words: Sequence[Row], tongue: Tongue) -> list[Run]:
    """Words that are said again at once: all attempts but the last, which stays."""
    texts = [plain(word) for word in words]
    found: list[Run] = []
    first = 0
    for number in range(1, len(words) + 1):
        if number < len(words) and _again(words, texts, number, tongue):
            continue
        if number - first > 1:
            found.append((first, number - 2))
        first = number
    return found


def _filler(words: Sequence[Row], texts: Sequence[str], number: int, tongue: Tongue) -> int | None:
    if texts[number] in tongue.sounds:
        return number
    for phrase in tongue.phrases:
        last = number + len(phrase) - 1
        if tuple(texts[number : last + 1]) == phrase and _is_set_off(words, number, last):
            return last
    return None


def _is_set_off(words: Sequence[Row], first: int, last: int) -> bool:
    """Whether there is a pause or a comma on both sides. A whole sentence is an answer, and no filler."""
    opens = first == 0 or _text(words[first - 1]).endswith(ENDS)
    closes = last == len(words) - 1 or _text(words[last]).endswith(ENDS)
    if opens and closes:
        return False
    return (opens or _parts(words, first - 1)) and (closes or _parts(words, last))


def _parts(words: Sequence[Row], number: int) -> bool:
    """Whether a word is followed by a pause or a comma."""
    return gap(words, number) >= APART or _text(words[number]).endswith(COMMAS)


def _again(words: Sequence[Row], texts: Sequence[str], number: int, tongue: Tongue) -> bool:
    before, now = texts[number - 1], texts[number]
    if _text(words[number - 1]).endswith(ENDS) or gap(words, number - 1) > STAMMERED:
        return False
    broken_off = _text(words[number - 1]).endswith("-") and now.startswith(before) and before != ""
    return broken_off or (now == before and now in tongue.stammered)


def gap(words: Sequence[Row], number: int) -> float:
    """Seconds between a word and the next; below zero where people speak at the same time."""
    return float(words[number + 1]["start"]) - float(words[number]["end"])


def _text(word: Row) -> str:
    return str(word["text"])
