"""Texts and queries as PostgreSQL searches them: their words without case and accents, with their places."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Value

from ai.language.languages import LITTLE_WORDS, language_of
from videos.words import LONGEST_WORD, WORD, folded

LAST_PLACE = 16_383  # https://www.postgresql.org/docs/current/textsearch-limitations.html
MOST_WORDS = 24  # of a query
SHORTEST_BEGINNING = 3  # letters that are taken for the beginning of a longer word
LOOSE = range(3, 9)  # queries of so many words may miss one of them


@dataclass(frozen=True)
class Terms:
    """A query's words: all of them, and those that say something about a subject."""

    text: str
    language: str
    words: tuple[str, ...]
    content: tuple[str, ...]

    @property
    def phrase(self) -> SearchQuery:
        """All words, one after the other."""
        return _query(" <-> ".join(map(_quoted, self.words)))

    @property
    def all_of_them(self) -> SearchQuery:
        """Every word that says something; the one that is still being typed may be a beginning."""
        return _query(" & ".join(self._parts()))

    @property
    def all_but_one(self) -> SearchQuery | None:
        parts = self._parts()
        if len(parts) not in LOOSE:
            return None
        without = (parts[:number] + parts[number + 1 :] for number in range(len(parts)))
        return _query(" | ".join(f"({' & '.join(each)})" for each in without))

    @property
    def beginning(self) -> str:
        """The last word, where it may go on."""
        last = self.words[-1]
        is_typed = self.text[-1:].isalnum() and self.content[-1] == last
        return last if is_typed and len(last) >= SHORTEST_BEGINNING else ""

    def _parts(self) -> list[str]:
        parts = [_quoted(word) for word in self.content]
        return [*parts[:-1], f"{parts[-1]}:*"] if self.beginning else parts


def terms_of(text: str) -> Terms | None:
    """What is asked for; None when there is no word in it."""
    text = plain(text)
    language = language_of(text)
    little = LITTLE_WORDS["en"] | LITTLE_WORDS.get(language, frozenset())
    found = [(word, text[start:end].lower() in little) for word, start, end in placed(text)][:MOST_WORDS]
    if not found:
        return None
    words = tuple(word for word, _ in found)
    content = tuple(dict.fromkeys(word for word, is_little in found if not is_little))
    return Terms(text, language, words, content or words)


def plain(text: str) -> str:
    """The text with each letter and its accents as one sign, and no sign that databases do not take."""
    return unicodedata.normalize("NFC", text).replace("\x00", "")


def vector_of(text: str) -> Func:
    """What the text is found by, as an expression to be stored."""
    return Func(
        Value(lexemes(text)), template="(%(expressions)s)::tsvector", output_field=SearchVectorField()
    )


def lexemes(text: str) -> str:
    """PostgreSQL's own notation of a text's words and their places: 'bread':2 'warm':1,7."""
    places: dict[str, list[int]] = {}
    for number, (word, _, _) in enumerate(placed(text), 1):
        places.setdefault(word, []).append(min(number, LAST_PLACE))
    return " ".join(f"{_quoted(word)}:{','.join(map(str, at))}" for word, at in places.items())


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is looked for, and where it begins and ends in the text."""
    for found in WORD.finditer(text):
        for word in WORD.findall(folded(found.group())):
            yield word[:LONGEST_WORD], found.start(), found.end()


def _quoted(word: str) -> str:
    return f"'{word}'"


def _query(lexical: str) -> SearchQuery:
    query = SearchQuery(lexical, search_type="raw")
    # As it stands: the parser behind to_tsquery would take some words apart again.
    query.extra["template"] = "(%(expressions)s)::tsquery"
    return query
