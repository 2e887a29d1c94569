"""What the grammar works with: a clause of a wish, and what was understood of it."""
# ruff: noqa: RUF001 - marks of other languages are meant as they are

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ai.providers.local.assistant.masking import NotFound
from ai.providers.local.assistant.spans import Stretch, stretches
from ai.providers.local.assistant.times import Film, Moment, moments
from ai.providers.local.assistant.transcript import NOTHING_SAID, Said

# Words that change nothing about what is wished. "Not", "except" and "other" do, and are no part of them.
HARMLESS_WORDS = """
a all also an and any at baby bad be bit bits boy bro buddy but can cheers clip completely could do does
done dude edit entire entirely everything exactly file film folks footage for fully get give go going
got guys hear hello here hey hi hmm how i i'd i'll i'm if in is it it'd it's its itself just kind kindly
let let's like look looks made make makes man mate me movie my need needs now of oh okay on only our out
overall part parts please pls plz really recording right should so some sure ta thank thanks that that's
the them then there these thing this those through thx to too um up us use very video videos want wants
way we we'd whole will with would yeah yo you u ur your
"""
HARMLESS = frozenset(HARMLESS_WORDS.split())
WORD = re.compile(r"[^\s,.;:!?()…“”\"⟦⟧&+~–—]+")
QUOTE = re.compile(r"⟦[a-j]+⟧")
WEAK = (
    r"a lil(?: bit)?|lil|a wee bit|a smidge(?:n)?|kinda|sort of|"
    r"slight(?:ly)?|a little(?: bit)?|a bit|a tad|a touch|a tiny bit|a hair|subtl[ey]|gently|softly|somewhat|"
    r"not (?:too|so|that|very|overly|quite so) (?:strong(?:ly)?|much|heavy|heavily|"
    r"intense|hard|fast|slow|loud|"
    r"quiet|bright|dark|big|small|blurry|warm|cold)|mild(?:ly)?|lightly"
)
STRONG = (
    r"very|(?:way|so|too) much|much|a lot|lots|strong(?:ly)?|heavy|heavily|really|extremely|super|way|far"
)


@dataclass(frozen=True)
class Step:
    """One edit: the tool, and its arguments on the wire."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """A wish that was understood as far as the tool, with something missing. `code` names it in `replies`."""

    tool: str
    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Clause:
    """One wish, in lower case and in English; what stood in quotation marks is kept apart.

    Every word that a rule looks for and finds counts as read: `left` is what nobody has read, so that a rule
    cannot pass over half of what was said.
    """

    text: str
    quotes: tuple[str, ...]
    film: Film
    said: Said = NOTHING_SAID
    read: set[int] = field(default_factory=set, compare=False, repr=False)
    taken: set[int] = field(
        default_factory=set, compare=False, repr=False
    )  # read as something else than a time

    def anew(self) -> "Clause":
        """Give the same clause with nothing read."""
        return Clause(self.text, self.quotes, self.film, self.said)

    def has(self, pattern: str) -> bool:
        """Say whether whole words match a regular expression, and count them as read."""
        found = list(_whole_words(pattern).finditer(self.text))
        for match in found:
            self._take(match)
        return bool(found)

    def number(self, pattern: str) -> float | None:
        """Give the number in a regular expression's first group, and count the match as read."""
        found = _compiled(pattern).search(self.text)
        if found is None:
            return None
        self._take(found)
        return float(found[1])

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a regular expression, and count what it matched as read."""
        found = pattern.search(self.text)
        if found is not None:
            self._take(found)
        return found

    @property
    def moments(self) -> list[Moment]:
        """All times in the clause, which count as read."""
        found = moments(self._unread_numbers(), self.film)
        for moment in found:
            self.read.update(range(moment.begin, moment.stop))
        return found

    def stretches(self) -> list[Stretch]:
        """All stretches of the film that the clause speaks of, which count as read; raises NotFound."""
        try:
            found = stretches(self._unread_numbers(), self.quotes, self.film, self.said)
        except NotFound as missing:
            self.read.update(range(missing.begin, missing.stop))
            raise
        for stretch in found:
            self.read.update(range(stretch.begin, stretch.stop))
        return found

    def pass_over_times(self) -> None:
        """Count all times and parts as read, also those that are nowhere in the film."""
        with suppress(NotFound):
            self.stretches()
        _ = self.moments
        self.has(
            "for|from|to|until|at|in|between|and|during|first|last|middle|half|of|after|"
            "before|only|just|seconds?|minutes?|part|while|then"
        )

    def _take(self, found: re.Match[str]) -> None:
        self.read.update(range(*found.span()))
        self.taken.update(range(*found.span()))

    def _unread_numbers(self) -> str:
        """The clause without the numbers that were read as sizes, shares or degrees."""
        letters = enumerate(self.text)
        return "".join("\0" if at in self.taken and letter.isdigit() else letter for at, letter in letters)

    @property
    def left(self) -> list[str]:
        """The words that nothing has read and that may matter."""
        return [
            match[0]
            for match in WORD.finditer(self.text)
            if match[0] not in HARMLESS
            and any(letter.isalnum() for letter in match[0])
            and not self.read.intersection(range(*match.span()))
        ] + [place[0] for place in QUOTE.finditer(self.text) if place.start() not in self.read]

    @property
    def quote(self) -> str:
        """The words in the first quotation marks, which count as read."""
        place = QUOTE.search(self.text)
        if place is None:
            return ""
        self.read.update(range(*place.span()))
        return self.quotes[0]

    @property
    def amount(self) -> float:
        """Say how strongly something is wished: 1 is usual."""
        if self.has(WEAK):
            return 0.5
        return 2.0 if self.has(STRONG) else 1.0


LOOK_FOR = "search-moments"


# The rules hold more expressions than `re` keeps compiled.
@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])")


Understood = Step | Question | None
Rule = Callable[[Clause], Understood]


def ask(tool: str, code: str, **details: Any) -> Question:
    """Ask back."""
    return Question(tool, code, details)


def not_found(tool: str, missing: NotFound) -> Step | Question:
    """Look for a moment that the transcript does not have, or ask which one is meant."""
    if missing.is_searchable:
        return Step(LOOK_FOR, {"query": missing.topic})
    return ask(tool, "part_not_found", topic=missing.topic)


def first(clause: Clause, table: Mapping[str, str]) -> str:
    """Give the value of the first pattern that the clause has, or nothing."""
    return next((value for pattern, value in table.items() if clause.has(pattern)), "")
