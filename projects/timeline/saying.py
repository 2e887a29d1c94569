"""Sentences that whoever tells them can say in other languages; nothing here knows of languages."""

from typing import Self


class Said(str):
    """A sentence in English, with the words as they stand in the code and what was filled into them."""

    words: str
    values: dict[str, object]

    __slots__ = ("values", "words")

    def __new__(cls, words: str, **values: object) -> Self:
        made = super().__new__(cls, words % values if values else words)
        made.words, made.values = words, values
        return made
