"""Reads the design tokens and the icons from the files that browsers are given."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

CSS, ICONS = Path(settings.BASE_DIR) / "static/css/tokens.css", Path(settings.BASE_DIR) / "static/icons.svg"
GROUP = re.compile(r"/\* (?P<title>.+?) \*/")
TOKEN = re.compile(r"--(?P<name>[\w-]+): (?P<value>.+);")
BOTH = re.compile(r"^light-dark\((?P<light>#\w+|rgb\(.*?\)), (?P<dark>.+)\)$")


@dataclass(frozen=True)
class Token:
    """One custom property; of a colour both values, else `dark` is empty."""

    name: str
    light: str
    dark: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    tokens: tuple[Token, ...]

    @property
    def kind(self) -> str:
        """How the page draws them: by what the first name begins with."""
        return KINDS.get(self.tokens[0].name.split("-")[0], "colour")


KINDS = {"space": "distance", "font": "type", "size": "type", "radius": "shape", "quick": "plain"}


@cache
def groups() -> tuple[Group, ...]:
    """The tokens as tokens.css groups them, in its order; what overrides them further down is left out."""
    found: list[tuple[str, list[Token]]] = []
    first_rule = CSS.read_text(encoding="utf-8").split("\n}\n", 1)[0]
    for line in first_rule.splitlines()[2:]:
        if title := GROUP.search(line):
            found.append((title["title"], []))
        elif (token := TOKEN.search(line)) and found:
            found[-1][1].append(_token(token["name"], token["value"]))
    return tuple(Group(title, tuple(tokens)) for title, tokens in found if tokens)


def _token(name: str, value: str) -> Token:
    both = BOTH.match(value)
    return Token(name, both["light"], both["dark"]) if both else Token(name, value)


@cache
def icons() -> tuple[str, ...]:
    """The names of all icons, in the order of the file."""
    return tuple(re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text(encoding="utf-8")))
