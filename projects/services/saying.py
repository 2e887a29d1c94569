"""What the parts that know nothing of languages have said, in the language of whoever asks."""

from dataclasses import replace

from django.utils.translation import gettext as _

from projects.timeline.problems import Problem
from projects.timeline.saying import Said


def spoken(words: str) -> str:
    """A sentence of the timeline's or of an exchange format's; others come back as they are."""
    if not isinstance(words, Said):
        return words
    said = _(words.words)
    if not words.values:
        return said
    return said % {
        name: spoken(each) if isinstance(each, str) else each for name, each in words.values.items()
    }


def told(problems: list[Problem]) -> list[Problem]:
    return [replace(each, message=spoken(each.message)) for each in problems]
