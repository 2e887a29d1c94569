"""What the grammar works with: a film, a clause of a wish, and what was understood of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ai.providers.local.assistant.times import Film, Moment, moments


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
    """One wish, in lower case and in English; what stood in quotation marks is kept apart."""

    text: str
    quotes: tuple[str, ...]
    film: Film

    def has(self, pattern: str) -> bool:
        """Say whether whole words match a regular expression."""
        return re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", self.text) is not None

    def number(self, pattern: str) -> float | None:
        """Give the number in a regular expression's first group."""
        found = re.search(pattern, self.text)
        return float(found[1]) if found else None

    @property
    def moments(self) -> list[Moment]:
        return moments(self.text, self.film)

    @property
    def quote(self) -> str:
        return self.quotes[0] if self.quotes else ""

    @property
    def amount(self) -> float:
        """Say how strongly something is wished: 1 is usual."""
        if self.has("slight(?:ly)?|a little|a bit|subtl[ey]|gently|softly|somewhat"):
            return 0.5
        return 2.0 if self.has("very|much|a lot|strong(?:ly)?|heavy|heavily|really|extremely") else 1.0


Understood = Step | Question | None
Rule = Callable[[Clause], Understood]


def ask(tool: str, code: str, **details: Any) -> Question:
    """Ask back."""
    return Question(tool, code, details)


def first(clause: Clause, table: Mapping[str, str]) -> str:
    """Give the value of the first pattern that the clause has, or nothing."""
    return next((value for pattern, value in table.items() if clause.has(pattern)), "")
