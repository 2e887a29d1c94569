"""Words for people, in their language: the engine marks them, the platform around it translates them.

`gettext_noop` (as `_`) marks words that are looked up when they are shown; `gettext` says a sentence at once.
"""

from collections.abc import Callable

Translate = Callable[[str], str]
TranslateCount = Callable[[str, str, int], str]

_translators: list[tuple[Translate, TranslateCount]] = []


def speak(translate: Translate, translate_count: TranslateCount) -> None:
    """Let sentences be translated from now on; without it they are English."""
    _translators[:] = [(translate, translate_count)]


def gettext_noop(words: str) -> str:
    """Mark words, and give them as they are."""
    return words


def gettext(words: str) -> str:
    """Give words in the language of the person that is served."""
    return _translators[0][0](words) if _translators else words


def ngettext(one: str, many: str, count: int) -> str:
    """Give the words for so many, in the language of the person that is served."""
    if _translators:
        return _translators[0][1](one, many, count)
    return one if count == 1 else many
