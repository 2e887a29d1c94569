"""Sentences for people, in modules that are free of Django: marked here, put into the person's language where
they are read."""

from collections.abc import Callable, Mapping

_translate: Callable[[str], str] = str


def use(translate: Callable[[str], str]) -> None:
    """Has every sentence be said by this; until then they are said as they stand."""
    global _translate  # noqa: PLW0603 - set once, when the platform starts
    _translate = translate


def said(words: str, values: Mapping[str, object] | None = None) -> str:
    """The words in the language that is spoken now, with what is filled in by name."""
    return _translate(words) % values if values else _translate(words)


def gettext_noop(words: str) -> str:
    """Marks words that are said elsewhere."""
    return words
