"""Parts text into the pieces that a BERT model knows (uncased WordPiece)."""

import functools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

MOST_PIECES = 256  # of one text, with the first and the last mark
LONGEST_WORD = 100
# https://en.wikipedia.org/wiki/CJK_Unified_Ideographs: each of these letters is a word.
IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
SYMBOLS_THAT_PART = frozenset("$+<=>^`|~")  # ASCII that Unicode does not call punctuation


class WordPiece:
    """The vocabulary of a model, one piece a line in its file."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(lines)}
        self._unknown = self._numbers["[UNK]"]
        self._first, self._last = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._pieces_of = functools.lru_cache(maxsize=20_000)(self._pieces)

    def numbers(self, text: str) -> list[int]:
        """Give the numbers of a text's pieces, between the first and the last mark; a long text is cut."""
        found: list[int] = []
        for word in words(text):
            found += self._pieces_of(word)
            if len(found) >= MOST_PIECES - 2:
                break
        return [self._first, *found[: MOST_PIECES - 2], self._last]

    def _pieces(self, word: str) -> list[int]:
        """Take the longest known beginning, again and again."""
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        begin = 0
        while begin < len(word):
            end = next(
                (end for end in range(len(word), begin, -1) if self._piece(word, begin, end) is not None), 0
            )
            number = self._piece(word, begin, end)
            if number is None:
                return [self._unknown]
            found.append(number)
            begin = end
        return found

    def _piece(self, word: str, begin: int, end: int) -> int | None:
        return self._numbers.get(("##" if begin else "") + word[begin:end])


def words(text: str) -> Iterator[str]:
    """Part a text at spaces, marks and ideographs; lower case, without accents."""
    spaced = "".join(_spaced(letter) for letter in text)
    parted = unicodedata.normalize("NFD", spaced).lower()
    kept = (letter for letter in parted if unicodedata.category(letter) != "Mn")
    yield from "".join(f" {letter} " if _is_mark(letter) else letter for letter in kept).split()


def _spaced(letter: str) -> str:
    number = ord(letter)
    if letter.isspace():
        return " "
    if number in {0, 0xFFFD} or unicodedata.category(letter)[0] == "C":
        return ""
    return f" {letter} " if any(first <= number <= last for first, last in IDEOGRAPHS) else letter


def _is_mark(letter: str) -> bool:
    return letter in SYMBOLS_THAT_PART or unicodedata.category(letter)[0] == "P"
